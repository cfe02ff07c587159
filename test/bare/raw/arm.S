/* SPDX-License-Identifier: MIT */
/*
 * test_raw_trap and test_raw_handler (test/bare/lib/raw.h). Entry: r0 the struct.
 */
#include "test/bare/lib/raw.h"

	.syntax	unified

	.macro	HANDLE
	movw	r3, #:lower16:test_raw_arguments
	movt	r3, #:upper16:test_raw_arguments
	stm	r3, {r0-r2}
	movw	r3, #:lower16:test_raw_handled
	movt	r3, #:upper16:test_raw_handled
	ldr	r4, [r3]
	add	r4, r4, #1
	str	r4, [r3]
	ldr	r4, [r2, #92]	/* pc */
	add	r4, r4, #4
	str	r4, [r2, #92]
	str	lr, [sp, #-8]
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14
	mvn	r\n, #2
	.endr
	ldr	r5, [sp, #-8]
	bx	r5
	.endm

	.text
	.arm
	.globl	test_raw_trap
	.type	test_raw_trap, %function
test_raw_trap:
	sub	sp, sp, #256
	stm	sp, {r0-r12, lr}
	ldm	r0, {r0-r12, lr}
	.inst	0xe7f000f0	/* udf */
	add	sp, sp, #128
	stm	sp, {r0-r12, lr}
	sub	sp, sp, #128
	ldm	sp, {r0-r12, lr}
	.set	at, 0
	.rept	14
	ldr	r1, [sp, #128 + at]
	str	r1, [r0, #4 * RAW_ROWS + at]
	.set	at, at + 4
	.endr
	add	sp, sp, #256
	bx	lr

	.globl	test_raw_handler
test_raw_handler:
	HANDLE

	.thumb
	.globl	test_raw_handler_thumb
	.type	test_raw_handler_thumb, %function
	.thumb_func
test_raw_handler_thumb:
	HANDLE

	.section .rodata
	.balign	8
	.globl	test_raw_count
test_raw_count:
	.long	14
	.bss
	.balign	8
	.globl	test_raw_handled, test_raw_arguments
test_raw_handled:
	.skip	4
test_raw_arguments:
	.skip	3 * 4
	.section .note.GNU-stack, "", %progbits
