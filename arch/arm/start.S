/* SPDX-License-Identifier: MIT */
/*
 * Program entry. Entry: sp points to argc, 8-byte aligned; all else is
 * undefined. Exit: does not return; r0 is the initial stack for knell_start.
 * Sources: AAPCS32 6.2.1, 6.2.2, Linux binfmt_elf.
 */
	.syntax	unified
	.arm
	.text
	.balign	4
	.globl	_start
	.type	_start, %function
_start:
	.cfi_startproc
	.cfi_undefined lr
	mov	fp, #0
	mov	lr, #0
	mov	r0, sp
	bl	knell_start
	udf	#0
	.cfi_endproc
	.size	_start, . - _start
	.section .note.GNU-stack, "", %progbits
