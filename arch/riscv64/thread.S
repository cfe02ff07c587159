/* SPDX-License-Identifier: MIT */
/*
 * What threads need of a machine.
 *
 * knell_thread_clone makes the system call clone. Entry: a0 its number, a1 its
 * arguments. Exit, in the caller: a0 the thread or -Exxx; clobbers a1 to a4, a7
 * and t0. The new thread calls the function whose address its stack begins
 * with, with the argument that lies above it, and never returns from there.
 *
 * knell_thread_set_pointer. Entry: a0 the thread pointer. Exit: a0 0; clobbers
 * nothing.
 *
 * Sources: RISC-V psABI, clone(2).
 */
	.option	norelax
	.text
	.balign	16
	.globl	knell_thread_clone
	.hidden	knell_thread_clone
	.type	knell_thread_clone, @function
knell_thread_clone:
	.cfi_startproc
	mv	a7, a0
	mv	t0, a1
	ld	a0, 0(t0)
	ld	a1, 8(t0)
	ld	a2, 16(t0)
	ld	a3, 24(t0)
	ld	a4, 32(t0)
	ecall
	beqz	a0, 1f
	ret
1:	.cfi_undefined ra
	li	s0, 0
	ld	t0, 0(sp)
	ld	a0, 8(sp)
	jalr	t0
	unimp
	.cfi_endproc
	.size	knell_thread_clone, . - knell_thread_clone

	.balign	16
	.globl	knell_thread_set_pointer
	.hidden	knell_thread_set_pointer
	.type	knell_thread_set_pointer, @function
knell_thread_set_pointer:
	.cfi_startproc
	mv	tp, a0
	li	a0, 0
	ret
	.cfi_endproc
	.size	knell_thread_set_pointer, . - knell_thread_set_pointer
	.section .note.GNU-stack, "", @progbits
