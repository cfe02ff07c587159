/* SPDX-License-Identifier: MIT */
/*
 * Program entry. Entry: esp points to argc; all else is undefined. Exit: does
 * not return; the initial stack is the argument of knell_start, with esp
 * 16-byte aligned at the call. Source: i386 psABI 2.3.1.
 */
	.text
	.globl	_start
	.type	_start, @function
_start:
	.cfi_startproc
	.cfi_undefined %eip
	xorl	%ebp, %ebp
	movl	%esp, %eax
	andl	$-16, %esp
	subl	$12, %esp
	pushl	%eax
	call	knell_start
	hlt
	.cfi_endproc
	.size	_start, . - _start
	.section .note.GNU-stack, "", @progbits
