/* SPDX-License-Identifier: MIT */
/*
 * A Forth without a libc: its memory, and the words in assembly and in Forth
 * that it is made of. words/macros.h tells how a word lies in memory, machine.h
 * of each machine which registers are which. With FORTH_LIBKNELL it is linked
 * with libknell, and handles signals through it.
 */
/* clang-format off */
#include "words/macros.h"
#include "machine.h"

/* Forth of the machine that it is built for. */
#define TEXT(name)	TEXT_OF(name)
#define TEXT_OF(name)	#name
#define OWN(file)	TEXT(examples/forth/MACHINE/file)

#define CONTROL_RESERVE	0x10000		/* for handlers, when it is full */
#define CONTROL_BYTES	0x50000
#define KEPT_BYTES	0x2000		/* of it, for handlers while C runs */
#define KEPT_COUNT	4
#define DICTIONARY_BYTES 0x100000
#define VALUE_MARGIN	1024		/* behind the first value: see _start */

	.bss
	.balign	4096
	.skip	64			/* what is pushed before it is too much */
control_stack:
	.skip	CONTROL_BYTES
dictionary:
	.skip	DICTIONARY_BYTES

	.data
	.balign	8
built_in:
	.section .data.words, "aw"
	.balign	8
words_begin:
	.section .data.codes, "aw"
	.balign	8
codes_begin:
	.text
text_begin:

/* Of the machine that it is built for. */
#include "inner.S"
#include "stack.S"
#include "arithmetic.S"
#include "memory.S"
#include "text.S"
#include "system.S"
#include "start.S"
#include "words/variables.S"
#include "words/compiler.S"
#include "words/calls.S"
#ifdef FORTH_LIBKNELL
#include "library.S"
#include "words/library.S"
#endif
#include "words/runtime.S"

	.data
	.balign	8
	/* Loads what lies at core_begin, whose last word never returns. */
cold:	THREAD	load
	/* ( code -- ) An error while loading: its code is the exit status. */
fatal:	NUMBER	2
	NUMBER	core_begin
	NUMBER	to_in
	THREAD	fetch
	NUMBER	3
	NUMBER	number_write
	THREAD	system_call, drop
	THREAD	negate
	NUMBER	1
	NUMBER	number_exit_group
	THREAD	system_call
built_in_end:

	.section .data.words, "aw"
words_end:
	.section .data.codes, "aw"
codes_end:
	.text
text_end:

	.section .rodata
core_begin:
	.incbin	"examples/forth/core.fs"
	.incbin	"examples/forth/interpreter.fs"
	.incbin	"examples/forth/tools.fs"
	.incbin	"examples/forth/system.fs"
	.incbin	"examples/forth/signals.fs"
	.incbin	OWN(context.fs)
	.incbin	"examples/forth/handlers.fs"
	.incbin	OWN(handler.fs)
	.incbin	"examples/forth/binding.fs"
#ifdef FORTH_LIBKNELL
	.incbin	OWN(library.fs)
	.incbin	"examples/forth/knell.fs"
#endif
	.incbin	"examples/forth/crash.fs"
	.incbin	"examples/forth/faults.fs"
	.incbin	"examples/forth/start.fs"
core_end:

	.section .note.GNU-stack, "", %progbits
