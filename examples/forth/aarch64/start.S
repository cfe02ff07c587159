/* SPDX-License-Identifier: MIT */
/* Where the program begins. */
/* clang-format off */

#define RECORD_BYTES	64

	/*
	 * Program entry: sp points to argc. The value stack begins a little
	 * below, so that a program that takes values off the empty stack does
	 * not get at its arguments before it is told.
	 */
	.text
	.globl	_start
	.type	_start, %function
_start:
	.cfi_startproc
	.cfi_undefined x30
	mov	x1, sp
	STORE	x1, start_values
	ADDRESS	x21, control_stack + CONTROL_BYTES
	/* The record of the main program; handler.fs makes those of handlers. */
	sub	sp, sp, #RECORD_BYTES
	mov	x20, sp
	stp	x21, xzr, [x20]
	stp	xzr, xzr, [x20, #32]
	stp	x20, xzr, [x20, #48]		/* it has no caller */
	STORE	x20, activation
	STORE	x21, interrupted_control
	sub	x20, x20, #VALUE_MARGIN
	and	sp, x20, #-16
	STORE	x20, value_base
	/* Links each word with the one before. */
	mov	x0, #0
	ADDRESS	x1, words_begin
	ADDRESS	x2, words_end
1:	ldr	x3, [x1], #8
	str	x0, [x3, #-LINK]
	mov	x0, x3
	cmp	x1, x2
	b.lo	1b
	STORE	x0, latest
	ADDRESS	x0, core_begin
	STORE	x0, source_address
	ADDRESS	x1, core_end
	sub	x1, x1, x0
	STORE	x1, source_length
	ADDRESS	x22, cold
	NEXT
	.cfi_endproc
	.size	_start, . - _start
