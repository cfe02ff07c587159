/* SPDX-License-Identifier: MIT */
/*
 * The trampolines: what a signal handler returns to. Entry: sp points to the
 * kernel's frame; no other register counts. Exit: does not return; all
 * registers become those of the ucontext. They must not touch the stack, or
 * the kernel does not find the frame.
 *
 * knell_sigreturn is for actions with SA_SIGINFO, whose frame is a struct
 * rt_sigframe, siginfo first; knell_sigreturn_plain is for actions without,
 * whose frame is a struct sigframe, which begins with the ucontext. The kernel
 * leaves to the restorer which of them it takes away.
 *
 * They are ARM code, to which handlers in Thumb code return as well. Unwinders
 * match e3a070ad and e3a07077 and the instruction that follows. There is no
 * frame information, as the kernel's own has none, and a nop before each,
 * since unwinders look up the byte before the address that the handler returns
 * to.
 *
 * Sources: arch/arm/kernel/{signal.c,sigreturn_codes.S}.
 */
	.syntax	unified
	.arm
	.text
	.balign	16
	nop
	.globl	knell_sigreturn
	.hidden	knell_sigreturn
	.type	knell_sigreturn, %function
knell_sigreturn:
	mov	r7, #173		/* rt_sigreturn */
	svc	#0
	udf	#0			/* a filter has refused it */
	.size	knell_sigreturn, . - knell_sigreturn

	.balign	16
	nop
	.globl	knell_sigreturn_plain
	.hidden	knell_sigreturn_plain
	.type	knell_sigreturn_plain, %function
knell_sigreturn_plain:
	mov	r7, #119		/* sigreturn */
	svc	#0
	udf	#0			/* a filter has refused it */
	.size	knell_sigreturn_plain, . - knell_sigreturn_plain
	.section .note.GNU-stack, "", %progbits
