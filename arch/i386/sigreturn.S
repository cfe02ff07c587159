/* SPDX-License-Identifier: MIT */
/*
 * The trampolines: what a signal handler returns to. Entry: esp points just
 * above the return address in the kernel's frame; no other register counts.
 * Exit: does not return; all registers become those of the sigcontext. They
 * must not touch the stack but for the pop that the kernel counts on.
 *
 * knell_sigreturn is for actions with SA_SIGINFO, whose frame is a struct
 * rt_sigframe: the sigcontext, in the ucontext, lies at esp + 160.
 * knell_sigreturn_plain is for actions without, whose frame is a struct
 * sigframe: the sigcontext lies at esp + 4, and at esp after the pop.
 *
 * The exact bytes, b8 ad 00 00 00 cd 80 and 58 b8 77 00 00 00 cd 80, are what
 * libgcc and gdb match. The frame information is written in expressions since
 * the CFA, the interrupted esp, is no sum of a register and a constant. It
 * begins at a nop since unwinders look up the byte before the address that a
 * function, here the handler, returns to.
 *
 * Sources: arch/x86/kernel/signal_32.c, arch/x86/include/asm/sigframe.h,
 * arch/x86/include/uapi/asm/sigcontext.h, arch/x86/entry/vdso/vdso32/
 * sigreturn.S, DWARF 5 section 6.4.2.
 */
	/* An offset as SLEB128 of two bytes, good from 0 to 8191. */
#define OFFSET(n) ((n) & 0x7f) | 0x80, (n) >> 7
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg4 (esp) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 3, 0x74, OFFSET(n)
	/*
	 * All registers are saved in the sigcontext at esp + n. First the CFA:
	 * DW_CFA_def_cfa_expression: DW_OP_breg4 (esp) + n + 28, DW_OP_deref.
	 */
	.macro	SIGCONTEXT n
	.cfi_escape 0x0f, 4, 0x74, OFFSET(\n + 28), 0x06
	SAVED(7, \n + 16)	/* edi */
	SAVED(6, \n + 20)	/* esi */
	SAVED(5, \n + 24)	/* ebp */
	SAVED(4, \n + 28)	/* esp */
	SAVED(3, \n + 32)	/* ebx */
	SAVED(2, \n + 36)	/* edx */
	SAVED(1, \n + 40)	/* ecx */
	SAVED(0, \n + 44)	/* eax */
	SAVED(8, \n + 56)	/* eip */
	.endm

	.text
	.balign	16
	.cfi_startproc simple
	.cfi_signal_frame
	SIGCONTEXT 160
	nop
	.globl	knell_sigreturn
	.hidden	knell_sigreturn
	.type	knell_sigreturn, @function
knell_sigreturn:
	movl	$173, %eax	/* rt_sigreturn */
	int	$0x80
	ud2			/* a filter has refused it */
	.cfi_endproc
	.size	knell_sigreturn, . - knell_sigreturn

	.balign	16
	.cfi_startproc simple
	.cfi_signal_frame
	SIGCONTEXT 4
	nop
	.globl	knell_sigreturn_plain
	.hidden	knell_sigreturn_plain
	.type	knell_sigreturn_plain, @function
knell_sigreturn_plain:
	popl	%eax
	SIGCONTEXT 0
	movl	$119, %eax	/* sigreturn */
	int	$0x80
	ud2			/* a filter has refused it */
	.cfi_endproc
	.size	knell_sigreturn_plain, . - knell_sigreturn_plain
	.section .note.GNU-stack, "", @progbits
