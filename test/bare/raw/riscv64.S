/* SPDX-License-Identifier: MIT */
/*
 * test_raw_trap and test_raw_handler (test/bare/lib/raw.h). Entry: a0 the struct.
 */
#include "test/bare/lib/raw.h"

	.option	norvc
	/* The base comes last. */
	.macro	EACH operation, base, offset
	.set	at, \offset
	.irp	reg, ra, gp, tp, t0, t1, t2, s0, s1, a1, a2, a3, a4, a5, a6, a7, s2, \
		s3, s4, s5, s6, s7, s8, s9, s10, s11, t3, t4, t5, t6, a0
	\operation	\reg, at(\base)
	.set	at, at + 8
	.endr
	.endm

	.text
	.globl	test_raw_trap
	.type	test_raw_trap, @function
test_raw_trap:
	addi	sp, sp, -512
	EACH	sd, sp, 0
	EACH	ld, a0, 0
	unimp
	EACH	sd, sp, 256
	EACH	ld, sp, 0
	.set	at, 0
	.rept	30
	ld	a1, 256 + at(sp)
	sd	a1, 8 * RAW_ROWS + at(a0)
	.set	at, at + 8
	.endr
	addi	sp, sp, 512
	ret

	.globl	test_raw_handler
test_raw_handler:
	la	a3, test_raw_arguments
	sd	a0, (a3)
	sd	a1, 8(a3)
	sd	a2, 16(a3)
	la	a3, test_raw_handled
	ld	a4, (a3)
	addi	a4, a4, 1
	sd	a4, (a3)
	ld	a4, 176(a2)	/* pc */
	addi	a4, a4, 4
	sd	a4, 176(a2)
	sd	ra, -16(sp)
	.irp	reg, ra, gp, tp, t0, t1, t2, s0, s1, a1, a2, a3, a4, a5, a6, a7, s2, \
		s3, s4, s5, s6, s7, s8, s9, s10, s11, t3, t4, t5, t6, a0
	li	\reg, -3
	.endr
	ld	t1, -16(sp)
	jr	t1

	.section .rodata
	.balign	8
	.globl	test_raw_count
test_raw_count:
	.quad	30
	.bss
	.balign	8
	.globl	test_raw_handled, test_raw_arguments
test_raw_handled:
	.skip	8
test_raw_arguments:
	.skip	3 * 8
	.section .note.GNU-stack, "", @progbits
