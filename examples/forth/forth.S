/* SPDX-License-Identifier: MIT */
/*
 * A Forth for x86_64 without a libc: its memory, its start, and the words in
 * assembly, of which words/macros.h tells the layout and the registers. With
 * FORTH_LIBKNELL it is linked with libknell, and handles signals through it.
 */
/* clang-format off */
#include "words/macros.h"

#define CONTROL_RESERVE	0x10000		/* for handlers, when it is full */
#define CONTROL_BYTES	0x50000
#define KEPT_BYTES	0x2000		/* of it, for handlers while C runs */
#define KEPT_COUNT	4
#define DICTIONARY_BYTES 0x100000
#define VALUE_MARGIN	1024		/* behind the first value: see _start */
#define RECORD_BYTES	56

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

#include "words/inner.S"
#include "words/stack.S"
#include "words/arithmetic.S"
#include "words/memory.S"
#include "words/outer.S"
#include "words/system.S"
#ifdef FORTH_LIBKNELL
#include "words/library.S"
#endif
#include "words/runtime.S"

	/*
	 * Program entry: rsp points to argc. The value stack begins a little
	 * below, so that a program that takes values off the empty stack does
	 * not get at its arguments before it is told.
	 */
	.text
	.globl	_start
	.type	_start, @function
_start:
	.cfi_startproc
	.cfi_undefined %rip
	cld
	movq	%rsp, start_values(%rip)
	movq	$control_stack + CONTROL_BYTES, %rbp
	/* The record of the main program; signals.fs makes those of handlers. */
	leaq	-RECORD_BYTES(%rsp), %rsp
	movq	%rbp, (%rsp)
	leaq	40(%rsp), %rax		/* a word that is 0: it has no caller */
	movq	%rax, 48(%rsp)
	movq	%rsp, activation(%rip)
	movq	%rbp, interrupted_control(%rip)
	leaq	-VALUE_MARGIN(%rsp), %rsp
	movq	%rsp, value_base(%rip)
	/* Links each word with the one before. */
	xorl	%eax, %eax
	movq	$words_begin, %rcx
1:	movq	(%rcx), %rdx
	movq	%rax, -LINK(%rdx)
	movq	%rdx, %rax
	addq	$8, %rcx
	cmpq	$words_end, %rcx
	jb	1b
	movq	%rax, latest(%rip)
	movq	$core_begin, source_address(%rip)
	movq	$core_end - core_begin, source_length(%rip)
	movq	$cold, %rsi
	NEXT
	.cfi_endproc
	.size	_start, . - _start

	.data
	.balign	8
	/* Loads forth.fs, whose last word never returns. */
cold:	THREAD	load
	/* ( code -- ) An error while loading: its code is the exit status. */
fatal:	NUMBER	2
	NUMBER	core_begin
	NUMBER	to_in
	THREAD	fetch
	NUMBER	3
	NUMBER	1
	THREAD	system_call, drop
	THREAD	negate
	NUMBER	1
	NUMBER	231			/* exit_group */
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
#ifdef FORTH_LIBKNELL
	.incbin	"examples/forth/knell.fs"
#endif
	.incbin	"examples/forth/crash.fs"
	.incbin	"examples/forth/faults.fs"
	.incbin	"examples/forth/start.fs"
core_end:

	.section .note.GNU-stack, "", @progbits
