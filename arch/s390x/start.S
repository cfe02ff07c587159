/* SPDX-License-Identifier: MIT */
/*
 * Program entry. Entry: r15 points to argc, 8-byte aligned; all else is
 * undefined. Exit: does not return; r2 is the initial stack for knell_start,
 * below which lie the 160 bytes that a caller must give, with a back chain of
 * 0. Source: s390x ELF ABI 1.2.2, 1.3; Linux binfmt_elf.
 */
	.text
	.globl	_start
	.type	_start, @function
_start:
	.cfi_startproc
	.cfi_undefined %r14
	lgr	%r2, %r15
	aghi	%r15, -160
	xc	0(8, %r15), 0(%r15)
	lghi	%r14, 0
	brasl	%r14, knell_start
	j	.+2
	.cfi_endproc
	.size	_start, . - _start
	.section .note.GNU-stack, "", @progbits
