/* SPDX-License-Identifier: MIT */
/* Words that compute and compare. True is -1, all bits set. */
/* clang-format off */

	.macro	BINARY name, label, instruction
	CODE	"\name", \label
	POP	x2
	ldr	x1, [x20]
	\instruction x1, x1, x2
	str	x1, [x20]
	NEXT
	.endm

	BINARY	"+", add, add
	BINARY	"-", subtract, sub
	BINARY	"and", and, and
	BINARY	"or", or, orr
	BINARY	"xor", xor, eor
	BINARY	"*", multiply, mul

	.macro	UNARY name, label, instruction:vararg
	CODE	"\name", \label
	ldr	x1, [x20]
	\instruction
	str	x1, [x20]
	NEXT
	.endm

	UNARY	"1+", increment, add x1, x1, #1
	UNARY	"1-", decrement, sub x1, x1, #1
	UNARY	"2*", double, lsl x1, x1, #1
	UNARY	"2/", halve, asr x1, x1, #1
	UNARY	"negate", negate, neg x1, x1
	UNARY	"invert", invert, mvn x1, x1

	/* Counts beyond 63 shift everything out, other than the processor's. */
	.macro	SHIFT name, label, instruction
	CODE	"\name", \label
	POP	x2
	ldr	x1, [x20]
	\instruction x1, x1, x2
	cmp	x2, #64
	csel	x1, x1, xzr, lo
	str	x1, [x20]
	NEXT
	.endm

	SHIFT	"lshift", shift_left, lsl
	SHIFT	"rshift", shift_right, lsr

	/* ( a b -- double ) The low cell lies below the high one. */
	CODE	"um*", multiply_wide
	ldp	x2, x1, [x20]
	mul	x3, x1, x2
	umulh	x4, x1, x2
	stp	x4, x3, [x20]
	NEXT

	CODE	"m*", multiply_wide_signed
	ldp	x2, x1, [x20]
	mul	x3, x1, x2
	smulh	x4, x1, x2
	stp	x4, x3, [x20]
	NEXT

	/*
	 * x2:x3 by x1, which is more than x2: x2 the remainder, x3 the
	 * quotient, bit by bit. The processor divides one cell. Changes x4.
	 */
	.text
.Ldivide:
	cbnz	x2, 1f
	udiv	x4, x3, x1
	msub	x2, x4, x1, x3
	mov	x3, x4
	ret
1:	mov	x4, #64
2:	adds	x3, x3, x3
	adcs	x2, x2, x2
	b.cs	3f
	cmp	x2, x1
	b.lo	4f
3:	sub	x2, x2, x1
	add	x3, x3, #1
4:	subs	x4, x4, #1
	b.ne	2b
	ret

	/* ( double u -- remainder quotient ) */
	CODE	"um/mod", divide_wide
	ldp	x1, x2, [x20]
	ldr	x3, [x20, #16]
	cbz	x1, .Lby_zero
	cmp	x2, x1
	b.hs	.Ltoo_large
	bl	.Ldivide
	add	x20, x20, #8
	stp	x3, x2, [x20]
	NEXT
.Lby_zero:
	THROW	-10
.Ltoo_large:
	THROW	-11

	/* ( n1 n2 -- remainder quotient ) Rounds down, to minus infinity. */
	CODE	"/mod", divide
	ldp	x1, x2, [x20]
	cbz	x1, .Lby_zero
	sdiv	x3, x2, x1		/* to zero */
	msub	x2, x3, x1, x2
	cbz	x2, 1f
	eor	x4, x2, x1
	tbz	x4, #63, 1f		/* the signs are the same */
	add	x2, x2, x1
	sub	x3, x3, #1
1:	stp	x3, x2, [x20]
	NEXT

	/* ( double n -- remainder quotient ) The same of a double number. */
	CODE	"fm/mod", divide_wide_floored
	ldp	x1, x2, [x20]
	ldr	x3, [x20, #16]
	cbz	x1, .Lby_zero
	mov	x8, x1
	eor	x9, x1, x2		/* negative: the signs differ */
	tbz	x1, #63, 1f
	neg	x1, x1
1:	tbz	x2, #63, 2f
	negs	x3, x3
	ngc	x2, x2
2:	cmp	x2, x1
	b.hs	.Ltoo_large
	bl	.Ldivide		/* the absolute values */
	tbz	x9, #63, 4f
	cbz	x2, 3f
	adds	x3, x3, #1
	b.cs	.Ltoo_large
	sub	x2, x1, x2
3:	neg	x3, x3			/* -2^63 is the least */
	cmp	x3, #0
	b.gt	.Ltoo_large
	b	5f
4:	tbnz	x3, #63, .Ltoo_large
5:	tbz	x8, #63, 6f		/* the remainder has the divisor's */
	neg	x2, x2
6:	add	x20, x20, #8
	stp	x3, x2, [x20]
	NEXT

	/* ( a b -- flag ) */
	.macro	COMPARE name, label, condition
	CODE	"\name", \label
	POP	x2
	ldr	x1, [x20]
	cmp	x1, x2
	csetm	x1, \condition
	str	x1, [x20]
	NEXT
	.endm

	COMPARE	"=", equal, eq
	COMPARE	"<>", unequal, ne
	COMPARE	"<", less, lt
	COMPARE	">", greater, gt
	COMPARE	"<=", less_or_equal, le
	COMPARE	">=", greater_or_equal, ge
	COMPARE	"u<", below, lo
	COMPARE	"u>", above, hi

	.macro	COMPARE_ZERO name, label, condition
	CODE	"\name", \label
	ldr	x1, [x20]
	cmp	x1, #0
	csetm	x1, \condition
	str	x1, [x20]
	NEXT
	.endm

	COMPARE_ZERO "0=", zero, eq
	COMPARE_ZERO "0<>", nonzero, ne
	COMPARE_ZERO "0<", negative, lt
	COMPARE_ZERO "0>", positive, gt
