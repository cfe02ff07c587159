/* SPDX-License-Identifier: MIT */
/*
 * What threads need of a machine.
 *
 * knell_thread_clone makes the system call clone. Entry: x0 its number, x1 its
 * arguments. Exit, in the caller: x0 the thread or -Exxx; clobbers x1 to x4, x8
 * and x9. The new thread calls the function whose address its stack begins
 * with, with the argument that lies above it, and never returns from there.
 *
 * knell_thread_set_pointer. Entry: x0 the thread pointer. Exit: x0 0; clobbers
 * nothing.
 *
 * Sources: AAPCS64 6, clone(2), Arm ARM TPIDR_EL0.
 */
	.text
	.balign	16
	.globl	knell_thread_clone
	.hidden	knell_thread_clone
	.type	knell_thread_clone, %function
knell_thread_clone:
	.cfi_startproc
	hint	#34			/* bti c */
	mov	x8, x0
	mov	x9, x1
	ldp	x0, x1, [x9]
	ldp	x2, x3, [x9, #16]
	ldr	x4, [x9, #32]
	svc	#0
	cbz	x0, 1f
	ret
1:	.cfi_undefined x30
	mov	x29, #0
	ldp	x9, x0, [sp]
	blr	x9
	brk	#1
	.cfi_endproc
	.size	knell_thread_clone, . - knell_thread_clone

	.balign	16
	.globl	knell_thread_set_pointer
	.hidden	knell_thread_set_pointer
	.type	knell_thread_set_pointer, %function
knell_thread_set_pointer:
	.cfi_startproc
	hint	#34			/* bti c */
	msr	tpidr_el0, x0
	mov	x0, #0
	ret
	.cfi_endproc
	.size	knell_thread_set_pointer, . - knell_thread_set_pointer
	.section .note.GNU-stack, "", %progbits
