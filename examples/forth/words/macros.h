/* SPDX-License-Identifier: MIT */
/*
 * How a word is laid out in memory, and how one word goes on to the next.
 *
 * A header is this, each line aligned to 8 bytes:
 *
 *	the name, and at least one zero behind it
 *	the address of the name
 *	the link: the code field of the word defined before
 *	a byte with the length of the name, a byte with flags
 *	the code field: the address of machine code
 *	the body
 *
 * The address of the code field stands for the word: it is the word's
 * execution token. A thread is a list of them.
 *
 * machine.h of each machine tells of the interpreter's registers, and has the
 * macros that use them.
 */
/* clang-format off */

/* What lies before the code field, and how far. */
#define FLAGS		7
#define LENGTH		8
#define LINK		16
#define NAME		24

#define IMMEDIATE	1	/* runs while a definition is compiled, too */
#define HIDDEN		2	/* is not found: it is not complete */
#define COMPILE_ONLY	4	/* has no meaning outside of a definition */

	/* A word whose body follows. _start fills in its link. */
	.macro	HEADER name, label, code, flags=0
	.data
	.balign	8
name_\label:
	.ascii	"\name"
9:	.byte	0
	.balign	8
	.quad	name_\label
	.quad	0
	.byte	9b - name_\label, \flags
	.balign	8
	.globl	word_\label
word_\label:
	.quad	\code
	.pushsection .data.words, "aw"
	.quad	word_\label
	.popsection
	.endm

	/* A primitive: its machine code follows. */
	.macro	CODE name, label, flags=0
	HEADER	"\name", \label, code_\label, \flags
	.pushsection .data.codes, "aw"
	.quad	code_\label, name_\label
	.popsection
	.text
	.balign	8
	.type	code_\label, %function
code_\label:
	.endm

	/* A definition: its thread follows, as WORD and WORDS make it. */
	.macro	COLON name, label, flags=0
	HEADER	"\name", \label, enter, \flags
	.endm

	.macro	THREAD words:vararg
	.irp	each, \words
	.quad	word_\each
	.endr
	.endm

	/* A number within a thread. */
	.macro	NUMBER value
	.quad	word_literal, \value
	.endm

	/* The cell after the code field is for DOES>, the next is the value. */
	.macro	VARIABLE name, label, value=0
	HEADER	"\name", \label, push_body
	.quad	0
\label:	.quad	\value
	.endm

	.macro	CONSTANT name, label, value
	HEADER	"\name", \label, push_constant
	.quad	0, \value
	.endm
