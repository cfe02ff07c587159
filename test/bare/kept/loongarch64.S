/* SPDX-License-Identifier: MIT */
/*
 * test_kept_jump (test/bare/lib/kept.h): all that a function keeps for its
 * caller, before a jump and after. Entry: a0 the struct. Clobbers what a
 * call may.
 */
#include "test/bare/lib/kept.h"

	.macro	EACH integer, float, base, offset
	li.w	$t0, \offset
	add.d	$t0, \base, $t0
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	\integer	$s\n, $t0, 8 * \n
	\float	$fs\n, $t0, 80 + 8 * \n
	.endr
	\integer	$s8, $t0, 64
	\integer	$fp, $t0, 72
	.endm

	.text
	.globl	test_kept_jump
	.type	test_kept_jump, @function
test_kept_jump:
	addi.d	$sp, $sp, -160
	EACH	st.d, fst.d, $sp, 0
	st.d	$a0, $sp, 144
	st.d	$ra, $sp, 152
	EACH	ld.d, fld.d, $a0, KEPT_FIRST
	EACH	st.d, fst.d, $a0, KEPT_SAVED
	ld.d	$a1, $a0, 8
	ld.d	$a0, $a0, 0
	bl	knell_jump_save
	bnez	$a0, 1f
	ld.d	$a0, $sp, 144
	EACH	ld.d, fld.d, $a0, KEPT_SECOND
	EACH	st.d, fst.d, $a0, KEPT_CHANGED
	ld.d	$a0, $a0, 0
	li.w	$a1, 1
	addi.d	$sp, $sp, -64
	bl	knell_jump_to
1:	ld.d	$a0, $sp, 144
	EACH	st.d, fst.d, $a0, KEPT_BACK
	EACH	ld.d, fld.d, $sp, 0
	ld.d	$ra, $sp, 152
	addi.d	$sp, $sp, 160
	ret
	.size	test_kept_jump, . - test_kept_jump

	.section .rodata
	.globl	test_kept_names
test_kept_names:
	.ascii	"s0 s1 s2 s3 s4 s5 s6 s7 s8 fp "
	.asciz	"fs0 fs1 fs2 fs3 fs4 fs5 fs6 fs7 "
	.section .note.GNU-stack, "", %progbits
