/* SPDX-License-Identifier: MIT */
/*
 * What threads need of a machine.
 *
 * knell_thread_clone makes the system call clone. Entry: at esp + 4 its number,
 * at esp + 8 its arguments. Exit, in the caller: eax the thread or -Exxx;
 * clobbers ecx and edx. The new thread calls the function whose address its
 * stack begins with, with the argument that lies above it, and never returns
 * from there.
 *
 * knell_thread_set_pointer. Entry: at esp + 4 the thread pointer. Exit: eax 0
 * or -Exxx; clobbers ecx and edx.
 *
 * Sources: clone(2), set_thread_area(2), arch/x86/include/uapi/asm/ldt.h.
 */
	.text
	.balign	16
	.globl	knell_thread_clone
	.hidden	knell_thread_clone
	.type	knell_thread_clone, @function
knell_thread_clone:
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
	movl	16(%esp), %eax
	movl	20(%esp), %edi
	movl	(%edi), %ebx
	movl	4(%edi), %ecx
	movl	8(%edi), %edx
	movl	12(%edi), %esi
	movl	16(%edi), %edi
	int	$0x80
	.cfi_remember_state
	testl	%eax, %eax
	jz	1f
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
1:	.cfi_undefined %eip
	xorl	%ebp, %ebp
	movl	(%esp), %eax
	movl	4(%esp), %ecx
	movl	%ecx, (%esp)
	call	*%eax
	hlt
	.cfi_endproc
	.size	knell_thread_clone, . - knell_thread_clone

	.balign	16
	.globl	knell_thread_set_pointer
	.hidden	knell_thread_set_pointer
	.type	knell_thread_set_pointer, @function
knell_thread_set_pointer:
	.cfi_startproc
	movl	4(%esp), %edx
	pushl	%ebx
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset %ebx, 0
	/* The segment that gs has already, inherited; or any that is free. */
	xorl	%ecx, %ecx
	movw	%gs, %cx
	shrl	$3, %ecx
	jnz	1f
	decl	%ecx
	/* A struct user_desc: a writable data segment of 4 GiB. */
1:	pushl	$0x51			/* 32 bits, limit in pages, usable */
	pushl	$0xfffff
	pushl	%edx
	pushl	%ecx
	.cfi_adjust_cfa_offset 16
	movl	%esp, %ebx
	movl	$243, %eax
	int	$0x80
	popl	%ecx
	addl	$12, %esp
	.cfi_adjust_cfa_offset -16
	popl	%ebx
	.cfi_adjust_cfa_offset -4
	.cfi_restore %ebx
	testl	%eax, %eax
	jnz	2f
	leal	3(, %ecx, 8), %ecx	/* of the GDT, for ring 3 */
	movw	%cx, %gs
2:	ret
	.cfi_endproc
	.size	knell_thread_set_pointer, . - knell_thread_set_pointer
	.section .note.GNU-stack, "", @progbits
