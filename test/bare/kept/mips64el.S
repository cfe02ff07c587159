/* SPDX-License-Identifier: MIT */
/*
 * test_kept_jump (test/bare/lib/kept.h): all that a function keeps for its
 * caller, before a jump and after. Entry: a0 ($4) the struct. Clobbers what a
 * call may.
 */
#include "test/bare/lib/kept.h"

	.set	noreorder
	.option	pic0

	.macro	EACH integer, float, base, offset
	daddiu	$2, \base, \offset
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23
	\integer	$\n, 8 * (\n - 16)($2)
	.endr
	.irp	n, 24, 25, 26, 27, 28, 29, 30, 31
	\float	$f\n, 80 + 8 * (\n - 24)($2)
	.endr
	\integer	$30, 64($2)
	\integer	$28, 72($2)
	.endm

	.text
	.globl	test_kept_jump
	.type	test_kept_jump, @function
test_kept_jump:
	daddiu	$29, $29, -160
	EACH	sd, sdc1, $29, 0
	sd	$4, 144($29)
	sd	$31, 152($29)
	EACH	ld, ldc1, $4, KEPT_FIRST
	EACH	sd, sdc1, $4, KEPT_SAVED
	ld	$5, 8($4)
	jal	knell_jump_save
	ld	$4, 0($4)
	bnez	$2, 1f
	ld	$4, 144($29)
	EACH	ld, ldc1, $4, KEPT_SECOND
	EACH	sd, sdc1, $4, KEPT_CHANGED
	ld	$4, 0($4)
	li	$5, 1
	jal	knell_jump_to
	daddiu	$29, $29, -64
1:	ld	$4, 144($29)
	EACH	sd, sdc1, $4, KEPT_BACK
	EACH	ld, ldc1, $29, 0
	ld	$31, 152($29)
	jr	$31
	daddiu	$29, $29, 160
	.size	test_kept_jump, . - test_kept_jump

	.section .rodata
	.globl	test_kept_names
test_kept_names:
	.ascii	"s0 s1 s2 s3 s4 s5 s6 s7 fp gp "
	.asciz	"f24 f25 f26 f27 f28 f29 f30 f31 "
	.section .note.GNU-stack, "", %progbits
