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
	PUSH_CONTROL x22
	add	x22, x0, #8
	CHECK_CONTROL
	NEXT
control_overflow:
	THROW	-5

	/* A word made by CREATE. */
	.balign	8
push_body:
	add	x0, x0, #16
	PUSH	x0
	NEXT

	.balign	8
push_constant:
	ldr	x1, [x0, #16]
	PUSH	x1
	NEXT

	/* A word made by CREATE, and given a thread by DOES>. */
	.balign	8
enter_does:
	PUSH_CONTROL x22
	ldr	x22, [x0, #8]
	add	x0, x0, #16
	PUSH	x0
	CHECK_CONTROL
	NEXT

	CODE	"exit", exit, COMPILE_ONLY
	POP_CONTROL x22
	NEXT

	CODE	"execute", execute
	POP	x0
	ENTER

	/*
	 * What may fault comes before x22 goes on to the cells behind: until
	 * then, x22 tells which word this is.
	 */
	CODE	"(literal)", literal, COMPILE_ONLY
	ldr	x1, [x22]
	PUSH	x1
	add	x22, x22, #8
	NEXT

	/* A length, then the bytes, filled up to a whole cell. */
	CODE	"(string)", string, COMPILE_ONLY
	ldr	x1, [x22]
	add	x2, x22, #8
	PUSH	x2
	PUSH	x1
	add	x2, x2, x1
	add	x2, x2, #7
	and	x22, x2, #-8
	NEXT

	CODE	"(branch)", branch, COMPILE_ONLY
	ldr	x22, [x22]
	NEXT

	CODE	"(0branch)", branch_if_zero, COMPILE_ONLY
	POP	x1
	ldr	x2, [x22], #8
	cmp	x1, #0
	csel	x22, x2, x22, eq
	NEXT

	/*
	 * The newest word gets the thread that follows here. Its code field
	 * comes last: it is a whole word before and after.
	 */
	CODE	"(does>)", does, COMPILE_ONLY
	LOAD	x1, latest
	str	x22, [x1, #8]
	ADDRESS	x2, enter_does
	str	x2, [x1]
	POP_CONTROL x22
	NEXT

	/*
	 * Loops keep two cells on the control stack: limit + 2^63, and on top
	 * of it the index less that. The step from limit - 1 to the limit, or
	 * back, is then the one that overflows.
	 */
	CODE	"(do)", do, COMPILE_ONLY
	POP	x1			/* index */
	POP	x2			/* limit */
	eor	x2, x2, #0x8000000000000000
	sub	x1, x1, x2
	PUSH_CONTROL x2
	PUSH_CONTROL x1
	CHECK_CONTROL
	NEXT

	/* The cell after it: where to go on when there is no round. */
	CODE	"(?do)", do_any, COMPILE_ONLY
	POP	x1
	POP	x2
	ldr	x3, [x22], #8
	cmp	x1, x2
	b.eq	1f
	eor	x2, x2, #0x8000000000000000
	sub	x1, x1, x2
	PUSH_CONTROL x2
	PUSH_CONTROL x1
	NEXT
1:	mov	x22, x3
	NEXT

	CODE	"(loop)", loop, COMPILE_ONLY
	mov	x1, #1
.Lstep:	ldr	x2, [x21]
	adds	x2, x2, x1
	str	x2, [x21]
	ldr	x3, [x22], #8
	b.vs	1f
	mov	x22, x3
	NEXT
1:	add	x21, x21, #16
	NEXT

	CODE	"(+loop)", loop_by, COMPILE_ONLY
	POP	x1
	b	.Lstep

	CODE	"unloop", unloop, COMPILE_ONLY
	add	x21, x21, #16
	NEXT

	CODE	"i", i, COMPILE_ONLY
	ldp	x1, x2, [x21]
	add	x1, x1, x2
	PUSH	x1
	NEXT

	CODE	"j", j, COMPILE_ONLY
	ldp	x1, x2, [x21, #16]
	add	x1, x1, x2
	PUSH	x1
	NEXT

	/*
	 * ( xt -- … 0 | … n ) A frame on the control stack: where to go on, the
	 * value stack, the frame of the CATCH around. It is whole before
	 * `handler` points at it.
	 */
	CODE	"(catch)", catch
	POP	x0
	PUSH_CONTROL x22
	PUSH_CONTROL x20
	LOAD	x1, handler
	PUSH_CONTROL x1
	STORE	x21, handler
	ADDRESS	x22, after_catch
	ENTER

	HEADER	"(caught)", caught, code_caught, COMPILE_ONLY
	.data
after_catch:
	THREAD	caught
	.text
code_caught:
	ldr	x1, [x21]
	STORE	x1, handler
	add	x21, x21, #16
	POP_CONTROL x22
	PUSH	xzr
	NEXT

	/*
	 * ( n -- ) The frame is taken off the list before the control stack
	 * gives up its memory: a handler may throw in between.
	 */
	CODE	"throw", throw
	POP	x0
	cbz	x0, 1f
.Lthrow_nonzero:
	LOAD	x2, handler
	cbz	x2, .Luncaught
	ldr	x1, [x2]
	STORE	x1, handler
	ldr	x1, [x2, #8]
	and	sp, x1, #-16
	mov	x20, x1
	ldr	x22, [x2, #16]
	add	x21, x2, #24
	PUSH	x0
1:	NEXT
.Luncaught:			/* only while the system loads itself */
	PUSH	x0
	ADDRESS	x22, fatal
	NEXT

	/*
	 * A signal handler makes the interrupted code go on here, with x0 the
	 * code to throw: the way out of a handler by an exception. No register
	 * but x0 counts, and sp may be on a stack that is full. C that was
	 * interrupted is left.
	 */
	.balign	8
	.type	throw_here, %function
throw_here:
	STORE	xzr, control_in_c
	b	.Lthrow_nonzero
