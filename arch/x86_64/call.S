/* SPDX-License-Identifier: MIT */
/*
 * knell_call_unless, a system call that a handler can still call off: what
 * lies from knell_call_begin to knell_call_instruction may be left for
 * knell_call_left at any instruction.
 *
 * Entry: rdi the flag, rsi the number, rdx the arguments. Exit: rax the result
 * or -EINTR; clobbers rcx, rdx, rsi, rdi, r8 to r11. Source: x86-64 psABI
 * A.2.1.
 */
	.text
	.balign	16
	.globl	knell_call_unless
	.type	knell_call_unless, @function
knell_call_unless:
	.cfi_startproc
	movq	%rdi, %r11
	movq	%rsi, %rax
	movq	%rdx, %rcx
	movq	(%rcx), %rdi
	movq	8(%rcx), %rsi
	movq	16(%rcx), %rdx
	movq	24(%rcx), %r10
	movq	32(%rcx), %r8
	movq	40(%rcx), %r9
	.globl	knell_call_begin, knell_call_instruction, knell_call_left
	.hidden	knell_call_begin, knell_call_instruction, knell_call_left
knell_call_begin:
	cmpl	$0, (%r11)
	jne	.Lleft
knell_call_instruction:
	syscall
	ret
knell_call_left:
.Lleft:
	movq	$-4, %rax		/* -EINTR */
	ret
	.cfi_endproc
	.size	knell_call_unless, . - knell_call_unless
#include "mark.h"
