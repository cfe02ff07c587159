/* SPDX-License-Identifier: MIT */
/*
 * What the Forth tells of itself to those who look at a crash from outside:
 * where its code and its threads are, how its control stack is read, and how
 * words are named. It is data alone; <knell/runtime.h> has its layout.
 */
/* clang-format off */
#define RUNTIME_VERSION		1
#define RUNTIME_BYTES		424
#define RUNTIME_INDIRECT	8
#define FIXED			1
#define REGISTER		2
#define ENTRY			3
#define LEFT			4
#define CALLER			5
#define WORD			0x100
#define NAMES_LINKED		1
#define NAMES_HERE		2
#define NAMES_POINTED		32

	/* A struct knell_runtime_place; names of registers have three letters. */
	.macro	PLACE kind, offset=0, name="\0\0\0", add=0
	.long	\kind, \add
	.ascii	"\name\0\0\0\0\0"
	.quad	\offset
	.endm

	.data
	.balign	8
	.globl	knell_runtimes
	.type	knell_runtimes, %object
knell_runtimes:
	.ascii	"knellrt1"
	.quad	runtime
	.size	knell_runtimes, . - knell_runtimes

runtime:
	.long	RUNTIME_VERSION, RUNTIME_BYTES
	.quad	0, runtime_name
	.quad	runtime_code, 1
	.quad	runtime_threads, 2
	.quad	runtime_words
	.quad	0, 0			/* no .eh_frame */
	.quad	0, 0			/* no saved registers */
	.long	RUNTIME_INDIRECT
	.long	8, 0, 0			/* the control stack's cells */
	/* Each activation's record: signals.fs makes those of handlers. */
	PLACE	FIXED + WORD, activation
	PLACE	LEFT + WORD, 24
	/* The instruction pointer, and the control stack's. */
	PLACE	REGISTER, 0, RUNTIME_INSTRUCTION
	PLACE	0
	PLACE	0
	PLACE	REGISTER, 0, RUNTIME_CONTROL
	PLACE	FIXED + WORD, control_in_c
	PLACE	0
	PLACE	FIXED, control_stack
	PLACE	FIXED, control_stack + CONTROL_BYTES
	/* Without the cell that holds the interrupted instruction pointer. */
	PLACE	ENTRY + WORD, 0, add=-8
	RUNTIME_CALLER
	.if	. - runtime - RUNTIME_BYTES
	.error	"struct knell_runtime has another size"
	.endif

runtime_code:
	.quad	text_begin, text_end - text_begin
runtime_threads:
	.quad	built_in, built_in_end - built_in
	.quad	dictionary, DICTIONARY_BYTES

	/* All words, by their bodies; primitives, by their code. */
runtime_words:
	.quad	runtime_codes, latest
	.long	NAMES_LINKED + NAMES_HERE + NAMES_POINTED, 0
	.long	-LINK, 0, 0, -NAME, 0, 0	/* step, start, size, name */
runtime_codes:
	.quad	0, codes_begin
	.long	NAMES_POINTED, (codes_end - codes_begin) / 16
	.long	16, 0, 0, 8, 0, 0
runtime_name:
	.asciz	"forth"

	.section .note.knell, "a", %note
	.balign	4
	.long	6, 4, 1
	.asciz	"knell"
	.balign	4
	.long	knell_runtimes - .
	.text
