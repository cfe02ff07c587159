/* SPDX-License-Identifier: MIT */
/*
 * Program entry. Entry: sp points to argc, 16-byte aligned; all else is
 * undefined. Exit: does not return; a0 is the initial stack for knell_start.
 * Sources: LoongArch psABI, "Procedure Calling Convention"; Linux binfmt_elf.
 */
	.text
	.balign	4
	.globl	_start
	.type	_start, @function
_start:
	.cfi_startproc
	.cfi_undefined 1
	move	$fp, $zero
	move	$ra, $zero
	move	$a0, $sp
	bl	knell_start
	break	0
	.cfi_endproc
	.size	_start, . - _start
	.section .note.GNU-stack, "", @progbits
