/* SPDX-License-Identifier: MIT */
/*
 * The runtime of test/bare/lib/runtime.h. rbx: where the next word is read;
 * rbp: the control stack, downwards; r12: the word that is entered; rsp: the
 * value stack; r13, r14: first, second. All others are of no use between words.
 */
#define POISON	0xdead0000dead

	.macro	NEXT
	movq	(%rbx), %r12
	addq	$8, %rbx
	jmp	*(%r12)
	.endm

	.macro	WORD name
	.section .rodata
	.balign	8
	.globl	test_\name
test_\name:
	.quad	1f
	.text
1:
	.endm

	.text
	.globl	test_runtime_run
	.type	test_runtime_run, @function
	/* rdi: the thread; rsi: the control stack; rdx: the value. */
test_runtime_run:
	.irp	reg, rbx, rbp, r12, r13, r14, r15
	pushq	%\reg
	.endr
	leaq	-16(%rsi), %rbp
	movq	%rsp, 8(%rbp)
	movq	$0, (%rbp)
	movq	%rdi, %rbx
	pushq	%rdx
	jmp	test_runtime_first
	.size	test_runtime_run, . - test_runtime_run

	.globl	test_runtime_begin, test_runtime_end, test_runtime_thread
	.type	test_runtime_begin, @function
test_runtime_begin:
test_runtime_first:
	NEXT
test_runtime_thread:
	subq	$8, %rbp
	movq	%rbx, (%rbp)
	leaq	8(%r12), %rbx
	NEXT
	WORD	exit
	movq	(%rbp), %rbx
	addq	$8, %rbp
	NEXT
	WORD	literal
	pushq	(%rbx)
	addq	$8, %rbx
	NEXT
	WORD	dup
	pushq	(%rsp)
	NEXT
	WORD	swap
	popq	%rax
	xchgq	%rax, (%rsp)
	pushq	%rax
	NEXT
	WORD	drop
	popq	%rax
	NEXT
	WORD	plus
	popq	%rax
	addq	%rax, (%rsp)
	NEXT
	WORD	below_2
	xorl	%eax, %eax
	cmpq	$2, (%rsp)
	setb	%al
	movq	%rax, (%rsp)
	NEXT
	WORD	jump_if_0
	popq	%rax
	testq	%rax, %rax
	je	test_runtime_jump
	addq	$8, %rbx
	NEXT
	WORD	jump
test_runtime_jump:
	movq	(%rbx), %rax
	leaq	8(%rbx, %rax, 8), %rbx
	NEXT
	WORD	first
	pushq	%r13
	NEXT
	WORD	second
	pushq	%r14
	NEXT
	WORD	execute
	popq	%r12
	jmp	*(%r12)
	WORD	send
	popq	%rdx
	movslq	test_runtime_process(%rip), %rdi
	movslq	test_runtime_thread_id(%rip), %rsi
	movl	$234, %eax	/* tgkill */
	syscall
	NEXT
	/* C keeps r15; the words do not, so signals may come here too. */
	WORD	call
	popq	%rax
	popq	%rdi
	movq	%rsp, %r15
	andq	$-16, %rsp
	movq	$1, %fs:8
	call	*%rax
	movq	$0, %fs:8
	movq	%r15, %rsp
	pushq	%rax
	NEXT

	/* rax counts; rbx, rbp, r12 to r14 and rsp are the runtime's. */
	WORD	spin
	popq	%rax
	std
	.set	number, 1
	.irp	reg, rcx, rdx, rsi, rdi, r8, r9, r10, r11, r15
	movabsq	$0x0101010101010101 * number, %\reg
	movq	%\reg, -8 * number(%rsp)
	.set	number, number + 1
	.endr
	movq	%r15, %xmm8
	movq	%r8, %xmm15
1:	.irp	reg, rcx, rdx, rsi, rdi, r8, r9, r10, r11, r15
	rolq	$8, %\reg
	.endr
	decq	%rax
	jne	1b
	/* rax gathers what differs. */
	.set	number, 1
	.irp	reg, rcx, rdx, rsi, rdi, r8, r9, r10, r11, r15
	movq	%\reg, -80(%rsp)
	xorq	-8 * number(%rsp), %\reg
	orq	%\reg, %rax
	movabsq	$0x0101010101010101 * number, %\reg
	xorq	-80(%rsp), %\reg
	orq	%\reg, %rax
	.set	number, number + 1
	.endr
	movq	%xmm8, %r15
	movabsq	$0x0909090909090909, %rcx
	xorq	%rcx, %r15
	orq	%r15, %rax
	movq	%xmm15, %r8
	movabsq	$0x0505050505050505, %rcx
	xorq	%rcx, %r8
	orq	%r8, %rax
	pushfq
	popq	%rcx
	cld
	notl	%ecx
	andl	$0x400, %ecx	/* the direction flag is still set */
	orq	%rcx, %rax
	pushq	%rax
	NEXT

	/* The control stack ends with the stack of the caller. */
	WORD	leave
	popq	%rax
	movq	8(%rbp), %rcx
	cmpq	%rcx, %rsp
	movq	%rcx, %rsp
	je	1f
	movq	$-1, %rax
1:
test_runtime_end:
	.irp	reg, r15, r14, r13, r12, rbp, rbx
	popq	%\reg
	.endr
	ret

	.globl	test_foreign
	.type	test_foreign, @function
	/* rdi: what to call. */
test_foreign:
	.irp	reg, rbx, rbp, r12, r13, r14, r15, rdi
	pushq	%\reg
	.endr
	movabsq	$POISON, %rax
	.irp	reg, rbx, rbp, r12, r13, r14, r15
	movq	%rax, %\reg
	.endr
	call	*%rdi
	pushfq
	popq	%rcx
	cld
	testl	$0x400, %ecx	/* functions expect it to be clear */
	je	1f
	movq	$-1, %rax
1:	movabsq	$POISON, %rcx
	.irp	reg, rbx, rbp, r12, r13, r14, r15
	cmpq	%rcx, %\reg
	je	1f
	movq	$-1, %rax
1:
	.endr
	popq	%rdi
	.irp	reg, r15, r14, r13, r12, rbp, rbx
	popq	%\reg
	.endr
	ret
	.size	test_foreign, . - test_foreign

	/* Code that is no word: it goes where the thread's register points. */
	.text
	.globl	test_runtime_direct, test_runtime_plain
test_runtime_direct:
	std
	jmp	*(%rbx)
test_runtime_plain:
	ret

	.section .rodata
	.irp	reg, rbx, rbp, r12, r13, r14
name_\reg:
	.asciz	"\reg"
	.endr
	.section .data.rel.ro, "aw"
	.balign	8
	.globl	test_runtime_names
test_runtime_names:
	.quad	name_rbx, name_rbp, name_r12, name_r13, name_r14, 0
	.bss
	.balign	8
	.globl	test_runtime_process, test_runtime_thread_id
test_runtime_process:
	.skip	4
test_runtime_thread_id:
	.skip	4
	.section .note.GNU-stack, "", @progbits
