/* SPDX-License-Identifier: MIT */
/*
 * What threads need of a machine.
 *
 * knell_thread_clone makes the system call clone. Entry: a0 its number, a1 its
 * arguments. Exit, in the caller: v0 the thread or -Exxx; clobbers the
 * registers that a call may. The new thread calls the function whose address
 * its stack begins with, with the argument that lies above it, and never
 * returns from there.
 *
 * knell_thread_set_pointer. Entry: a0 the thread pointer. Exit: v0 0 or -Exxx;
 * clobbers the registers that a call may.
 *
 * Sources: MIPSpro N32 ABI Handbook (chapter 2, n64),
 * arch/mips/kernel/scall64-n64.S, clone(2).
 */
	.text
	.set	noreorder
	.balign	16
	.globl	knell_thread_clone
	.hidden	knell_thread_clone
	.type	knell_thread_clone, @function
knell_thread_clone:
	.cfi_startproc
	move	$2, $4
	move	$24, $5
	ld	$4, 0($24)
	ld	$5, 8($24)
	ld	$6, 16($24)
	ld	$7, 24($24)
	ld	$8, 32($24)
	syscall
	bnez	$7, 1f
	nop
	beqz	$2, 2f
	nop
	jr	$31
	nop
1:	jr	$31
	dsubu	$2, $zero, $2
2:	.cfi_undefined 31
	move	$fp, $zero
	ld	$25, 0($sp)
	ld	$4, 8($sp)
	jalr	$25
	nop
	break
	.cfi_endproc
	.size	knell_thread_clone, . - knell_thread_clone

	.balign	16
	.globl	knell_thread_set_pointer
	.hidden	knell_thread_set_pointer
	.type	knell_thread_set_pointer, @function
knell_thread_set_pointer:
	.cfi_startproc
	li	$2, 5242		/* set_thread_area */
	syscall
	beqz	$7, 1f
	nop
	dsubu	$2, $zero, $2
1:	jr	$31
	nop
	.cfi_endproc
	.size	knell_thread_set_pointer, . - knell_thread_set_pointer
	.section .note.GNU-stack, "", @progbits
