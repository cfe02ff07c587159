/* SPDX-License-Identifier: MIT */
/*
 * test_raw_trap and test_raw_handler (test/bare/lib/raw.h). Entry: x0 the struct.
 */
#include "test/bare/lib/raw.h"

	/* The base comes last. */
	.macro	EACH operation, base, offset
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, \
		18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 0
	\operation	x\n, [\base, #\offset + 8 * \n]
	.endr
	.endm

	.text
	.globl	test_raw_trap
	.type	test_raw_trap, %function
test_raw_trap:
	sub	sp, sp, #512
	EACH	str, sp, 0
	EACH	ldr, x0, 0
	.inst	0		/* udf #0 */
	EACH	str, sp, 256
	EACH	ldr, sp, 0
	.set	at, 0
	.rept	31
	ldr	x1, [sp, #256 + at]
	str	x1, [x0, #8 * RAW_ROWS + at]
	.set	at, at + 8
	.endr
	add	sp, sp, #512
	ret

	.globl	test_raw_handler
test_raw_handler:
	adrp	x3, test_raw_arguments
	add	x3, x3, :lo12:test_raw_arguments
	stp	x0, x1, [x3]
	str	x2, [x3, #16]
	adrp	x3, test_raw_handled
	add	x3, x3, :lo12:test_raw_handled
	ldr	x4, [x3]
	add	x4, x4, #1
	str	x4, [x3]
	ldr	x4, [x2, #440]	/* pc */
	add	x4, x4, #4
	str	x4, [x2, #440]
	str	x30, [sp, #-16]
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, \
		17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	mov	x\n, #-3
	.endr
	ldr	x5, [sp, #-16]
	br	x5

	.section .rodata
	.balign	8
	.globl	test_raw_count
test_raw_count:
	.quad	31
	.bss
	.balign	8
	.globl	test_raw_handled, test_raw_arguments
test_raw_handled:
	.skip	8
test_raw_arguments:
	.skip	3 * 8
	.section .note.GNU-stack, "", %progbits
