/* SPDX-License-Identifier: MIT */
/*
 * knell_call_unless, a system call that a handler can still call off: what
 * lies from knell_call_begin to knell_call_instruction may be left for
 * knell_call_left at any instruction.
 *
 * Entry: r3 the flag, r4 the number, r5 the arguments. Exit: r3 the result or
 * -EINTR; clobbers r0, r4 to r12, the condition fields that calls may, ctr and
 * xer. Source: Documentation/arch/powerpc/syscall64-abi.rst.
 */
	.abiversion 2
	.text
	.balign	16
	.globl	knell_call_unless
	.type	knell_call_unless, @function
knell_call_unless:
	.cfi_startproc
	mr	%r9, %r3
	mr	%r0, %r4
	mr	%r10, %r5
	ld	%r3, 0(%r10)
	ld	%r4, 8(%r10)
	ld	%r5, 16(%r10)
	ld	%r6, 24(%r10)
	ld	%r7, 32(%r10)
	ld	%r8, 40(%r10)
	.globl	knell_call_begin, knell_call_instruction, knell_call_left
	.hidden	knell_call_begin, knell_call_instruction, knell_call_left
knell_call_begin:
	lwz	%r9, 0(%r9)
	cmpwi	%r9, 0
	bne	.Lleft
knell_call_instruction:
	sc
	bnslr+
	neg	%r3, %r3
	blr
knell_call_left:
.Lleft:
	li	%r3, -4			/* -EINTR */
	blr
	.cfi_endproc
	.size	knell_call_unless, . - knell_call_unless
	.section .note.GNU-stack, "", @progbits
