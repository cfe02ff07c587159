/* SPDX-License-Identifier: MIT */
/*
 * The interpreter on x86_64.
 *
 * The registers:
 *	rsp	the value stack: the top of it is (%rsp)
 *	rbp	the control stack: the top of it is (%rbp)
 *	rsi	the instruction pointer: the next token of the thread
 *	rax	W: the token of the word that is being entered
 *	the direction flag is clear: NEXT goes forward
 * A primitive may change all others. Two rules hold between any two
 * instructions, because a signal may come there:
 *	what lies below rsp and below rbp is free: a push makes room first, a
 *	pop reads first;
 *	rsi is the instruction pointer, or the top of the control stack is.
 */
/* clang-format off */

/* As arch/calls.def has it. */
#define CALL_NUMBER(x86_64, ...) x86_64

/* What words/runtime.S tells of it. */
#define RUNTIME_INSTRUCTION	"rsi"
#define RUNTIME_CONTROL		"rbp"

/* What a handler returns to: `ret` takes it off the stack. */
#define RUNTIME_CALLER \
	PLACE	ENTRY + WORD, 48, add=8; \
	PLACE	CALLER + WORD, -8

	/* The end of each primitive: the next word of the thread. */
	.macro	NEXT
	lodsq			/* rax = *rsi, rsi += 8 */
	jmp	*(%rax)		/* its code */
	.endm

	.macro	PUSH_CONTROL register
	leaq	-8(%rbp), %rbp
	movq	\register, (%rbp)
	.endm

	.macro	POP_CONTROL register
	movq	(%rbp), \register
	leaq	8(%rbp), %rbp
	.endm

	/* Throws a code of the standard. */
	.macro	THROW code
	pushq	$\code
	jmp	code_throw
	.endm
