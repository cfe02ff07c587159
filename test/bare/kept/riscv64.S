/* SPDX-License-Identifier: MIT */
/*
 * test_kept_jump (test/bare/lib/kept.h): all that a function keeps for its
 * caller, before a jump and after. Entry: a0 the struct. Clobbers what a
 * call may.
 */
#include "test/bare/lib/kept.h"

	.macro	EACH integer, float, base, offset
	li	t0, \offset
	add	t0, \base, t0
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	\integer	s\n, 8 * \n(t0)
	\float	fs\n, 96 + 8 * \n(t0)
	.endr
	.endm

	.text
	.globl	test_kept_jump
	.type	test_kept_jump, @function
test_kept_jump:
	addi	sp, sp, -208
	EACH	sd, fsd, sp, 0
	sd	a0, 192(sp)
	sd	ra, 200(sp)
	EACH	ld, fld, a0, KEPT_FIRST
	EACH	sd, fsd, a0, KEPT_SAVED
	ld	a1, 8(a0)
	ld	a0, 0(a0)
	call	knell_jump_save
	bnez	a0, 1f
	ld	a0, 192(sp)
	EACH	ld, fld, a0, KEPT_SECOND
	EACH	sd, fsd, a0, KEPT_CHANGED
	ld	a0, 0(a0)
	li	a1, 1
	addi	sp, sp, -64
	call	knell_jump_to
1:	ld	a0, 192(sp)
	EACH	sd, fsd, a0, KEPT_BACK
	EACH	ld, fld, sp, 0
	ld	ra, 200(sp)
	addi	sp, sp, 208
	ret
	.size	test_kept_jump, . - test_kept_jump

	.section .rodata
	.globl	test_kept_names
test_kept_names:
	.ascii	"s0 s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 "
	.asciz	"fs0 fs1 fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 "
	.section .note.GNU-stack, "", %progbits
