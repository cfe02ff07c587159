/* SPDX-License-Identifier: MIT */
/*
 * The trampoline: what a signal handler returns to. Entry: rsp points to the
 * ucontext, as the kernel's frame has it; no other register counts. Exit: does
 * not return; all registers become those of the ucontext. It must not touch
 * the stack, or the kernel does not find the frame.
 *
 * The exact bytes 48 c7 c0 0f 00 00 00 0f 05 are what libgcc and gdb match.
 * The frame information says that all registers are saved in the ucontext. It
 * begins at a nop since unwinders look up the byte before the address that a
 * function, here the handler, returns to.
 *
 * Source: arch/x86/kernel/signal_64.c.
 */
#include "sigcontext.h"

	.text
	.balign	16
	.cfi_startproc simple
	SIGCONTEXT
	nop
	.globl	knell_sigreturn
	.hidden	knell_sigreturn
	.type	knell_sigreturn, @function
knell_sigreturn:
	movq	$15, %rax	/* rt_sigreturn */
	syscall
	ud2			/* a filter has refused it */
	.cfi_endproc
	.size	knell_sigreturn, . - knell_sigreturn
#include "mark.h"
