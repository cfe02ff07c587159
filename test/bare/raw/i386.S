/* SPDX-License-Identifier: MIT */
/*
 * test_raw_trap and test_raw_handler (test/bare/lib/raw.h). Entry: at 4(%esp) the struct.
 */
#include "test/bare/lib/raw.h"

	/* The base comes last. */
	.macro	EACH store, base, offset
	.set	at, \offset
	.irp	reg, ebx, ecx, edx, esi, edi, ebp, eax
	.ifc	\store, yes
	movl	%\reg, at(\base)
	.else
	movl	at(\base), %\reg
	.endif
	.set	at, at + 4
	.endr
	.endm

	.text
	.globl	test_raw_trap
	.type	test_raw_trap, @function
test_raw_trap:
	movl	4(%esp), %eax
	subl	$260, %esp
	EACH	yes, %esp, 0
	EACH	no, %eax, 0
	std
	ud2
	cld
	EACH	yes, %esp, 128
	EACH	no, %esp, 0
	.set	at, 0
	.rept	7
	movl	128 + at(%esp), %ecx
	movl	%ecx, 4 * RAW_ROWS + at(%eax)
	.set	at, at + 4
	.endr
	addl	$260, %esp
	ret

	/* The arguments are on the stack, as functions have them. */
	.globl	test_raw_handler
test_raw_handler:
	pushfl
	popl	%eax
	testl	$0x400, %eax
	jne	1f
	.irp	at, 0, 4, 8
	movl	4 + \at(%esp), %eax
	movl	%eax, test_raw_arguments + \at
	.endr
	incl	test_raw_handled
1:	movl	12(%esp), %eax
	addl	$2, 76(%eax)	/* eip */
	.irp	reg, eax, ebx, ecx, edx, esi, edi, ebp
	movl	$-3, %\reg
	.endr
	std
	ret

	.section .rodata
	.balign	8
	.globl	test_raw_count
test_raw_count:
	.long	7
	.bss
	.balign	8
	.globl	test_raw_handled, test_raw_arguments
test_raw_handled:
	.skip	4
test_raw_arguments:
	.skip	3 * 4
	.section .note.GNU-stack, "", @progbits
