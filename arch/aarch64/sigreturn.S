/* SPDX-License-Identifier: MIT */
/*
 * The trampoline: what a signal handler returns to. Entry: sp points to the
 * siginfo of the kernel's frame; no other register counts. Exit: does not
 * return; all registers become those of the ucontext. It must not touch the
 * stack, or the kernel does not find the frame.
 *
 * It is the kernel's own to the byte: unwinders match d2801168 d4000001. It
 * has no frame information, which crashed libgcc where the kernel's had it, no
 * landing pad, since it is only returned to, and a nop before it, since
 * unwinders look up the byte before the address that the handler returns to.
 *
 * Source: arch/arm64/kernel/vdso/sigreturn.S.
 */
	.text
	.balign	16
	nop
	.globl	knell_sigreturn
	.hidden	knell_sigreturn
	.type	knell_sigreturn, %function
knell_sigreturn:
	mov	x8, #139		/* rt_sigreturn */
	svc	#0
	udf	#0			/* a filter has refused it */
	.size	knell_sigreturn, . - knell_sigreturn
	.section .note.GNU-stack, "", %progbits
