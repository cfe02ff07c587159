/* SPDX-License-Identifier: MIT */
/*
 * Saving a place and jumping there: the registers that a function keeps for
 * its caller.
 *
 * The place, in words: 0 what is saved besides, 1 to 9 s0 to s8, 10 fp, 11 sp,
 * 12 ra, 13 to 20 fs0 to fs7.
 *
 * Sources: LoongArch psABI, register convention; DWARF 5 section 6.4.2.
 */
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg23 (s0) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 3, 0x87, (n) & 0x7f | 0x80, (n) >> 7

	.text
	.balign	16
/*
 * knell_jump_save. Entry: a0 the place, a1 what to save besides. Exit: a0 0,
 * or what knell_jump_save_more gives. Clobbers a2.
 */
	.globl	knell_jump_save
	.type	knell_jump_save, @function
knell_jump_save:
	.cfi_startproc
	st.d	$a1, $a0, 0
	st.d	$s0, $a0, 8
	st.d	$s1, $a0, 16
	st.d	$s2, $a0, 24
	st.d	$s3, $a0, 32
	st.d	$s4, $a0, 40
	st.d	$s5, $a0, 48
	st.d	$s6, $a0, 56
	st.d	$s7, $a0, 64
	st.d	$s8, $a0, 72
	st.d	$fp, $a0, 80
	st.d	$sp, $a0, 88
	st.d	$ra, $a0, 96
	fst.d	$fs0, $a0, 104
	fst.d	$fs1, $a0, 112
	fst.d	$fs2, $a0, 120
	fst.d	$fs3, $a0, 128
	fst.d	$fs4, $a0, 136
	fst.d	$fs5, $a0, 144
	fst.d	$fs6, $a0, 152
	fst.d	$fs7, $a0, 160
	beqz	$a1, 1f
	b	knell_jump_save_more
1:	move	$a0, $zero
	ret
	.cfi_endproc
	.size	knell_jump_save, . - knell_jump_save

	.balign	16
/*
 * knell_jump_to. Entry: a0 the place, a1 the value. Exit: to the place, with
 * a0 the value or 1, s0 to s8, fp, sp and fs0 to fs7 as saved; clobbers the
 * others.
 */
	.globl	knell_jump_to
	.type	knell_jump_to, @function
knell_jump_to:
	.cfi_startproc
	move	$s0, $a0
	/* From here on, the caller is the place. CFA: *(s0 + 88). */
	.cfi_escape 0x0f, 4, 0x87, 88 | 0x80, 0, 0x06
	SAVED(23, 8)		/* s0 */
	SAVED(24, 16)
	SAVED(25, 24)
	SAVED(26, 32)
	SAVED(27, 40)
	SAVED(28, 48)
	SAVED(29, 56)
	SAVED(30, 64)
	SAVED(31, 72)		/* s8 */
	SAVED(22, 80)		/* fp */
	SAVED(1, 96)		/* ra */
	sltui	$a2, $a1, 1
	add.d	$s1, $a1, $a2	/* 0 becomes 1 */
	ld.d	$sp, $s0, 88
	ld.d	$a2, $s0, 0
	beqz	$a2, 1f
	bl	knell_jump_restore_more
1:	fld.d	$fs0, $s0, 104
	fld.d	$fs1, $s0, 112
	fld.d	$fs2, $s0, 120
	fld.d	$fs3, $s0, 128
	fld.d	$fs4, $s0, 136
	fld.d	$fs5, $s0, 144
	fld.d	$fs6, $s0, 152
	fld.d	$fs7, $s0, 160
	move	$a0, $s1
	ld.d	$s1, $s0, 16
	ld.d	$s2, $s0, 24
	ld.d	$s3, $s0, 32
	ld.d	$s4, $s0, 40
	ld.d	$s5, $s0, 48
	ld.d	$s6, $s0, 56
	ld.d	$s7, $s0, 64
	ld.d	$s8, $s0, 72
	ld.d	$fp, $s0, 80
	ld.d	$ra, $s0, 96
	ld.d	$s0, $s0, 8
	.cfi_def_cfa 3, 0
	.irp	reg, 1, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	.cfi_same_value \reg
	.endr
	ret
	.cfi_endproc
	.size	knell_jump_to, . - knell_jump_to

	.hidden	knell_jump_save_more
	.hidden	knell_jump_restore_more
	.section .note.GNU-stack, "", @progbits
