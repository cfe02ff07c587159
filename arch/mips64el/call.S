/* SPDX-License-Identifier: MIT */
/*
 * knell_call_unless, a system call that a handler can still call off: what
 * lies from knell_call_begin to knell_call_instruction may be left for
 * knell_call_left at any instruction.
 *
 * Entry: a0 the flag, a1 the number, a2 the arguments. Exit: v0 the result or
 * -EINTR; clobbers the registers that a call may. Sources: syscall(2),
 * arch/mips/kernel/scall64-n64.S.
 */
	.text
	.set	noreorder
	.balign	8
	.globl	knell_call_unless
	.type	knell_call_unless, @function
knell_call_unless:
	.cfi_startproc
	move	$2, $5
	move	$24, $6
	.globl	knell_call_begin, knell_call_instruction, knell_call_left
	.hidden	knell_call_begin, knell_call_instruction, knell_call_left
knell_call_begin:
	lw	$3, 0($4)
	bnez	$3, .Lleft
	nop
	ld	$4, 0($24)
	ld	$5, 8($24)
	ld	$6, 16($24)
	ld	$7, 24($24)
	ld	$8, 32($24)
	ld	$9, 40($24)
knell_call_instruction:
	syscall
	beqz	$7, 1f
	nop
	dsubu	$2, $zero, $2
1:	jr	$31
	nop
knell_call_left:
.Lleft:
	jr	$31
	li	$2, -4			/* -EINTR */
	.cfi_endproc
	.size	knell_call_unless, . - knell_call_unless
	.section .note.GNU-stack, "", @progbits
