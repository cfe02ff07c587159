/* SPDX-License-Identifier: MIT */
/*
 * Program entry. Entry: sp points to argc, 16-byte aligned; all else is
 * undefined. Exit: does not return; a0 is the initial stack for knell_start,
 * gp what code that the linker relaxed counts on.
 * Sources: RISC-V psABI, "Integer Calling Convention" and "Global-pointer
 * Relaxation"; Linux binfmt_elf.
 */
	.option	norelax
	.text
	.balign	4
	.globl	_start
	.type	_start, @function
_start:
	.cfi_startproc
	.cfi_undefined ra
	.option	push
	.option	norelax
	lla	gp, __global_pointer$
	.option	pop
	.weak	__global_pointer$
	li	s0, 0
	li	ra, 0
	mv	a0, sp
	call	knell_start
	unimp
	.cfi_endproc
	.size	_start, . - _start
	.section .note.GNU-stack, "", @progbits
