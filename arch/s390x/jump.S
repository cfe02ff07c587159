/* SPDX-License-Identifier: MIT */
/*
 * Saving a place and jumping there: the registers that a function keeps for
 * its caller.
 *
 * The place, in words: 0 what is saved besides, 1 to 10 r6 to r15, 11 to 18 f8
 * to f15.
 *
 * Sources: s390x ELF ABI 1.2.1, 1.2.2 and 1.2.5, DWARF 5 section 6.4.2.
 */
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg6 (r6) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 3, 0x76, (n) & 0x7f | 0x80, (n) >> 7

	.text
	.balign	16
/*
 * knell_jump_save. Entry: r2 the place, r3 what to save besides. Exit: r2 0,
 * or what knell_jump_save_more gives. Clobbers nothing else.
 */
	.globl	knell_jump_save
	.type	knell_jump_save, @function
knell_jump_save:
	.cfi_startproc
	llgfr	%r3, %r3
	stg	%r3, 0(%r2)
	stmg	%r6, %r15, 8(%r2)
	std	%f8, 88(%r2)
	std	%f9, 96(%r2)
	std	%f10, 104(%r2)
	std	%f11, 112(%r2)
	std	%f12, 120(%r2)
	std	%f13, 128(%r2)
	std	%f14, 136(%r2)
	std	%f15, 144(%r2)
	cghi	%r3, 0
	jgne	knell_jump_save_more
	lghi	%r2, 0
	br	%r14
	.cfi_endproc
	.size	knell_jump_save, . - knell_jump_save

	.balign	16
/*
 * knell_jump_to. Entry: r2 the place, r3 the value. Exit: to the place, with
 * r2 the value or 1, r6 to r15 and f8 to f15 as saved; clobbers the others.
 */
	.globl	knell_jump_to
	.type	knell_jump_to, @function
knell_jump_to:
	.cfi_startproc
	lgr	%r6, %r2
	/* From here on, the caller is the place. CFA: *(r6 + 80) + 160. */
	.cfi_escape 0x0f, 7, 0x76, 80 | 0x80, 0, 0x06, 0x23, 0xa0, 1
	SAVED(6, 8)
	SAVED(7, 16)
	SAVED(8, 24)
	SAVED(9, 32)
	SAVED(10, 40)
	SAVED(11, 48)
	SAVED(12, 56)
	SAVED(13, 64)
	SAVED(14, 72)
	SAVED(15, 80)
	lgfr	%r7, %r3
	cghi	%r7, 0
	jne	1f
	lghi	%r7, 1		/* 0 becomes 1 */
	/* In the frame there, a called function has its room. */
1:	lg	%r15, 80(%r6)
	lg	%r1, 0(%r6)
	cghi	%r1, 0
	je	2f
	brasl	%r14, knell_jump_restore_more
2:	ld	%f8, 88(%r6)
	ld	%f9, 96(%r6)
	ld	%f10, 104(%r6)
	ld	%f11, 112(%r6)
	ld	%f12, 120(%r6)
	ld	%f13, 128(%r6)
	ld	%f14, 136(%r6)
	ld	%f15, 144(%r6)
	lgr	%r2, %r7
	lmg	%r6, %r15, 8(%r6)
	.cfi_def_cfa %r15, 160
	.irp	reg, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	.cfi_same_value \reg
	.endr
	br	%r14
	.cfi_endproc
	.size	knell_jump_to, . - knell_jump_to

	.hidden	knell_jump_save_more
	.hidden	knell_jump_restore_more
	.section .note.GNU-stack, "", @progbits
