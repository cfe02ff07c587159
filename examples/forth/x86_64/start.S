/* SPDX-License-Identifier: MIT */
/* Where the program begins. */
/* clang-format off */

#define RECORD_BYTES	56

	/*
	 * Program entry: rsp points to argc. The value stack begins a little
	 * below, so that a program that takes values off the empty stack does
	 * not get at its arguments before it is told.
	 */
	.text
	.globl	_start
	.type	_start, %function
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
