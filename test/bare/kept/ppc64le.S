/* SPDX-License-Identifier: MIT */
/*
 * test_kept_jump (test/bare/lib/kept.h): all that a function keeps for its
 * caller, before a jump and after. Entry: r3 the struct. Clobbers what a
 * call may.
 */
#include "test/bare/lib/kept.h"

	.machine power8

	/* In words: r14 to r31, f14 to f31, v20 to v31, cr2 to cr4, r2. */
	.macro	EACH integer, float, vector, base, offset
	addi	5, \base, \offset
	.irp	n, 14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	\integer	\n, 8 * (\n - 14)(5)
	\float	\n, 144 + 8 * (\n - 14)(5)
	.endr
	.irp	n, 20,21,22,23,24,25,26,27,28,29,30,31
	li	6, 288 + 16 * (\n - 20)
	\vector	32 + \n, 5, 6
	.endr
	.endm

	.macro	STORE base, offset
	EACH	std, stfd, stxvd2x, \base, \offset
	mfcr	6
	rlwinm	6, 6, 0, 8, 19
	std	6, 480(5)
	std	2, 488(5)
	.endm

	.macro	LOAD base, offset
	EACH	ld, lfd, lxvd2x, \base, \offset
	ld	6, 480(5)
	mtcrf	0x38, 6
	.endm

	.text
	.globl	test_kept_jump
	.type	test_kept_jump, @function
test_kept_jump:
	mflr	0
	std	0, 16(1)
	stdu	1, -544(1)
	STORE	1, 32
	std	3, 528(1)
	LOAD	3, KEPT_FIRST
	STORE	3, KEPT_SAVED
	ld	4, 8(3)
	ld	3, 0(3)
	bl	knell_jump_save
	nop
	cmpwi	3, 0
	bne	1f
	ld	3, 528(1)
	LOAD	3, KEPT_SECOND
	/* What calls nothing in C has no use for it. */
	ld	4, 8(3)
	cmpdi	4, 0
	bne	2f
	addi	2, 2, 8
2:	STORE	3, KEPT_CHANGED
	ld	3, 0(3)
	li	4, 1
	stdu	1, -64(1)
	bl	knell_jump_to
	nop
1:	ld	3, 528(1)
	STORE	3, KEPT_BACK
	LOAD	1, 32
	addi	1, 1, 544
	ld	0, 16(1)
	mtlr	0
	blr
	.size	test_kept_jump, . - test_kept_jump

	.section .rodata
	.globl	test_kept_names
test_kept_names:
	.irp	n, 14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	.ascii	"r\n "
	.endr
	.irp	n, 14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	.ascii	"f\n "
	.endr
	.irp	n, 20,21,22,23,24,25,26,27,28,29,30,31
	.ascii	"v\n v\n "
	.endr
	.asciz	"cr2-cr4 r2 "
	.section .note.GNU-stack, "", %progbits
