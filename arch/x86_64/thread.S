/* SPDX-License-Identifier: MIT */
/*
 * What threads need of a machine.
 *
 * knell_thread_clone makes the system call clone. Entry: rdi its number, rsi
 * its arguments. Exit, in the caller: rax the thread or -Exxx; clobbers rcx,
 * rdx, rsi, rdi and r8 to r11. The new thread calls the function whose address
 * its stack begins with, with the argument that lies above it, and never
 * returns from there.
 *
 * knell_thread_set_pointer. Entry: rdi the thread pointer. Exit: rax 0 or
 * -Exxx; clobbers rcx, rsi, rdi and r11.
 *
 * Sources: x86-64 psABI A.2.1, clone(2), arch_prctl(2).
 */
	.text
	.balign	16
	.globl	knell_thread_clone
	.hidden	knell_thread_clone
	.type	knell_thread_clone, @function
knell_thread_clone:
	.cfi_startproc
	movq	%rdi, %rax
	movq	%rsi, %r9
	movq	(%r9), %rdi
	movq	8(%r9), %rsi
	movq	16(%r9), %rdx
	movq	24(%r9), %r10
	movq	32(%r9), %r8
	syscall
	testq	%rax, %rax
	jz	1f
	ret
1:	.cfi_undefined %rip
	xorl	%ebp, %ebp
	movq	(%rsp), %rax
	movq	8(%rsp), %rdi
	call	*%rax
	hlt
	.cfi_endproc
	.size	knell_thread_clone, . - knell_thread_clone

	.balign	16
	.globl	knell_thread_set_pointer
	.hidden	knell_thread_set_pointer
	.type	knell_thread_set_pointer, @function
knell_thread_set_pointer:
	.cfi_startproc
	movq	%rdi, %rsi
	movl	$0x1002, %edi		/* ARCH_SET_FS */
	movl	$158, %eax
	syscall
	ret
	.cfi_endproc
	.size	knell_thread_set_pointer, . - knell_thread_set_pointer
#include "mark.h"
