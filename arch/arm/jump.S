/* SPDX-License-Identifier: MIT */
/*
 * Saving a place and jumping there: the registers that a function keeps for
 * its caller.
 *
 * The place, in words: 0 what is saved besides, 1 to 8 r4 to r11, 9 sp, 10 lr,
 * 11 to 26 d8 to d15.
 *
 * Sources: AAPCS32 6.1.1 and 6.1.2, DWARF 5 section 6.4.2.
 */
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg4 (r4) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 2, 0x74, n

	.syntax	unified
	.arm
	.fpu	vfpv3-d16
	.text
	.balign	16
/*
 * knell_jump_save. Entry: r0 the place, r1 what to save besides. Exit: r0 0,
 * or what knell_jump_save_more gives. Clobbers r2, r12.
 */
	.globl	knell_jump_save
	.type	knell_jump_save, %function
knell_jump_save:
	.cfi_startproc
	str	r1, [r0]
	add	r12, r0, #4
	stmia	r12!, {r4-r11}
	str	sp, [r12], #4
	str	lr, [r12], #4
	vstmia	r12!, {d8-d15}
	cmp	r1, #0
	bne	knell_jump_save_more
	mov	r0, #0
	bx	lr
	.cfi_endproc
	.size	knell_jump_save, . - knell_jump_save

	.balign	16
/*
 * knell_jump_to. Entry: r0 the place, r1 the value. Exit: to the place, with
 * r0 the value or 1, r4 to r11, sp and d8 to d15 as saved; clobbers the
 * others.
 */
	.globl	knell_jump_to
	.type	knell_jump_to, %function
knell_jump_to:
	.cfi_startproc
	mov	r4, r0
	/* From here on, the caller is the place. CFA: *(r4 + 36). */
	.cfi_escape 0x0f, 3, 0x74, 36, 0x06
	SAVED(4, 4)
	SAVED(5, 8)
	SAVED(6, 12)
	SAVED(7, 16)
	SAVED(8, 20)
	SAVED(9, 24)
	SAVED(10, 28)
	SAVED(11, 32)
	SAVED(14, 40)
	movs	r5, r1
	moveq	r5, #1			/* 0 becomes 1 */
	ldr	r2, [r4, #36]
	bic	sp, r2, #7
	ldr	r2, [r4]
	cmp	r2, #0
	blne	knell_jump_restore_more
	add	r12, r4, #44
	vldmia	r12, {d8-d15}
	mov	r0, r5
	ldr	lr, [r4, #40]
	ldr	sp, [r4, #36]
	add	r12, r4, #4
	ldmia	r12, {r4-r11}
	.cfi_def_cfa sp, 0
	.irp	reg, r4, r5, r6, r7, r8, r9, r10, r11, lr
	.cfi_same_value \reg
	.endr
	bx	lr
	.cfi_endproc
	.size	knell_jump_to, . - knell_jump_to

	.hidden	knell_jump_save_more
	.hidden	knell_jump_restore_more
	.section .note.GNU-stack, "", %progbits
