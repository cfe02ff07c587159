/* SPDX-License-Identifier: MIT */
/*
 * Saving a place and jumping there: the registers that a function keeps for
 * its caller, vectors included.
 *
 * The place, in words: 0 what is saved besides, 1 r1, 2 r2, 3 lr, 4 cr, 5 to
 * 22 r14 to r31, 23 to 40 f14 to f31, 41 to 64 v20 to v31. r2 is this
 * module's TOC pointer: a caller from another module takes its own from its
 * frame after the call, the second time too.
 *
 * Sources: OpenPOWER ELF V2 ABI 2.2.1, 2.2.2 and 2.3.2, DWARF 5 section 6.4.2.
 */
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg31 (r31) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 3, 0x8f, (n) & 0x7f | 0x80, (n) >> 7

	.machine power8
	.text
	.balign	16
/*
 * knell_jump_save. Entry: r3 the place, r4 what to save besides, at its global
 * entry r12 its address. Exit: r3 0, or what knell_jump_save_more gives.
 * Clobbers r5, cr0.
 */
	.globl	knell_jump_save
	.type	knell_jump_save, @function
knell_jump_save:
	.cfi_startproc
0:	addis	2, 12, .TOC.-0b@ha
	addi	2, 2, .TOC.-0b@l
	.localentry knell_jump_save, .-knell_jump_save
	std	4, 0(3)
	std	1, 8(3)
	std	2, 16(3)
	mflr	5
	std	5, 24(3)
	mfcr	5
	std	5, 32(3)
	.irp	n, 14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	std	\n, 40 + 8 * (\n - 14)(3)
	stfd	\n, 184 + 8 * (\n - 14)(3)
	.endr
	.irp	n, 20,21,22,23,24,25,26,27,28,29,30,31
	li	5, 328 + 16 * (\n - 20)
	stxvd2x	32 + \n, 3, 5
	.endr
	cmpwi	4, 0
	beq	1f
	b	knell_jump_save_more
1:	li	3, 0
	blr
	.cfi_endproc
	.size	knell_jump_save, . - knell_jump_save

	.balign	16
/*
 * knell_jump_to. Entry: r3 the place, r4 the value, at its global entry r12
 * its address. Exit: to the place, with r3 the value or 1, r1, r2, r14 to r31,
 * f14 to f31, v20 to v31 and cr2 to cr4 as saved; clobbers the others but r13.
 */
	.globl	knell_jump_to
	.type	knell_jump_to, @function
knell_jump_to:
	.cfi_startproc
0:	addis	2, 12, .TOC.-0b@ha
	addi	2, 2, .TOC.-0b@l
	.localentry knell_jump_to, .-knell_jump_to
	mr	31, 3
	/* From here on, the caller is the place. CFA: *(r31 + 8). */
	.cfi_escape 0x0f, 3, 0x8f, 8, 0x06
	.irp	n, 14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	SAVED(\n, 40 + 8 * (\n - 14))
	.endr
	SAVED(65, 24)		/* lr */
	SAVED(70, 32)		/* cr2, for all of cr */
	cntlzw	5, 4
	srwi	5, 5, 5
	add	30, 4, 5	/* 0 becomes 1 */
	ld	1, 8(31)
	ld	0, 0(31)
	cmpdi	0, 0
	beq	1f
	bl	knell_jump_restore_more
	nop
1:
	.irp	n, 20,21,22,23,24,25,26,27,28,29,30,31
	li	5, 328 + 16 * (\n - 20)
	lxvd2x	32 + \n, 31, 5
	.endr
	ld	5, 32(31)
	mtcrf	0x38, 5
	ld	5, 24(31)
	mtlr	5
	mr	3, 30
	ld	2, 16(31)
	.irp	n, 14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	lfd	\n, 184 + 8 * (\n - 14)(31)
	.endr
	/* The last is the one that the others are found by. */
	.irp	n, 14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ld	\n, 40 + 8 * (\n - 14)(31)
	.endr
	.cfi_def_cfa 1, 0
	.irp	n, 14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,65,70
	.cfi_same_value \n
	.endr
	blr
	.cfi_endproc
	.size	knell_jump_to, . - knell_jump_to

	.hidden	knell_jump_save_more
	.hidden	knell_jump_restore_more
	.section .note.GNU-stack, "", @progbits
