/* SPDX-License-Identifier: MIT */
/*
 * test_kept_jump (test/bare/lib/kept.h): all that a function keeps for its
 * caller, before a jump and after. Entry: r2 the struct. Clobbers what a
 * call may.
 */
#include "test/bare/lib/kept.h"

	.macro	EACH integer, float, base, offset
	\integer	%r6, %r13, \offset(\base)
	.irp	n, 8, 9, 10, 11, 12, 13, 14, 15
	\float	%f\n, \offset + 8 * \n(\base)
	.endr
	.endm

	.text
	.globl	test_kept_jump
	.type	test_kept_jump, @function
test_kept_jump:
	aghi	%r15, -304
	EACH	stmg, std, %r15, 160
	stg	%r2, 288(%r15)
	stg	%r14, 296(%r15)
	EACH	lmg, ld, %r2, KEPT_FIRST
	EACH	stmg, std, %r2, KEPT_SAVED
	lg	%r3, 8(%r2)
	lg	%r2, 0(%r2)
	brasl	%r14, knell_jump_save
	cghi	%r2, 0
	jne	1f
	lg	%r2, 288(%r15)
	EACH	lmg, ld, %r2, KEPT_SECOND
	EACH	stmg, std, %r2, KEPT_CHANGED
	lg	%r2, 0(%r2)
	lghi	%r3, 1
	aghi	%r15, -64
	brasl	%r14, knell_jump_to
1:	lg	%r2, 288(%r15)
	EACH	stmg, std, %r2, KEPT_BACK
	EACH	lmg, ld, %r15, 160
	lg	%r14, 296(%r15)
	aghi	%r15, 304
	br	%r14
	.size	test_kept_jump, . - test_kept_jump

	.section .rodata
	.globl	test_kept_names
test_kept_names:
	.asciz	"r6 r7 r8 r9 r10 r11 r12 r13 f8 f9 f10 f11 f12 f13 f14 f15 "
	.section .note.GNU-stack, "", %progbits
