/* SPDX-License-Identifier: MIT */
/*
 * What threads need of a machine.
 *
 * knell_thread_clone makes the system call clone. Entry: r3 its number, r4 its
 * arguments. Exit, in the caller: r3 the thread or -Exxx; clobbers r0, r4 to
 * r12, the condition fields that calls may, ctr and xer. The new thread calls
 * the function whose address its stack begins with, with the argument that lies
 * above it, and never returns from there.
 *
 * knell_thread_set_pointer. Entry: r3 the thread pointer. Exit: r3 0; clobbers
 * r13, which it is.
 *
 * Sources: 64-bit ELF V2 ABI for Power 2.2.1,
 * Documentation/arch/powerpc/syscall64-abi.rst, clone(2).
 */
	.abiversion 2
	.text
	.balign	16
	.globl	knell_thread_clone
	.hidden	knell_thread_clone
	.type	knell_thread_clone, @function
knell_thread_clone:
	.cfi_startproc
	mr	%r0, %r3
	mr	%r9, %r4
	ld	%r3, 0(%r9)
	ld	%r4, 8(%r9)
	ld	%r5, 16(%r9)
	ld	%r6, 24(%r9)
	ld	%r7, 32(%r9)
	sc
	bns+	1f
	neg	%r3, %r3
	blr
1:	cmpdi	%r3, 0
	bnelr+
	.cfi_undefined 65
	ld	%r12, 0(%r1)
	ld	%r3, 8(%r1)
	li	%r0, 0
	stdu	%r0, -32(%r1)
	mtctr	%r12
	bctrl
	trap
	.cfi_endproc
	.size	knell_thread_clone, . - knell_thread_clone

	.balign	16
	.globl	knell_thread_set_pointer
	.hidden	knell_thread_set_pointer
	.type	knell_thread_set_pointer, @function
knell_thread_set_pointer:
	.cfi_startproc
	mr	%r13, %r3
	li	%r3, 0
	blr
	.cfi_endproc
	.size	knell_thread_set_pointer, . - knell_thread_set_pointer
	.section .note.GNU-stack, "", @progbits
