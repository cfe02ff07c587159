/* SPDX-License-Identifier: MIT */
/*
 * test_raw_trap and test_raw_handler (test/bare/lib/raw.h). Entry: r3 the struct.
 */
#include "test/bare/lib/raw.h"

	/* The base comes last. */
	.macro	EACH operation, base, offset
	.set	at, \offset
	.irp	n, 0, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, \
		18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 3
	\operation	\n, at(\base)
	.set	at, at + 8
	.endr
	.endm

	.macro	ADDRESS register, symbol
	lis	\register, \symbol@highest
	ori	\register, \register, \symbol@higher
	rldicr	\register, \register, 32, 31
	oris	\register, \register, \symbol@h
	ori	\register, \register, \symbol@l
	.endm

	.text
	.globl	test_raw_trap
	.type	test_raw_trap, @function
test_raw_trap:
	stdu	1, -576(1)
	EACH	std, 1, 64
	EACH	ld, 3, 0
	trap
	EACH	std, 1, 320
	EACH	ld, 1, 64
	.set	at, 0
	.rept	31
	ld	4, 320 + at(1)
	std	4, 8 * RAW_ROWS + at(3)
	.set	at, at + 8
	.endr
	addi	1, 1, 576
	blr

	/* r12 is where it begins, as functions have it. */
	.globl	test_raw_handler
test_raw_handler:
	ADDRESS	6, test_raw_handler
	cmpd	6, 12
	bne	1f
	ADDRESS	6, test_raw_arguments
	std	3, 0(6)
	std	4, 8(6)
	std	5, 16(6)
	ADDRESS	6, test_raw_handled
	ld	7, 0(6)
	addi	7, 7, 1
	std	7, 0(6)
1:	ld	7, 488(5)	/* nip */
	addi	7, 7, 4
	std	7, 488(5)
	mflr	6
	std	6, -16(1)
	.irp	n, 0, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, \
		18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 3
	li	\n, -3
	.endr
	mtlr	3
	mtcr	3
	ld	5, -16(1)
	mtctr	5
	bctr

	.section .rodata
	.balign	8
	.globl	test_raw_count
test_raw_count:
	.quad	31
	.bss
	.balign	8
	.globl	test_raw_handled, test_raw_arguments
test_raw_handled:
	.skip	8
test_raw_arguments:
	.skip	3 * 8
	.section .note.GNU-stack, "", @progbits
