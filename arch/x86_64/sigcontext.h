/* SPDX-License-Identifier: MIT */
/*
 * Where a ucontext has the registers, from rsp on, and the frame information
 * that says so: of both trampolines. It is written in expressions since the
 * CFA, the interrupted rsp, is no sum of a register and a constant.
 *
 * Sources: arch/x86/include/uapi/asm/sigcontext.h, x86-64 psABI figure 3.36,
 * DWARF 5 section 6.4.2.
 */
/* clang-format off */
#define R8		40
#define R9		48
#define R10		56
#define R11		64
#define R12		72
#define R13		80
#define R14		88
#define R15		96
#define RDI		104
#define RSI		112
#define RBP		120
#define RBX		128
#define RDX		136
#define RAX		144
#define RCX		152
#define RSP		160
#define RIP		168

	/* An offset as SLEB128 of two bytes, good from 0 to 8191. */
#define OFFSET(n) ((n) & 0x7f) | 0x80, (n) >> 7
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg7 (rsp) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 3, 0x77, OFFSET(n)

	/* DW_CFA_def_cfa_expression: DW_OP_breg7 (rsp) + n, DW_OP_deref. */
	.macro	SIGCONTEXT
	.cfi_signal_frame
	.cfi_escape 0x0f, 4, 0x77, OFFSET(RSP), 0x06
	SAVED(8, R8)
	SAVED(9, R9)
	SAVED(10, R10)
	SAVED(11, R11)
	SAVED(12, R12)
	SAVED(13, R13)
	SAVED(14, R14)
	SAVED(15, R15)
	SAVED(5, RDI)
	SAVED(4, RSI)
	SAVED(6, RBP)
	SAVED(3, RBX)
	SAVED(1, RDX)
	SAVED(0, RAX)
	SAVED(2, RCX)
	SAVED(7, RSP)
	SAVED(16, RIP)
	.endm
