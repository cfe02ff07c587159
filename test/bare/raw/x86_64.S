/* SPDX-License-Identifier: MIT */
/*
 * test_raw_trap and test_raw_handler (test/bare/lib/raw.h). Entry: rdi the struct.
 */
#include "test/bare/lib/raw.h"

	/* The base comes last. */
	.macro	EACH store, base, offset
	.set	at, \offset
	.irp	reg, rax, rbx, rcx, rdx, rsi, rbp, r8, r9, r10, r11, r12, \
		r13, r14, r15, rdi
	.ifc	\store, yes
	movq	%\reg, at(\base)
	.else
	movq	at(\base), %\reg
	.endif
	.set	at, at + 8
	.endr
	.endm

	.text
	.globl	test_raw_trap
	.type	test_raw_trap, @function
test_raw_trap:
	subq	$520, %rsp
	EACH	yes, %rsp, 0
	EACH	no, %rdi, 0
	std
	ud2
	cld
	EACH	yes, %rsp, 256
	EACH	no, %rsp, 0
	.set	at, 0
	.rept	15
	movq	256 + at(%rsp), %rax
	movq	%rax, 8 * RAW_ROWS + at(%rdi)
	.set	at, at + 8
	.endr
	addq	$520, %rsp
	ret

	.globl	test_raw_handler
test_raw_handler:
	/* The direction flag is clear, whatever was interrupted. */
	pushfq
	popq	%rax
	testl	$0x400, %eax
	jne	1f
	movl	%edi, test_raw_arguments(%rip)
	movq	%rsi, 8 + test_raw_arguments(%rip)
	movq	%rdx, 16 + test_raw_arguments(%rip)
	incq	test_raw_handled(%rip)
1:	addq	$2, 168(%rdx)	/* rip */
	.irp	reg, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, \
		r12, r13, r14, r15
	movq	$-3, %\reg
	.endr
	std
	ret

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
