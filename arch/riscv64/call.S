/* SPDX-License-Identifier: MIT */
/*
 * knell_call_unless, a system call that a handler can still call off: what
 * lies from knell_call_begin to knell_call_instruction may be left for
 * knell_call_left at any instruction.
 *
 * Entry: a0 the flag, a1 the number, a2 the arguments. Exit: a0 the result or
 * -EINTR; clobbers a1 to a7, t0 and t1. Source: syscall(2).
 */
	.option	norelax
	.text
	.balign	4
	.globl	knell_call_unless
	.type	knell_call_unless, @function
knell_call_unless:
	.cfi_startproc
	mv	t0, a0
	mv	a7, a1
	mv	t1, a2
	ld	a0, 0(t1)
	ld	a1, 8(t1)
	ld	a2, 16(t1)
	ld	a3, 24(t1)
	ld	a4, 32(t1)
	ld	a5, 40(t1)
	.globl	knell_call_begin, knell_call_instruction, knell_call_left
	.hidden	knell_call_begin, knell_call_instruction, knell_call_left
knell_call_begin:
	lw	t0, 0(t0)
	bnez	t0, .Lleft
knell_call_instruction:
	ecall
	ret
knell_call_left:
.Lleft:
	li	a0, -4			/* -EINTR */
	ret
	.cfi_endproc
	.size	knell_call_unless, . - knell_call_unless
	.section .note.GNU-stack, "", @progbits
