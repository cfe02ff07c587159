/* SPDX-License-Identifier: MIT */
/*
 * The trampolines: what a signal handler returns to. Entry: r15 points to the
 * kernel's frame; no other register counts. Exit: does not return; all
 * registers become those of the frame. They must not touch the stack, or the
 * kernel does not find the frame.
 *
 * knell_sigreturn is for actions with SA_SIGINFO, whose frame has siginfo and
 * ucontext; knell_sigreturn_plain is for actions without, whose frame has the
 * registers alone.
 *
 * They are the kernel's own to the byte: unwinders match 0aad and 0a77 where
 * there is no frame information, and the kernel's has none of use. The nop
 * before each is for those who look up the byte before the address that the
 * handler returns to.
 *
 * Source: arch/s390/kernel/vdso64/vdso_user_wrapper.S, arch/s390/kernel/
 * signal.c.
 */
	.text
	.balign	8
	nopr	%r7
	.globl	knell_sigreturn
	.hidden	knell_sigreturn
	.type	knell_sigreturn, @function
knell_sigreturn:
	svc	173		/* rt_sigreturn */
	.short	0		/* no instruction: a filter has refused it */
	.size	knell_sigreturn, . - knell_sigreturn

	.balign	8
	nopr	%r7
	.globl	knell_sigreturn_plain
	.hidden	knell_sigreturn_plain
	.type	knell_sigreturn_plain, @function
knell_sigreturn_plain:
	svc	119		/* sigreturn */
	.short	0		/* no instruction: a filter has refused it */
	.size	knell_sigreturn_plain, . - knell_sigreturn_plain
	.section .note.GNU-stack, "", @progbits
