/* SPDX-License-Identifier: MIT */
/*
 * Saving a place and jumping there: the registers that a function keeps for
 * its caller. Linux has no shadow stacks for 32-bit
 * programs.
 *
 * The place, in words: 0 what is saved besides, 1 ebx, 2 esi, 3 edi, 4 ebp,
 * 5 esp as it is after the return, 6 the return address.
 *
 * Sources: i386 psABI 2.2.1, 2.2.2 and 2.2.3, DWARF 5 section 6.4.2.
 */
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg3 (ebx) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 2, 0x73, n

	.text
	.balign	16
/*
 * knell_jump_save. Entry: at esp + 4 the place, at esp + 8 what to save
 * besides. Exit: eax 0, or what knell_jump_save_more gives, which finds the
 * place where it is. Clobbers eax, ecx, edx.
 */
	.globl	knell_jump_save
	.type	knell_jump_save, @function
knell_jump_save:
	.cfi_startproc
	movl	4(%esp), %eax
	movl	8(%esp), %edx
	movl	%edx, (%eax)
	movl	%ebx, 4(%eax)
	movl	%esi, 8(%eax)
	movl	%edi, 12(%eax)
	movl	%ebp, 16(%eax)
	leal	4(%esp), %ecx
	movl	%ecx, 20(%eax)
	movl	(%esp), %ecx
	movl	%ecx, 24(%eax)
	testl	%edx, %edx
	jne	knell_jump_save_more
	xorl	%eax, %eax
	ret
	.cfi_endproc
	.size	knell_jump_save, . - knell_jump_save

	.balign	16
/*
 * knell_jump_to. Entry: at esp + 4 the place, at esp + 8 the value. Exit: to
 * the place, with eax the value or 1, ebx, esi, edi, ebp and esp as saved;
 * clobbers the others.
 */
	.globl	knell_jump_to
	.type	knell_jump_to, @function
knell_jump_to:
	.cfi_startproc
	movl	8(%esp), %edi
	movl	4(%esp), %ebx
	/* From here on, the caller is the place. CFA: *(ebx + 20). */
	.cfi_escape 0x0f, 3, 0x73, 20, 0x06
	SAVED(3, 4)
	SAVED(6, 8)
	SAVED(7, 12)
	SAVED(5, 16)
	SAVED(8, 24)
	cmpl	$1, %edi
	adcl	$0, %edi		/* 0 becomes 1 */
	movl	20(%ebx), %esp
	andl	$-16, %esp
	subl	$16, %esp
	cmpl	$0, (%ebx)
	je	1f
	movl	%ebx, (%esp)
	call	knell_jump_restore_more
1:	movl	%edi, %eax
	movl	24(%ebx), %edx
	movl	8(%ebx), %esi
	movl	12(%ebx), %edi
	movl	16(%ebx), %ebp
	movl	20(%ebx), %esp
	movl	4(%ebx), %ebx
	.cfi_def_cfa %esp, 0
	.cfi_same_value %ebx
	.cfi_same_value %esi
	.cfi_same_value %edi
	.cfi_same_value %ebp
	.cfi_register %eip, %edx
	jmp	*%edx
	.cfi_endproc
	.size	knell_jump_to, . - knell_jump_to

	.hidden	knell_jump_save_more
	.hidden	knell_jump_restore_more
	.section .note.GNU-stack, "", @progbits
