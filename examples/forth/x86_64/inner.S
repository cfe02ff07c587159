/* SPDX-License-Identifier: MIT */
/*
 * The inner interpreter: what the code fields of words point at, and the words
 * that a thread is steered with.
 */
/* clang-format off */

	/* A definition is entered: its thread runs from the body on. */
	.text
	.balign	8
	.globl	enter
enter:
	PUSH_CONTROL %rsi
	leaq	8(%rax), %rsi
	cmpq	control_limit(%rip), %rbp
	jb	.Lcontrol_overflow
	NEXT
.Lcontrol_overflow:
	THROW	-5

	/* A word made by CREATE. */
	.balign	8
push_body:
	addq	$16, %rax
	pushq	%rax
	NEXT

	.balign	8
push_constant:
	pushq	16(%rax)
	NEXT

	/* A word made by CREATE, and given a thread by DOES>. */
	.balign	8
enter_does:
	PUSH_CONTROL %rsi
	movq	8(%rax), %rsi
	addq	$16, %rax
	pushq	%rax
	cmpq	control_limit(%rip), %rbp
	jb	.Lcontrol_overflow
	NEXT

	CODE	"exit", exit, COMPILE_ONLY
	POP_CONTROL %rsi
	NEXT

	CODE	"execute", execute
	popq	%rax
	jmp	*(%rax)

	/*
	 * What may fault comes before rsi goes on to the cells behind: until
	 * then, rsi tells which word this is.
	 */
	CODE	"(literal)", literal, COMPILE_ONLY
	pushq	(%rsi)
	addq	$8, %rsi
	NEXT

	/* A length, then the bytes, filled up to a whole cell. */
	CODE	"(string)", string, COMPILE_ONLY
	movq	(%rsi), %rax
	leaq	8(%rsi), %rcx
	pushq	%rcx
	pushq	%rax
	leaq	7(%rcx, %rax), %rsi
	andq	$-8, %rsi
	NEXT

	CODE	"(branch)", branch, COMPILE_ONLY
	movq	(%rsi), %rsi
	NEXT

	CODE	"(0branch)", branch_if_zero, COMPILE_ONLY
	popq	%rcx
	lodsq
	testq	%rcx, %rcx
	cmovzq	%rax, %rsi
	NEXT

	/*
	 * The newest word gets the thread that follows here. Its code field
	 * comes last: it is a whole word before and after.
	 */
	CODE	"(does>)", does, COMPILE_ONLY
	movq	latest(%rip), %rax
	movq	%rsi, 8(%rax)
	movq	$enter_does, (%rax)
	POP_CONTROL %rsi
	NEXT

	/*
	 * Loops keep two cells on the control stack: limit + 2^63, and on top
	 * of it the index less that. The step from limit - 1 to the limit, or
	 * back, is then the one that overflows.
	 */
	CODE	"(do)", do, COMPILE_ONLY
	popq	%rcx			/* index */
	popq	%rdx			/* limit */
	btcq	$63, %rdx
	subq	%rdx, %rcx
	PUSH_CONTROL %rdx
	PUSH_CONTROL %rcx
	cmpq	control_limit(%rip), %rbp
	jb	.Lcontrol_overflow
	NEXT

	/* The cell after it: where to go on when there is no round. */
	CODE	"(?do)", do_any, COMPILE_ONLY
	popq	%rcx
	popq	%rdx
	lodsq
	cmpq	%rcx, %rdx
	je	1f
	btcq	$63, %rdx
	subq	%rdx, %rcx
	PUSH_CONTROL %rdx
	PUSH_CONTROL %rcx
	NEXT
1:	movq	%rax, %rsi
	NEXT

	CODE	"(loop)", loop, COMPILE_ONLY
	movl	$1, %ecx
.Lstep:	addq	%rcx, (%rbp)
	movq	(%rsi), %rax
	leaq	8(%rsi), %rsi		/* keeps the flags */
	cmovnoq	%rax, %rsi
	jno	1f
	leaq	16(%rbp), %rbp
1:	NEXT

	CODE	"(+loop)", loop_by, COMPILE_ONLY
	popq	%rcx
	jmp	.Lstep

	CODE	"unloop", unloop, COMPILE_ONLY
	leaq	16(%rbp), %rbp
	NEXT

	CODE	"i", i, COMPILE_ONLY
	movq	(%rbp), %rax
	addq	8(%rbp), %rax
	pushq	%rax
	NEXT

	CODE	"j", j, COMPILE_ONLY
	movq	16(%rbp), %rax
	addq	24(%rbp), %rax
	pushq	%rax
	NEXT

	/*
	 * ( xt -- … 0 | … n ) A frame on the control stack: where to go on, the
	 * value stack, the frame of the CATCH around. It is whole before
	 * `handler` points at it.
	 */
	CODE	"(catch)", catch
	popq	%rax
	PUSH_CONTROL %rsi
	PUSH_CONTROL %rsp
	leaq	-8(%rbp), %rbp
	movq	handler(%rip), %rcx
	movq	%rcx, (%rbp)
	movq	%rbp, handler(%rip)
	movq	$after_catch, %rsi
	jmp	*(%rax)

	HEADER	"(caught)", caught, code_caught, COMPILE_ONLY
	.data
after_catch:
	THREAD	caught
	.text
code_caught:
	movq	(%rbp), %rcx
	movq	%rcx, handler(%rip)
	leaq	16(%rbp), %rbp
	POP_CONTROL %rsi
	pushq	$0
	NEXT

	/*
	 * ( n -- ) The frame is taken off the list before the control stack
	 * gives up its memory: a handler may throw in between.
	 */
	CODE	"throw", throw
	popq	%rax
	testq	%rax, %rax
	jz	1f
.Lthrow_nonzero:
	movq	handler(%rip), %rdx
	testq	%rdx, %rdx
	jz	.Luncaught
	movq	(%rdx), %rcx
	movq	%rcx, handler(%rip)
	movq	8(%rdx), %rsp
	movq	16(%rdx), %rsi
	leaq	24(%rdx), %rbp
	pushq	%rax
1:	NEXT
.Luncaught:			/* only while the system loads itself */
	pushq	%rax
	movq	$fatal, %rsi
	NEXT

	/*
	 * A signal handler makes the interrupted code go on here, with rax the
	 * code to throw: the way out of a handler by an exception. No register
	 * but rax counts, and rsp may be on a stack that is full. C that was
	 * interrupted is left.
	 */
	.balign	8
	.type	throw_here, @function
throw_here:
	cld
	movq	$0, control_in_c(%rip)
	jmp	.Lthrow_nonzero
