/* SPDX-License-Identifier: MIT */
/*
 * knell_call_unless, a system call that a handler can still call off: what
 * lies from knell_call_begin to knell_call_instruction may be left for
 * knell_call_left at any instruction.
 *
 * Entry: x0 the flag, x1 the number, x2 the arguments. Exit: x0 the result or
 * -EINTR; clobbers x1 to x5 and x8 to x10. Source: syscall(2).
 */
	.text
	.balign	16
	.globl	knell_call_unless
	.type	knell_call_unless, %function
knell_call_unless:
	.cfi_startproc
	hint	#34			/* bti c */
	mov	x9, x0
	mov	x8, x1
	mov	x10, x2
	ldp	x0, x1, [x10]
	ldp	x2, x3, [x10, #16]
	ldp	x4, x5, [x10, #32]
	.globl	knell_call_begin, knell_call_instruction, knell_call_left
	.hidden	knell_call_begin, knell_call_instruction, knell_call_left
knell_call_begin:
	ldr	w9, [x9]
	cbnz	w9, .Lleft
knell_call_instruction:
	svc	#0
	ret
knell_call_left:
.Lleft:
	mov	x0, #-4			/* -EINTR */
	ret
	.cfi_endproc
	.size	knell_call_unless, . - knell_call_unless
	.section .note.GNU-stack, "", %progbits
