/* SPDX-License-Identifier: MIT */
/* The way out: system calls, C functions, code that was made. */
/* clang-format off */

	/* Takes x9 values, into x0 to x5. */
	.macro	ARGUMENTS
	cmp	x9, #6
	b.hi	.Ltoo_many
	adr	x11, 6f
	sub	x11, x11, x9, lsl #2
	br	x11
	POP	x5
	POP	x4
	POP	x3
	POP	x2
	POP	x1
	POP	x0
6:
	.endm

	/*
	 * ( x1 … xn n number -- result ) The kernel takes up to six values in
	 * x0 to x5 and the number in x8, and keeps all others. Source:
	 * syscall(2), Documentation/arch/arm64/sve.rst.
	 */
	CODE	"system-call", system_call
	POP	x8
	POP	x9
	ARGUMENTS
	svc	#0
	PUSH	x0
	NEXT
.Ltoo_many:
	THROW	-24

	/*
	 * ( x1 … xn n address -- result ) A function of C, on the same stack.
	 * It keeps x20 and x21. While it runs, control_in_c tells handlers where
	 * the control stack goes on: x21 may be anything there.
	 */
	CODE	"c-call", c_call
	POP	x8
	POP	x9
	ARGUMENTS
	PUSH_CONTROL x22
	LOAD	x9, control_in_c
	PUSH_CONTROL x9
	STORE	x21, control_in_c
	mov	x22, #0			/* it is on the control stack */
	blr	x8
	.globl	after_c_call
after_c_call:
	ldr	x1, [x21]
	STORE	x1, control_in_c
	add	x21, x21, #8
	POP_CONTROL x22
	PUSH	x0
	NEXT

	/*
	 * ( address n -- ) What was written there is what is run: instructions
	 * are cached apart from data. Source: Arm Architecture Reference
	 * Manual, B2.4.4 and D24.2.34 (CTR_EL0 has the sizes of lines).
	 */
	CODE	"flush-code", flush_code
	POP	x2
	POP	x1
	add	x2, x1, x2
	mrs	x3, ctr_el0
	mov	x4, #4
	ubfx	x5, x3, #16, #4
	lsl	x5, x4, x5		/* of data */
	and	x3, x3, #15
	lsl	x4, x4, x3		/* of instructions */
	neg	x3, x5
	and	x3, x1, x3
1:	dc	cvau, x3
	add	x3, x3, x5
	cmp	x3, x2
	b.lo	1b
	dsb	ish
	neg	x3, x4
	and	x3, x1, x3
2:	ic	ivau, x3
	add	x3, x3, x4
	cmp	x3, x2
	b.lo	2b
	dsb	ish
	isb
	NEXT
