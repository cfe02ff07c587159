/* SPDX-License-Identifier: MIT */
/*
 * Saving a place and jumping there: the registers that a function keeps for
 * its caller. Under a guarded control stack, the return that follows
 * a jump dies of SIGSEGV: it is not passed over.
 *
 * The place, in words: 0 what is saved besides, 1 to 12 x19 to x30, 13 sp,
 * 14 to 21 d8 to d15.
 *
 * Sources: AAPCS64 6.1.1, 6.1.2 and 6.4, DWARF 5 section 6.4.2.
 */
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg19 (x19) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 3, 0x83, (n) & 0x7f | 0x80, (n) >> 7

	.text
	.balign	16
/*
 * knell_jump_save. Entry: x0 the place, w1 what to save besides. Exit: w0 0,
 * or what knell_jump_save_more gives. Clobbers x2.
 */
	.globl	knell_jump_save
	.type	knell_jump_save, %function
knell_jump_save:
	.cfi_startproc
	hint	#34			/* bti c */
	mov	w1, w1
	stp	x1, x19, [x0]
	stp	x20, x21, [x0, #16]
	stp	x22, x23, [x0, #32]
	stp	x24, x25, [x0, #48]
	stp	x26, x27, [x0, #64]
	stp	x28, x29, [x0, #80]
	mov	x2, sp
	stp	x30, x2, [x0, #96]
	stp	d8, d9, [x0, #112]
	stp	d10, d11, [x0, #128]
	stp	d12, d13, [x0, #144]
	stp	d14, d15, [x0, #160]
	cbz	w1, 1f
	b	knell_jump_save_more
1:	mov	w0, #0
	ret
	.cfi_endproc
	.size	knell_jump_save, . - knell_jump_save

	.balign	16
/*
 * knell_jump_to. Entry: x0 the place, w1 the value. Exit: to the place, with
 * w0 the value or 1, x19 to x30, sp and d8 to d15 as saved; clobbers the
 * others.
 */
	.globl	knell_jump_to
	.type	knell_jump_to, %function
knell_jump_to:
	.cfi_startproc
	hint	#34			/* bti c */
	mov	x19, x0
	/* From here on, the caller is the place. CFA: *(x19 + 104). */
	.cfi_escape 0x0f, 4, 0x83, 104 | 0x80, 0, 0x06
	SAVED(19, 8)
	SAVED(20, 16)
	SAVED(21, 24)
	SAVED(22, 32)
	SAVED(23, 40)
	SAVED(24, 48)
	SAVED(25, 56)
	SAVED(26, 64)
	SAVED(27, 72)
	SAVED(28, 80)
	SAVED(29, 88)
	SAVED(30, 96)
	cmp	w1, #0
	csinc	w20, w1, wzr, ne	/* 0 becomes 1 */
	ldr	x2, [x19, #104]
	mov	sp, x2
	ldr	x2, [x19]
	cbz	x2, 1f
	bl	knell_jump_restore_more
1:	ldp	d8, d9, [x19, #112]
	ldp	d10, d11, [x19, #128]
	ldp	d12, d13, [x19, #144]
	ldp	d14, d15, [x19, #160]
	mov	w0, w20
	ldp	x20, x21, [x19, #16]
	ldp	x22, x23, [x19, #32]
	ldp	x24, x25, [x19, #48]
	ldp	x26, x27, [x19, #64]
	ldp	x28, x29, [x19, #80]
	ldr	x30, [x19, #96]
	ldr	x19, [x19, #8]
	.cfi_def_cfa sp, 0
	.irp	reg, x19, x20, x21, x22, x23, x24, x25, x26, x27, x28, x29, x30
	.cfi_same_value \reg
	.endr
	ret
	.cfi_endproc
	.size	knell_jump_to, . - knell_jump_to

	.hidden	knell_jump_save_more
	.hidden	knell_jump_restore_more
	.section .note.GNU-stack, "", %progbits
