/* SPDX-License-Identifier: MIT */
/*
 * test_raw_trap and test_raw_handler (test/bare/lib/raw.h). Entry: a0 ($r4) the struct.
 */
#include "test/bare/lib/raw.h"

	/* The base comes last. */
	.macro	EACH operation, base, offset
	.set	at, \offset
	.irp	n, 1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, \
		19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 4
	\operation	$r\n, \base, at
	.set	at, at + 8
	.endr
	.endm

	.text
	.globl	test_raw_trap
	.type	test_raw_trap, @function
test_raw_trap:
	addi.d	$sp, $sp, -512
	EACH	st.d, $sp, 0
	EACH	ld.d, $a0, 0
	break	0
	EACH	st.d, $sp, 256
	EACH	ld.d, $sp, 0
	.set	at, 0
	.rept	30
	ld.d	$a1, $sp, 256 + at
	st.d	$a1, $a0, 8 * RAW_ROWS + at
	.set	at, at + 8
	.endr
	addi.d	$sp, $sp, 512
	jr	$ra

	.globl	test_raw_handler
test_raw_handler:
	la.local	$a3, test_raw_arguments
	st.d	$a0, $a3, 0
	st.d	$a1, $a3, 8
	st.d	$a2, $a3, 16
	la.local	$a3, test_raw_handled
	ld.d	$a4, $a3, 0
	addi.d	$a4, $a4, 1
	st.d	$a4, $a3, 0
	ld.d	$a4, $a2, 176	/* pc */
	addi.d	$a4, $a4, 4
	st.d	$a4, $a2, 176
	st.d	$ra, $sp, -16
	.irp	n, 1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, \
		19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 4
	addi.d	$r\n, $zero, -3
	.endr
	ld.d	$t1, $sp, -16
	jr	$t1

	.section .rodata
	.balign	8
	.globl	test_raw_count
test_raw_count:
	.quad	30
	.bss
	.balign	8
	.globl	test_raw_handled, test_raw_arguments
test_raw_handled:
	.skip	8
test_raw_arguments:
	.skip	3 * 8
	.section .note.GNU-stack, "", @progbits
