/* SPDX-License-Identifier: MIT */
/*
 * knell_call_unless, a system call that a handler can still call off: what
 * lies from knell_call_begin to knell_call_instruction may be left for
 * knell_call_left at any instruction.
 *
 * Entry: r2 the flag, r3 the number, r4 the arguments. Exit: r2 the result or
 * -EINTR; clobbers r0, r1 and r3 to r5. Sources: syscall(2), s390x ELF ABI
 * 1.2.2.
 */
	.text
	.balign	8
	.globl	knell_call_unless
	.type	knell_call_unless, @function
knell_call_unless:
	.cfi_startproc
	stmg	%r6, %r7, 48(%r15)
	.cfi_offset %r6, -112
	.cfi_offset %r7, -104
	lgr	%r1, %r3
	.globl	knell_call_begin, knell_call_instruction, knell_call_left
	.hidden	knell_call_begin, knell_call_instruction, knell_call_left
knell_call_begin:
	lt	%r0, 0(%r2)
	jne	.Lleft
	lmg	%r2, %r7, 0(%r4)
knell_call_instruction:
	svc	0
1:	lmg	%r6, %r7, 48(%r15)
	br	%r14
knell_call_left:
.Lleft:
	lghi	%r2, -4			/* -EINTR */
	j	1b
	.cfi_endproc
	.size	knell_call_unless, . - knell_call_unless
	.section .note.GNU-stack, "", @progbits
