/* SPDX-License-Identifier: MIT */
/*
 * The interpreter on aarch64.
 *
 * The registers:
 *	x20	the value stack: the top of it is [x20]
 *	sp	the same, or below, aligned to 16 bytes: signal frames lie below
 *	x21	the control stack: the top of it is [x21]
 *	x22	the instruction pointer: the next token of the thread
 *	x0	W: the token of the word that is being entered
 * The processor wants sp to be aligned wherever it is used as an address, so it
 * cannot be the stack of single cells itself: each push moves x20, and has sp
 * follow; a pop leaves it behind. C keeps x20 to x22. A primitive may change
 * x0 to x17 and x30. One rule holds between any two instructions, because a
 * signal may come there: what lies below sp and below x21 is free; a push makes
 * room first, a pop reads first.
 */
/* clang-format off */

/* As arch/calls.def has it. */
#define CALL_NUMBER(x86_64, i386, generic, ...) generic

/* What words/runtime.S tells of it. */
#define RUNTIME_INSTRUCTION	"x22"
#define RUNTIME_CONTROL		"x21"
/* What a handler returns to is in x30: both are in its record. */
#define RUNTIME_CALLER \
	PLACE	ENTRY + WORD, 48; \
	PLACE	ENTRY + WORD, 56

	/* The end of each primitive: the next word of the thread. */
	.macro	NEXT
	ldr	x0, [x22], #8
	ENTER
	.endm

	/* The word in x0. */
	.macro	ENTER
	ldr	x1, [x0]		/* its code */
	br	x1
	.endm

	.macro	PUSH register
	sub	x20, x20, #8
	and	sp, x20, #-16
	str	\register, [x20]
	.endm

	.macro	POP register
	ldr	\register, [x20], #8
	.endm

	.macro	PUSH_CONTROL register
	str	\register, [x21, #-8]!
	.endm

	.macro	POP_CONTROL register
	ldr	\register, [x21], #8
	.endm

	.macro	ADDRESS register, symbol
	adrp	\register, \symbol
	add	\register, \register, :lo12:\symbol
	.endm

	.macro	LOAD register, variable
	adrp	\register, \variable
	ldr	\register, [\register, :lo12:\variable]
	.endm

	/* By way of x17. */
	.macro	STORE register, variable
	adrp	x17, \variable
	str	\register, [x17, :lo12:\variable]
	.endm

	/* Is there still room on the control stack? */
	.macro	CHECK_CONTROL
	LOAD	x17, control_limit
	cmp	x21, x17
	b.lo	control_overflow
	.endm

	/* Throws a code of the standard. */
	.macro	THROW code
	mov	x1, #\code
	PUSH	x1
	b	code_throw
	.endm
