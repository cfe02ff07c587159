/* SPDX-License-Identifier: MIT */
/*
 * Saving a place and jumping there: the registers that a function keeps for
 * its caller.
 *
 * The place, in words: 0 what is saved besides, 1 to 8 s0 to s7, 9 fp, 10 gp,
 * 11 sp, 12 ra, 13 to 20 f24 to f31.
 *
 * Sources: MIPSpro N32 ABI Handbook (chapter 2, n64), DWARF 5 section 6.4.2.
 */
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg16 (s0) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 3, 0x80, (n) & 0x7f | 0x80, (n) >> 7

	.set	noreorder
	.text
	.balign	16
/*
 * knell_jump_save. Entry: a0 ($4) the place, a1 ($5) what to save besides.
 * Exit: v0 ($2) 0, or what knell_jump_save_more gives. Clobbers t9 ($25).
 */
	.globl	knell_jump_save
	.type	knell_jump_save, @function
	.ent	knell_jump_save
knell_jump_save:
	.cfi_startproc
	sd	$5, 0($4)
	sd	$16, 8($4)
	sd	$17, 16($4)
	sd	$18, 24($4)
	sd	$19, 32($4)
	sd	$20, 40($4)
	sd	$21, 48($4)
	sd	$22, 56($4)
	sd	$23, 64($4)
	sd	$30, 72($4)
	sd	$28, 80($4)
	sd	$29, 88($4)
	sd	$31, 96($4)
	sdc1	$f24, 104($4)
	sdc1	$f25, 112($4)
	sdc1	$f26, 120($4)
	sdc1	$f27, 128($4)
	sdc1	$f28, 136($4)
	sdc1	$f29, 144($4)
	sdc1	$f30, 152($4)
	sdc1	$f31, 160($4)
	beqz	$5, 1f
	nop
	/* $25 becomes its address, as position-independent code wants it. */
	move	$2, $31
	bal	3f
	nop
	.4byte	knell_jump_save_more - .
3:	lw	$25, 0($31)
	daddu	$25, $25, $31
	jr	$25
	move	$31, $2
1:	jr	$31
	move	$2, $0
	.cfi_endproc
	.end	knell_jump_save
	.size	knell_jump_save, . - knell_jump_save

	.balign	16
/*
 * knell_jump_to. Entry: a0 the place, a1 the value. Exit: to the place, with
 * v0 the value or 1, s0 to s7, fp, gp, sp and f24 to f31 as saved; clobbers
 * the others.
 */
	.globl	knell_jump_to
	.type	knell_jump_to, @function
	.ent	knell_jump_to
knell_jump_to:
	.cfi_startproc
	move	$16, $4
	/* From here on, the caller is the place. CFA: *(s0 + 88). */
	.cfi_escape 0x0f, 4, 0x80, 88 | 0x80, 0, 0x06
	SAVED(16, 8)		/* s0 */
	SAVED(17, 16)
	SAVED(18, 24)
	SAVED(19, 32)
	SAVED(20, 40)
	SAVED(21, 48)
	SAVED(22, 56)
	SAVED(23, 64)		/* s7 */
	SAVED(30, 72)
	SAVED(28, 80)
	SAVED(31, 96)
	sltiu	$2, $5, 1
	addu	$17, $5, $2	/* 0 becomes 1 */
	ld	$29, 88($16)
	ld	$2, 0($16)
	beqz	$2, 1f
	nop
	bal	4f
	nop
	.4byte	knell_jump_restore_more - .
4:	lw	$25, 0($31)
	daddu	$25, $25, $31
	jalr	$25
	nop
1:	ldc1	$f24, 104($16)
	ldc1	$f25, 112($16)
	ldc1	$f26, 120($16)
	ldc1	$f27, 128($16)
	ldc1	$f28, 136($16)
	ldc1	$f29, 144($16)
	ldc1	$f30, 152($16)
	ldc1	$f31, 160($16)
	move	$2, $17
	ld	$17, 16($16)
	ld	$18, 24($16)
	ld	$19, 32($16)
	ld	$20, 40($16)
	ld	$21, 48($16)
	ld	$22, 56($16)
	ld	$23, 64($16)
	ld	$30, 72($16)
	ld	$28, 80($16)
	ld	$31, 96($16)
	ld	$16, 8($16)
	.cfi_def_cfa $29, 0
	.irp	reg, 16, 17, 18, 19, 20, 21, 22, 23, 28, 30, 31
	.cfi_same_value \reg
	.endr
	jr	$31
	nop
	.cfi_endproc
	.end	knell_jump_to
	.size	knell_jump_to, . - knell_jump_to

	.hidden	knell_jump_save_more
	.hidden	knell_jump_restore_more
	.section .note.GNU-stack, "", @progbits
