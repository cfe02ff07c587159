/* SPDX-License-Identifier: MIT */
/*
 * test_raw_trap and test_raw_handler (test/bare/lib/raw.h). Entry: a0 ($4) the struct.
 */
#include "test/bare/lib/raw.h"

	.set	noreorder
	.set	noat
	.option	pic0

	/* The base comes last. */
	.macro	EACH operation, base, offset
	.set	place, \offset
	.irp	n, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, \
		19, 20, 21, 22, 23, 24, 25, 28, 30, 31, 4
	\operation	$\n, place(\base)
	.set	place, place + 8
	.endr
	.endm

	.macro	ADDRESS register, symbol
	lui	\register, %highest(\symbol)
	daddiu	\register, \register, %higher(\symbol)
	dsll	\register, \register, 16
	daddiu	\register, \register, %hi(\symbol)
	dsll	\register, \register, 16
	daddiu	\register, \register, %lo(\symbol)
	.endm

	.text
	.globl	test_raw_trap
	.type	test_raw_trap, @function
test_raw_trap:
	daddiu	$29, $29, -512
	EACH	sd, $29, 0
	EACH	ld, $4, 0
	break	0
	EACH	sd, $29, 256
	EACH	ld, $29, 0
	.set	place, 0
	.rept	28
	ld	$2, 256 + place($29)
	sd	$2, 8 * RAW_ROWS + place($4)
	.set	place, place + 8
	.endr
	jr	$31
	daddiu	$29, $29, 512

	/* t9 ($25) is where it begins, as functions have it. */
	.globl	test_raw_handler
	.type	test_raw_handler, @function
test_raw_handler:
	ADDRESS	$7, test_raw_handler
	bne	$7, $25, 1f
	nop
	ADDRESS	$7, test_raw_arguments
	sd	$4, 0($7)
	sd	$5, 8($7)
	sd	$6, 16($7)
	ADDRESS	$7, test_raw_handled
	ld	$8, 0($7)
	daddiu	$8, $8, 1
	sd	$8, 0($7)
1:	ld	$8, 616($6)	/* pc */
	daddiu	$8, $8, 4
	sd	$8, 616($6)
	sd	$31, -16($29)
	.irp	n, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, \
		19, 20, 21, 22, 23, 24, 25, 28, 30, 31, 4
	daddiu	$\n, $0, -3
	.endr
	ld	$25, -16($29)
	jr	$25
	nop

	.section .rodata
	.balign	8
	.globl	test_raw_count
test_raw_count:
	.quad	28
	.bss
	.balign	8
	.globl	test_raw_handled, test_raw_arguments
test_raw_handled:
	.skip	8
test_raw_arguments:
	.skip	3 * 8
	.section .note.GNU-stack, "", @progbits
