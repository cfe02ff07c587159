/* SPDX-License-Identifier: MIT */
/*
 * test_raw_trap and test_raw_handler (test/bare/lib/raw.h). Entry: r2 the struct.
 */
#include "test/bare/lib/raw.h"

	.text
	.globl	test_raw_trap
	.type	test_raw_trap, @function
test_raw_trap:
	aghi	%r15, -512
	stmg	%r0, %r14, 160(%r15)
	/* The base comes last. */
	lmg	%r3, %r14, 24(%r2)
	lmg	%r0, %r2, 0(%r2)
	.short	0		/* no instruction: PC is behind it */
	stmg	%r0, %r14, 320(%r15)
	lmg	%r0, %r14, 160(%r15)
	.set	at, 0
	.rept	15
	lg	%r1, 320 + at(%r15)
	stg	%r1, 8 * RAW_ROWS + at(%r2)
	.set	at, at + 8
	.endr
	aghi	%r15, 512
	br	%r14

	.globl	test_raw_handler
test_raw_handler:
	larl	%r5, test_raw_arguments
	stmg	%r2, %r4, 0(%r5)
	larl	%r5, test_raw_handled
	agsi	0(%r5), 1
	stg	%r14, -16(%r15)
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
	lghi	%r\n, -3
	.endr
	lg	%r5, -16(%r15)
	br	%r5

	.section .rodata
	.balign	8
	.globl	test_raw_count
test_raw_count:
	.quad	15
	.bss
	.balign	8
	.globl	test_raw_handled, test_raw_arguments
test_raw_handled:
	.skip	8
test_raw_arguments:
	.skip	3 * 8
	.section .note.GNU-stack, "", @progbits
