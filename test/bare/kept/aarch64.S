/* SPDX-License-Identifier: MIT */
/*
 * test_kept_jump (test/bare/lib/kept.h): all that a function keeps for its
 * caller, before a jump and after. Entry: x0 the struct. Clobbers what a
 * call may.
 */
#include "test/bare/lib/kept.h"

	.macro	EACH integer, float, base, offset
	add	x9, \base, #\offset
	.irp	n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
	\integer	x\n, [x9, #8 * (\n - 19)]
	.endr
	.irp	n, 8, 9, 10, 11, 12, 13, 14, 15
	\float	d\n, [x9, #8 * (\n + 3)]
	.endr
	.endm

	.text
	.globl	test_kept_jump
	.type	test_kept_jump, %function
test_kept_jump:
	sub	sp, sp, #176
	EACH	str, str, sp, 0
	stp	x0, x30, [sp, #160]
	EACH	ldr, ldr, x0, KEPT_FIRST
	EACH	str, str, x0, KEPT_SAVED
	ldp	x0, x1, [x0]
	bl	knell_jump_save
	cbnz	w0, 1f
	ldr	x0, [sp, #160]
	EACH	ldr, ldr, x0, KEPT_SECOND
	EACH	str, str, x0, KEPT_CHANGED
	ldr	x0, [x0]
	mov	w1, #1
	sub	sp, sp, #64
	bl	knell_jump_to
1:	ldr	x0, [sp, #160]
	EACH	str, str, x0, KEPT_BACK
	EACH	ldr, ldr, sp, 0
	ldr	x30, [sp, #168]
	add	sp, sp, #176
	ret
	.size	test_kept_jump, . - test_kept_jump

	.section .rodata
	.globl	test_kept_names
test_kept_names:
	.ascii	"x19 x20 x21 x22 x23 x24 x25 x26 x27 x28 x29 "
	.asciz	"d8 d9 d10 d11 d12 d13 d14 d15 "
	.section .note.GNU-stack, "", %progbits
