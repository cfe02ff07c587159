/* SPDX-License-Identifier: MIT */
/*
 * Program entry. Entry: rsp points to argc, 16-byte aligned; rdx is for
 * atexit and not used; all else is undefined. Exit: does not return; rdi is
 * the initial stack for knell_start. Source: x86-64 psABI 3.4.1.
 */
	.text
	.globl	_start
	.type	_start, @function
_start:
	.cfi_startproc
	.cfi_undefined %rip
	xorl	%ebp, %ebp
	movq	%rsp, %rdi
	andq	$-16, %rsp
	call	knell_start
	hlt
	.cfi_endproc
	.size	_start, . - _start
#include "mark.h"
