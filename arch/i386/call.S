/* SPDX-License-Identifier: MIT */
/*
 * knell_call_unless, a system call that a handler can still call off: what
 * lies from knell_call_begin to knell_call_instruction may be left for
 * knell_call_left at any instruction.
 *
 * Entry: on the stack, the flag, the number, the arguments. Exit: eax the
 * result or -EINTR; clobbers ecx and edx. Source: syscall(2).
 */
	.text
	.balign	16
	.globl	knell_call_unless
	.type	knell_call_unless, @function
knell_call_unless:
	.cfi_startproc
	pushl	%ebx
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %ebx, 0
	pushl	%esi
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %esi, 0
	pushl	%edi
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %edi, 0
	pushl	%ebp
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %ebp, 0
	movl	28(%esp), %eax
	movl	(%eax), %ebx
	movl	4(%eax), %ecx
	movl	8(%eax), %edx
	movl	12(%eax), %esi
	movl	16(%eax), %edi
	movl	20(%eax), %ebp
	.globl	knell_call_begin, knell_call_instruction, knell_call_left
	.hidden	knell_call_begin, knell_call_instruction, knell_call_left
knell_call_begin:
	movl	20(%esp), %eax
	cmpl	$0, (%eax)
	jne	.Lleft
	movl	24(%esp), %eax
knell_call_instruction:
	int	$0x80
1:	popl	%ebp
	.cfi_remember_state
	.cfi_adjust_cfa_offset -4
	.cfi_restore %ebp
	popl	%edi
	.cfi_adjust_cfa_offset -4
	.cfi_restore %edi
	popl	%esi
	.cfi_adjust_cfa_offset -4
	.cfi_restore %esi
	popl	%ebx
	.cfi_adjust_cfa_offset -4
	.cfi_restore %ebx
	ret
	.cfi_restore_state
knell_call_left:
.Lleft:
	movl	$-4, %eax		/* -EINTR */
	jmp	1b
	.cfi_endproc
	.size	knell_call_unless, . - knell_call_unless
	.section .note.GNU-stack, "", @progbits
