/* SPDX-License-Identifier: MIT */
/*
 * Saving a place and jumping there: the registers that a function keeps for
 * its caller.
 *
 * The place, in words: 0 what is saved besides, 1 rbx, 2 rbp, 3 to 6 r12 to
 * r15, 7 rsp as it is after the return, 8 the shadow stack pointer or 0, if
 * the library is built for shadow stacks, 9 the return address.
 *
 * Sources: x86-64 psABI 3.2.1, 3.2.2 and 3.2.3; Intel SDM volume 1 chapter 17,
 * volume 2 RDSSP, INCSSP; DWARF 5 section 6.4.2.
 */
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg3 (rbx) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 3, 0x73, (n) & 0x7f | 0x80, (n) >> 7

#if defined(__CET__) && __CET__ & 2
#define SHADOW_STACK 1
#endif

	.text
	.balign	16
/*
 * knell_jump_save. Entry: rdi the place, esi what to save besides. Exit: eax
 * 0, or what knell_jump_save_more gives. Clobbers rax.
 */
	.globl	knell_jump_save
	.type	knell_jump_save, @function
knell_jump_save:
	.cfi_startproc
	movl	%esi, %eax
	movq	%rax, (%rdi)
	movq	%rbx, 8(%rdi)
	movq	%rbp, 16(%rdi)
	movq	%r12, 24(%rdi)
	movq	%r13, 32(%rdi)
	movq	%r14, 40(%rdi)
	movq	%r15, 48(%rdi)
	leaq	8(%rsp), %rax
	movq	%rax, 56(%rdi)
	movq	(%rsp), %rax
	movq	%rax, 72(%rdi)
#if SHADOW_STACK
	xorl	%eax, %eax
	rdsspq	%rax		/* no operation where there is none */
	movq	%rax, 64(%rdi)
#endif
	testl	%esi, %esi
	jne	knell_jump_save_more
	xorl	%eax, %eax
	ret
	.cfi_endproc
	.size	knell_jump_save, . - knell_jump_save

	.balign	16
/*
 * knell_jump_to. Entry: rdi the place, esi the value. Exit: to the place, with
 * eax the value or 1, rbx, rbp, rsp and r12 to r15 as saved; clobbers the
 * others.
 */
	.globl	knell_jump_to
	.type	knell_jump_to, @function
knell_jump_to:
	.cfi_startproc
	movq	%rdi, %rbx
	/* From here on, the caller is the place. CFA: *(rbx + 56). */
	.cfi_escape 0x0f, 3, 0x73, 56, 0x06
	SAVED(3, 8)
	SAVED(6, 16)
	SAVED(12, 24)
	SAVED(13, 32)
	SAVED(14, 40)
	SAVED(15, 48)
	SAVED(16, 72)
	movl	%esi, %ebp
	cmpl	$1, %ebp
	adcl	$0, %ebp		/* 0 becomes 1 */
	movq	56(%rbx), %rsp
	cmpq	$0, (%rbx)
	je	1f
	andq	$-16, %rsp
	movq	%rbx, %rdi
	call	knell_jump_restore_more
1:
#if SHADOW_STACK
	xorl	%eax, %eax
	rdsspq	%rax
	testq	%rax, %rax
	je	3f
	/* Pass over what was pushed since, and over the return address. */
	movq	64(%rbx), %rcx
	subq	%rax, %rcx
	jae	4f
	ud2				/* a place on another shadow stack */
4:	shrq	$3, %rcx
	incq	%rcx
	movl	$255, %edx		/* the most at a time */
2:	cmpq	%rdx, %rcx
	cmovb	%rcx, %rdx
	incsspq	%rdx
	subq	%rdx, %rcx
	jne	2b
3:
#endif
	movl	%ebp, %eax
	movq	72(%rbx), %rdx
	movq	16(%rbx), %rbp
	movq	24(%rbx), %r12
	movq	32(%rbx), %r13
	movq	40(%rbx), %r14
	movq	48(%rbx), %r15
	movq	56(%rbx), %rsp
	movq	8(%rbx), %rbx
	.cfi_def_cfa %rsp, 0
	.cfi_same_value %rbx
	.cfi_same_value %rbp
	.cfi_same_value %r12
	.cfi_same_value %r13
	.cfi_same_value %r14
	.cfi_same_value %r15
	.cfi_register %rip, %rdx
	jmp	*%rdx
	.cfi_endproc
	.size	knell_jump_to, . - knell_jump_to

	.hidden	knell_jump_save_more
	.hidden	knell_jump_restore_more
#include "mark.h"
