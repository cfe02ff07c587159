/* SPDX-License-Identifier: MIT */
/* Words that compute and compare. True is -1, all bits set. */
/* clang-format off */

	.macro	BINARY name, label, instruction
	CODE	"\name", \label
	popq	%rax
	\instruction %rax, (%rsp)
	NEXT
	.endm

	BINARY	"+", add, addq
	BINARY	"-", subtract, subq
	BINARY	"and", and, andq
	BINARY	"or", or, orq
	BINARY	"xor", xor, xorq

	.macro	UNARY name, label, instruction
	CODE	"\name", \label
	\instruction (%rsp)
	NEXT
	.endm

	UNARY	"1+", increment, incq
	UNARY	"1-", decrement, decq
	UNARY	"2*", double, salq
	UNARY	"2/", halve, sarq
	UNARY	"negate", negate, negq
	UNARY	"invert", invert, notq

	/* Counts beyond 63 shift everything out, other than the processor's. */
	.macro	SHIFT name, label, instruction
	CODE	"\name", \label
	popq	%rcx
	cmpq	$64, %rcx
	jae	1f
	\instruction %cl, (%rsp)
	NEXT
1:	movq	$0, (%rsp)
	NEXT
	.endm

	SHIFT	"lshift", shift_left, shlq
	SHIFT	"rshift", shift_right, shrq

	CODE	"*", multiply
	popq	%rax
	imulq	(%rsp), %rax
	movq	%rax, (%rsp)
	NEXT

	/* ( a b -- double ) The low cell lies below the high one. */
	CODE	"um*", multiply_wide
	movq	8(%rsp), %rax
	mulq	(%rsp)
	movq	%rax, 8(%rsp)
	movq	%rdx, (%rsp)
	NEXT

	CODE	"m*", multiply_wide_signed
	movq	8(%rsp), %rax
	imulq	(%rsp)
	movq	%rax, 8(%rsp)
	movq	%rdx, (%rsp)
	NEXT

	/* ( double u -- remainder quotient ) */
	CODE	"um/mod", divide_wide
	movq	(%rsp), %rcx
	movq	8(%rsp), %rdx
	movq	16(%rsp), %rax
	testq	%rcx, %rcx
	jz	.Lby_zero
	cmpq	%rcx, %rdx
	jae	.Ltoo_large
	divq	%rcx
	addq	$8, %rsp
	movq	%rdx, 8(%rsp)
	movq	%rax, (%rsp)
	NEXT
.Lby_zero:
	THROW	-10
.Ltoo_large:
	THROW	-11

	/*
	 * ( n1 n2 -- remainder quotient ) Rounds down, to minus infinity. The
	 * processor rounds to zero, and traps where the quotient is 2^63.
	 */
	CODE	"/mod", divide
	movq	(%rsp), %rcx
	movq	8(%rsp), %rax
	testq	%rcx, %rcx
	jz	.Lby_zero
	cmpq	$-1, %rcx
	je	1f
	cqto
	idivq	%rcx
	testq	%rdx, %rdx
	jz	2f
	movq	%rdx, %rdi
	xorq	%rcx, %rdi		/* negative: the signs differ */
	jns	2f
	addq	%rcx, %rdx
	decq	%rax
2:	movq	%rdx, 8(%rsp)
	movq	%rax, (%rsp)
	NEXT
1:	negq	%rax
	xorl	%edx, %edx
	jmp	2b

	/* ( double n -- remainder quotient ) The same of a double number. */
	CODE	"fm/mod", divide_wide_floored
	movq	(%rsp), %rcx
	movq	8(%rsp), %rdx
	movq	16(%rsp), %rax
	testq	%rcx, %rcx
	jz	.Lby_zero
	movq	%rcx, %r8
	movq	%rdx, %r9		/* the signs */
	testq	%rcx, %rcx
	jns	1f
	negq	%rcx
1:	testq	%rdx, %rdx
	jns	2f
	negq	%rax
	adcq	$0, %rdx
	negq	%rdx
2:	cmpq	%rcx, %rdx
	jae	.Ltoo_large
	divq	%rcx			/* of the absolute values */
	xorq	%r8, %r9		/* negative: the signs differ */
	jns	3f
	testq	%rdx, %rdx
	jz	4f
	incq	%rax
	jz	.Ltoo_large
	subq	%rcx, %rdx
	negq	%rdx
4:	movq	%rax, %rdi		/* -2^63 is the least */
	negq	%rax
	cmpq	$0, %rax
	jg	.Ltoo_large
	jmp	5f
3:	testq	%rax, %rax
	js	.Ltoo_large
5:	testq	%r8, %r8		/* the remainder has the divisor's */
	jns	6f
	negq	%rdx
6:	addq	$8, %rsp
	movq	%rdx, 8(%rsp)
	movq	%rax, (%rsp)
	NEXT

	/* ( a b -- flag ) */
	.macro	COMPARE name, label, condition
	CODE	"\name", \label
	popq	%rcx
	xorl	%eax, %eax
	cmpq	%rcx, (%rsp)
	set\condition %al
	negq	%rax
	movq	%rax, (%rsp)
	NEXT
	.endm

	COMPARE	"=", equal, e
	COMPARE	"<>", unequal, ne
	COMPARE	"<", less, l
	COMPARE	">", greater, g
	COMPARE	"<=", less_or_equal, le
	COMPARE	">=", greater_or_equal, ge
	COMPARE	"u<", below, b
	COMPARE	"u>", above, a

	.macro	COMPARE_ZERO name, label, condition
	CODE	"\name", \label
	xorl	%eax, %eax
	cmpq	$0, (%rsp)
	set\condition %al
	negq	%rax
	movq	%rax, (%rsp)
	NEXT
	.endm

	COMPARE_ZERO "0=", zero, e
	COMPARE_ZERO "0<>", nonzero, ne
	COMPARE_ZERO "0<", negative, l
	COMPARE_ZERO "0>", positive, g
