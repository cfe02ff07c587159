/* SPDX-License-Identifier: MIT */
/*
 * knell_call_unless, a system call that a handler can still call off: what
 * lies from knell_call_begin to knell_call_instruction may be left for
 * knell_call_left at any instruction.
 *
 * Entry: r0 the flag, r1 the number, r2 the arguments. Exit: r0 the result or
 * -EINTR; clobbers r1 to r3 and r12. Source: syscall(2).
 */
	.syntax	unified
	.arm
	.text
	.balign	4
	.globl	knell_call_unless
	.type	knell_call_unless, %function
knell_call_unless:
	.cfi_startproc
	push	{r4, r5, r7, lr}
	.cfi_def_cfa_offset 16
	.cfi_offset r4, -16
	.cfi_offset r5, -12
	.cfi_offset r7, -8
	.cfi_offset lr, -4
	mov	r12, r0
	mov	r7, r1
	mov	lr, r2
	ldm	lr, {r0-r5}
	.globl	knell_call_begin, knell_call_instruction, knell_call_left
	.hidden	knell_call_begin, knell_call_instruction, knell_call_left
knell_call_begin:
	ldr	r12, [r12]
	cmp	r12, #0
	bne	.Lleft
knell_call_instruction:
	svc	#0
	pop	{r4, r5, r7, pc}
knell_call_left:
.Lleft:
	mvn	r0, #3			/* -EINTR */
	pop	{r4, r5, r7, pc}
	.cfi_endproc
	.size	knell_call_unless, . - knell_call_unless
	.section .note.GNU-stack, "", %progbits
