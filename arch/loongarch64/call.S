/* SPDX-License-Identifier: MIT */
/*
 * knell_call_unless, a system call that a handler can still call off: what
 * lies from knell_call_begin to knell_call_instruction may be left for
 * knell_call_left at any instruction.
 *
 * Entry: a0 the flag, a1 the number, a2 the arguments. Exit: a0 the result or
 * -EINTR; clobbers a1 to a7 and t0 to t8. Source: syscall(2).
 */
	.text
	.balign	4
	.globl	knell_call_unless
	.type	knell_call_unless, @function
knell_call_unless:
	.cfi_startproc
	move	$t0, $a0
	move	$a7, $a1
	move	$t1, $a2
	ld.d	$a0, $t1, 0
	ld.d	$a1, $t1, 8
	ld.d	$a2, $t1, 16
	ld.d	$a3, $t1, 24
	ld.d	$a4, $t1, 32
	ld.d	$a5, $t1, 40
	.globl	knell_call_begin, knell_call_instruction, knell_call_left
	.hidden	knell_call_begin, knell_call_instruction, knell_call_left
knell_call_begin:
	ld.w	$t0, $t0, 0
	bnez	$t0, .Lleft
knell_call_instruction:
	syscall	0
	jr	$ra
knell_call_left:
.Lleft:
	addi.d	$a0, $zero, -4		/* -EINTR */
	jr	$ra
	.cfi_endproc
	.size	knell_call_unless, . - knell_call_unless
	.section .note.GNU-stack, "", @progbits
