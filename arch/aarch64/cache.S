/* SPDX-License-Identifier: MIT */
/*
 * knell_code_flush (src/signal/bind.h): what was written is what is run.
 * Entry: x0 the first byte, x1 how many. Exit: x0 0. Clobbers x2 to x6.
 * Source: Arm Architecture Reference Manual, B2.4.4 and D24.2.34 (CTR_EL0).
 */
	.text
	.globl	knell_code_flush
	.hidden	knell_code_flush
	.type	knell_code_flush, %function
	.cfi_startproc
knell_code_flush:
	add	x1, x0, x1
	mrs	x2, ctr_el0
	mov	x6, #4
	/* Lines of data are written back, unless IDC. */
	tbnz	x2, #28, 2f
	ubfx	x3, x2, #16, #4
	lsl	x3, x6, x3
	sub	x4, x3, #1
	bic	x5, x0, x4
1:	cmp	x5, x1
	b.hs	2f
	dc	cvau, x5
	add	x5, x5, x3
	b	1b
2:	dsb	ish
	/* Lines of instructions are forgotten, unless DIC. */
	tbnz	x2, #29, 4f
	and	x3, x2, #15
	lsl	x3, x6, x3
	sub	x4, x3, #1
	bic	x5, x0, x4
3:	cmp	x5, x1
	b.hs	4f
	ic	ivau, x5
	add	x5, x5, x3
	b	3b
4:	dsb	ish
	isb
	mov	x0, #0
	ret
	.cfi_endproc
	.size	knell_code_flush, . - knell_code_flush
	.section .note.GNU-stack, "", %progbits
