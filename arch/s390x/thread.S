/* SPDX-License-Identifier: MIT */
/*
 * What threads need of a machine.
 *
 * knell_thread_clone makes the system call clone. Entry: r2 its number, r3 its
 * arguments. Exit, in the caller: r2 the thread or -Exxx; clobbers r1 and r3 to
 * r5. The new thread calls the function whose address its stack begins with,
 * with the argument that lies above it, and never returns from there.
 *
 * knell_thread_set_pointer. Entry: r2 the thread pointer. Exit: r2 0; clobbers
 * r0.
 *
 * Sources: s390x ELF ABI 1.2.2, clone(2).
 */
	.text
	.balign	16
	.globl	knell_thread_clone
	.hidden	knell_thread_clone
	.type	knell_thread_clone, @function
knell_thread_clone:
	.cfi_startproc
	lgr	%r1, %r2
	lmg	%r2, %r5, 0(%r3)	/* the fifth is the thread pointer */
	svc	0
	ltgr	%r2, %r2
	jz	1f
	br	%r14
1:	.cfi_undefined %r14
	lmg	%r1, %r2, 0(%r15)
	aghi	%r15, -160
	xc	0(8, %r15), 0(%r15)
	basr	%r14, %r1
	j	.+2
	.cfi_endproc
	.size	knell_thread_clone, . - knell_thread_clone

	.balign	16
	.globl	knell_thread_set_pointer
	.hidden	knell_thread_set_pointer
	.type	knell_thread_set_pointer, @function
knell_thread_set_pointer:
	.cfi_startproc
	sar	%a1, %r2
	srlg	%r0, %r2, 32
	sar	%a0, %r0
	lghi	%r2, 0
	br	%r14
	.cfi_endproc
	.size	knell_thread_set_pointer, . - knell_thread_set_pointer
	.section .note.GNU-stack, "", @progbits
