/* SPDX-License-Identifier: MIT */
/*
 * What threads need of a machine.
 *
 * knell_thread_clone makes the system call clone. Entry: r0 its number, r1 its
 * arguments. Exit, in the caller: r0 the thread or -Exxx; clobbers r1 to r3 and
 * ip. The new thread calls the function whose address its stack begins with,
 * with the argument that lies above it, and never returns from there.
 *
 * knell_thread_set_pointer. Entry: r0 the thread pointer. Exit: r0 0; clobbers
 * nothing.
 *
 * Sources: AAPCS32 6, clone(2), arch/arm/include/uapi/asm/unistd.h
 * (__ARM_NR_set_tls).
 */
	.syntax	unified
	.arm
	.text
	.balign	16
	.globl	knell_thread_clone
	.hidden	knell_thread_clone
	.type	knell_thread_clone, %function
knell_thread_clone:
	.cfi_startproc
	push	{r4, r7}
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset r4, 0
	.cfi_rel_offset r7, 4
	mov	r7, r0
	mov	ip, r1
	ldm	ip, {r0, r1, r2, r3, r4}
	svc	#0
	.cfi_remember_state
	cmp	r0, #0
	beq	1f
	pop	{r4, r7}
	.cfi_adjust_cfa_offset -8
	.cfi_restore r4
	.cfi_restore r7
	bx	lr
	.cfi_restore_state
1:	.cfi_undefined lr
	mov	fp, #0
	ldr	r1, [sp]
	ldr	r0, [sp, #4]
	blx	r1
	udf	#0
	.cfi_endproc
	.size	knell_thread_clone, . - knell_thread_clone

	.balign	16
	.globl	knell_thread_set_pointer
	.hidden	knell_thread_set_pointer
	.type	knell_thread_set_pointer, %function
knell_thread_set_pointer:
	.cfi_startproc
	push	{r7, lr}
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset r7, 0
	.cfi_rel_offset lr, 4
	mov	r7, #0xf0000
	add	r7, r7, #5
	svc	#0
	pop	{r7, lr}
	.cfi_adjust_cfa_offset -8
	.cfi_restore r7
	.cfi_restore lr
	bx	lr
	.cfi_endproc
	.size	knell_thread_set_pointer, . - knell_thread_set_pointer
	.section .note.GNU-stack, "", %progbits
