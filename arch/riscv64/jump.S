/* SPDX-License-Identifier: MIT */
/*
 * Saving a place and jumping there: the registers that a function keeps for
 * its caller. gp and tp are not the function's.
 *
 * The place, in words: 0 what is saved besides, 1 to 12 s0 to s11, 13 sp,
 * 14 ra, 15 to 26 fs0 to fs11.
 *
 * Sources: RISC-V psABI, integer and floating-point register conventions;
 * DWARF 5 section 6.4.2.
 */
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg9 (s1) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 3, 0x79, (n) & 0x7f | 0x80, (n) >> 7

	.option	norelax
	.text
	.balign	16
/*
 * knell_jump_save. Entry: a0 the place, a1 what to save besides. Exit: a0 0,
 * or what knell_jump_save_more gives. Clobbers a2, t1.
 */
	.globl	knell_jump_save
	.type	knell_jump_save, @function
knell_jump_save:
	.cfi_startproc
	sd	a1, 0(a0)
	sd	s0, 8(a0)
	sd	s1, 16(a0)
	sd	s2, 24(a0)
	sd	s3, 32(a0)
	sd	s4, 40(a0)
	sd	s5, 48(a0)
	sd	s6, 56(a0)
	sd	s7, 64(a0)
	sd	s8, 72(a0)
	sd	s9, 80(a0)
	sd	s10, 88(a0)
	sd	s11, 96(a0)
	sd	sp, 104(a0)
	sd	ra, 112(a0)
	fsd	fs0, 120(a0)
	fsd	fs1, 128(a0)
	fsd	fs2, 136(a0)
	fsd	fs3, 144(a0)
	fsd	fs4, 152(a0)
	fsd	fs5, 160(a0)
	fsd	fs6, 168(a0)
	fsd	fs7, 176(a0)
	fsd	fs8, 184(a0)
	fsd	fs9, 192(a0)
	fsd	fs10, 200(a0)
	fsd	fs11, 208(a0)
	beqz	a1, 1f
	tail	knell_jump_save_more
1:	li	a0, 0
	ret
	.cfi_endproc
	.size	knell_jump_save, . - knell_jump_save

	.balign	16
/*
 * knell_jump_to. Entry: a0 the place, a1 the value. Exit: to the place, with
 * a0 the value or 1, s0 to s11, sp and fs0 to fs11 as saved; clobbers the
 * others.
 */
	.globl	knell_jump_to
	.type	knell_jump_to, @function
knell_jump_to:
	.cfi_startproc
	mv	s1, a0
	/* From here on, the caller is the place. CFA: *(s1 + 104). */
	.cfi_escape 0x0f, 4, 0x79, 104 | 0x80, 0, 0x06
	SAVED(8, 8)		/* s0 */
	SAVED(9, 16)
	SAVED(18, 24)		/* s2 */
	SAVED(19, 32)
	SAVED(20, 40)
	SAVED(21, 48)
	SAVED(22, 56)
	SAVED(23, 64)
	SAVED(24, 72)
	SAVED(25, 80)
	SAVED(26, 88)
	SAVED(27, 96)		/* s11 */
	SAVED(1, 112)		/* ra */
	seqz	a2, a1
	add	s0, a1, a2	/* 0 becomes 1 */
	ld	sp, 104(s1)
	ld	a2, 0(s1)
	beqz	a2, 1f
	call	knell_jump_restore_more
1:	fld	fs0, 120(s1)
	fld	fs1, 128(s1)
	fld	fs2, 136(s1)
	fld	fs3, 144(s1)
	fld	fs4, 152(s1)
	fld	fs5, 160(s1)
	fld	fs6, 168(s1)
	fld	fs7, 176(s1)
	fld	fs8, 184(s1)
	fld	fs9, 192(s1)
	fld	fs10, 200(s1)
	fld	fs11, 208(s1)
	mv	a0, s0
	ld	s0, 8(s1)
	ld	s2, 24(s1)
	ld	s3, 32(s1)
	ld	s4, 40(s1)
	ld	s5, 48(s1)
	ld	s6, 56(s1)
	ld	s7, 64(s1)
	ld	s8, 72(s1)
	ld	s9, 80(s1)
	ld	s10, 88(s1)
	ld	s11, 96(s1)
	ld	ra, 112(s1)
	ld	s1, 16(s1)
	.cfi_def_cfa sp, 0
	.irp	reg, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, ra
	.cfi_same_value \reg
	.endr
	ret
	.cfi_endproc
	.size	knell_jump_to, . - knell_jump_to

	.hidden	knell_jump_save_more
	.hidden	knell_jump_restore_more
	.section .note.GNU-stack, "", @progbits
