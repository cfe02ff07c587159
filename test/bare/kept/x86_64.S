/* SPDX-License-Identifier: MIT */
/*
 * test_kept_jump (test/bare/lib/kept.h): all that a function keeps for its
 * caller, before a jump and after. Entry: rdi the struct. Clobbers what a
 * call may.
 */
#include "test/bare/lib/kept.h"

	.macro	EACH store, base, offset
	.set	at, \offset
	.irp	reg, rbx, rbp, r12, r13, r14, r15
	.ifnc	\store, yes
	movq	at(\base), %\reg
	.else
	movq	%\reg, at(\base)
	.endif
	.set	at, at + 8
	.endr
	.endm

	.text
	.globl	test_kept_jump
	.type	test_kept_jump, @function
test_kept_jump:
	subq	$56, %rsp
	EACH	yes, %rsp, 0
	movq	%rdi, 48(%rsp)
	EACH	no, %rdi, KEPT_FIRST
	EACH	yes, %rdi, KEPT_SAVED
	movl	8(%rdi), %esi
	movq	(%rdi), %rdi
	call	knell_jump_save
	testl	%eax, %eax
	jne	1f
	movq	48(%rsp), %rdi
	EACH	no, %rdi, KEPT_SECOND
	EACH	yes, %rdi, KEPT_CHANGED
	movq	(%rdi), %rdi
	movl	$1, %esi
	subq	$64, %rsp
	call	knell_jump_to
1:	movq	48(%rsp), %rdi
	EACH	yes, %rdi, KEPT_BACK
	EACH	no, %rsp, 0
	addq	$56, %rsp
	ret
	.size	test_kept_jump, . - test_kept_jump

	.section .rodata
	.globl	test_kept_names
test_kept_names:
	.asciz	"rbx rbp r12 r13 r14 r15 "
#include "mark.h"
