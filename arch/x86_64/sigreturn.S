/* SPDX-License-Identifier: MIT */
/*
 * The trampoline: what a signal handler returns to. Entry: rsp points to the
 * ucontext, as the kernel's frame has it; no other register counts. Exit: does
 * not return; all registers become those of the ucontext. It must not touch
 * the stack, or the kernel does not find the frame.
 *
 * The exact bytes 48 c7 c0 0f 00 00 00 0f 05 are what libgcc and gdb match.
 * The frame information says that all registers are saved in the ucontext. It
 * is written in expressions since the CFA, the interrupted rsp, is no sum of a
 * register and a constant. It begins at a nop since unwinders look up the
 * byte before the address that a function, here the handler, returns to.
 *
 * Sources: arch/x86/kernel/signal_64.c, arch/x86/include/uapi/asm/
 * sigcontext.h, x86-64 psABI figure 3.36, DWARF 5 section 6.4.2.
 */
	/* An offset as SLEB128 of two bytes, good from 0 to 8191. */
#define OFFSET(n) ((n) & 0x7f) | 0x80, (n) >> 7
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg7 (rsp) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 3, 0x77, OFFSET(n)

	.text
	.balign	16
	.cfi_startproc simple
	.cfi_signal_frame
	/* DW_CFA_def_cfa_expression: DW_OP_breg7 (rsp) + 160, DW_OP_deref. */
	.cfi_escape 0x0f, 4, 0x77, OFFSET(160), 0x06
	SAVED(8, 40)		/* r8 */
	SAVED(9, 48)
	SAVED(10, 56)
	SAVED(11, 64)
	SAVED(12, 72)
	SAVED(13, 80)
	SAVED(14, 88)
	SAVED(15, 96)		/* r15 */
	SAVED(5, 104)		/* rdi */
	SAVED(4, 112)		/* rsi */
	SAVED(6, 120)		/* rbp */
	SAVED(3, 128)		/* rbx */
	SAVED(1, 136)		/* rdx */
	SAVED(0, 144)		/* rax */
	SAVED(2, 152)		/* rcx */
	SAVED(7, 160)		/* rsp */
	SAVED(16, 168)		/* rip */
	nop
	.globl	knell_sigreturn
	.hidden	knell_sigreturn
	.type	knell_sigreturn, @function
knell_sigreturn:
	movq	$15, %rax	/* rt_sigreturn */
	syscall
	.cfi_endproc
	.size	knell_sigreturn, . - knell_sigreturn
#include "mark.h"
