/* SPDX-License-Identifier: MIT */
/*
 * Program entry. Entry: sp points to argc, 16-byte aligned; all else is
 * undefined. Exit: does not return; x0 is the initial stack for knell_start.
 * Source: AAPCS64 6.2.2, Linux binfmt_elf.
 */
	.text
	.globl	_start
	.type	_start, %function
_start:
	.cfi_startproc
	.cfi_undefined x30
	mov	x29, #0
	mov	x30, #0
	mov	x0, sp
	bl	knell_start
	brk	#1
	.cfi_endproc
	.size	_start, . - _start
	.section .note.GNU-stack, "", %progbits
