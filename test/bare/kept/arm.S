/* SPDX-License-Identifier: MIT */
/*
 * test_kept_jump (test/bare/lib/kept.h): all that a function keeps for its
 * caller, before a jump and after. Entry: r0 the struct. Clobbers what a
 * call may.
 */
#include "test/bare/lib/kept.h"

	.syntax	unified
	.arm
	.fpu	vfpv3-d16

	.macro	EACH integer, float, base, offset
	ldr	r12, =\offset
	add	r12, \base, r12
	\integer	r12!, {r4-r11}
	\float	r12, {d8-d15}
	.endm

	.text
	.globl	test_kept_jump
	.type	test_kept_jump, %function
test_kept_jump:
	sub	sp, sp, #104
	EACH	stmia, vstmia, sp, 0
	str	r0, [sp, #96]
	str	lr, [sp, #100]
	EACH	ldmia, vldmia, r0, KEPT_FIRST
	EACH	stmia, vstmia, r0, KEPT_SAVED
	ldr	r1, [r0, #4]
	ldr	r0, [r0]
	bl	knell_jump_save
	cmp	r0, #0
	bne	1f
	ldr	r0, [sp, #96]
	EACH	ldmia, vldmia, r0, KEPT_SECOND
	EACH	stmia, vstmia, r0, KEPT_CHANGED
	ldr	r0, [r0]
	mov	r1, #1
	sub	sp, sp, #64
	bl	knell_jump_to
1:	ldr	r0, [sp, #96]
	EACH	stmia, vstmia, r0, KEPT_BACK
	EACH	ldmia, vldmia, sp, 0
	ldr	lr, [sp, #100]
	add	sp, sp, #104
	bx	lr
	.ltorg
	.size	test_kept_jump, . - test_kept_jump

	.section .rodata
	.globl	test_kept_names
test_kept_names:
	.ascii	"r4 r5 r6 r7 r8 r9 r10 r11 d8 d8 d9 d9 d10 d10 "
	.asciz	"d11 d11 d12 d12 d13 d13 d14 d14 d15 d15 "
	.section .note.GNU-stack, "", %progbits
