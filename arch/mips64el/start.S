/* SPDX-License-Identifier: MIT */
/*
 * Program entry. Entry: sp points to argc, 16-byte aligned; all else is
 * undefined. Exit: does not return; a0 is the initial stack for knell_start,
 * gp the context pointer. Linkers look for __start on this machine. Source:
 * MIPSpro N32 ABI Handbook, Linux binfmt_elf.
 */
	.text
	.set	noreorder
	.globl	_start, __start
	.type	_start, @function
_start:
__start:
	.cfi_startproc
	.cfi_undefined 31
	bal	1f
	move	$fp, $zero
1:	.cpsetup $ra, $zero, 1b
	move	$a0, $sp
	dla	$t9, knell_start
	move	$ra, $zero
	jalr	$t9
	dsubu	$sp, $sp, 0
	break
	.cfi_endproc
	.size	_start, . - _start
	.section .note.GNU-stack, "", @progbits
