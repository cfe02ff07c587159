/* SPDX-License-Identifier: MIT */
/*
 * What threads need of a machine.
 *
 * knell_thread_clone makes the system call clone. Entry: a0 its number, a1 its
 * arguments. Exit, in the caller: a0 the thread or -Exxx; clobbers a1 to a4, a7
 * and t0 to t8. The new thread calls the function whose address its stack
 * begins with, with the argument that lies above it, and never returns from
 * there.
 *
 * knell_thread_set_pointer. Entry: a0 the thread pointer. Exit: a0 0; clobbers
 * nothing.
 *
 * Sources: LoongArch psABI, clone(2).
 */
	.text
	.balign	16
	.globl	knell_thread_clone
	.hidden	knell_thread_clone
	.type	knell_thread_clone, @function
knell_thread_clone:
	.cfi_startproc
	move	$a7, $a0
	move	$t0, $a1
	ld.d	$a0, $t0, 0
	ld.d	$a1, $t0, 8
	ld.d	$a2, $t0, 16
	ld.d	$a3, $t0, 24
	ld.d	$a4, $t0, 32
	syscall	0
	beqz	$a0, 1f
	jr	$ra
1:	.cfi_undefined 1
	move	$fp, $zero
	ld.d	$t0, $sp, 0
	ld.d	$a0, $sp, 8
	jirl	$ra, $t0, 0
	break	0
	.cfi_endproc
	.size	knell_thread_clone, . - knell_thread_clone

	.balign	16
	.globl	knell_thread_set_pointer
	.hidden	knell_thread_set_pointer
	.type	knell_thread_set_pointer, @function
knell_thread_set_pointer:
	.cfi_startproc
	move	$tp, $a0
	move	$a0, $zero
	jr	$ra
	.cfi_endproc
	.size	knell_thread_set_pointer, . - knell_thread_set_pointer
	.section .note.GNU-stack, "", @progbits
