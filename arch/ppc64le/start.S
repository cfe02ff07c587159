/* SPDX-License-Identifier: MIT */
/*
 * Program entry. Entry: r1 points to argc, 16-byte aligned; all else is
 * undefined. Exit: does not return; r3 is the initial stack for knell_start,
 * r2 the TOC, and the frame below has a back chain of 0. Source: 64-bit ELF V2
 * ABI for Power 2.3.2 and 4.1.2.1, Linux binfmt_elf.
 */
	.abiversion 2
	.text
	.globl	_start
	.type	_start, @function
_start:
	.cfi_startproc
	.cfi_undefined 65
	bcl	20, 31, 1f
1:	mflr	%r12
	addis	%r2, %r12, (.TOC. - 1b)@ha
	addi	%r2, %r2, (.TOC. - 1b)@l
	mr	%r3, %r1
	clrrdi	%r1, %r1, 4
	li	%r0, 0
	mtlr	%r0
	stdu	%r0, -32(%r1)
	bl	knell_start
	nop
	trap
	.cfi_endproc
	.size	_start, . - _start
	.section .note.GNU-stack, "", @progbits
