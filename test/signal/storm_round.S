/* SPDX-License-Identifier: MIT */
/*
 * One round of what a storm of signals must not disturb: all registers and the
 * red zone are given values, string instructions and a loop run, and all are
 * written down again. Offsets: struct storm_round in storm.h.
 */
	/* Flags are left alone between the popfq and the pushfq. */
	.text
	.globl	storm_round
	.type	storm_round, @function
/* Entry: rdi the round, esi whether there is AVX. */
storm_round:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	subq	$24, %rsp
	stmxcsr	(%rsp)
	fnstcw	4(%rsp)
	movl	%esi, 8(%rsp)
	movq	%rdi, 16(%rsp)

	fninit
	fldcw	772(%rdi)
	ldmxcsr	768(%rdi)
	fldt	704(%rdi)
	fldt	688(%rdi)
	fldt	672(%rdi)
	fldt	656(%rdi)
	fldt	640(%rdi)
	fldt	624(%rdi)
	fldt	608(%rdi)
	fldt	592(%rdi)
	testl	%esi, %esi
	je	1f
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vmovdqu	80 + 32 * \n(%rdi), %ymm\n
	.endr
	jmp	2f
1:	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	movdqu	80 + 32 * \n(%rdi), %xmm\n
	.endr
2:	pushq	776(%rdi)
	popfq
	/* 128 bytes below rsp */
	.set	at, 0
	.rept	16
	movq	784 + at(%rdi), %rax
	movq	%rax, at - 128(%rsp)
	.set	at, at + 8
	.endr
	/* rdi, rsi: buffers; the others: patterns. */
	movq	0(%rdi), %rax
	movq	8(%rdi), %rbx
	movq	16(%rdi), %rdx
	movq	24(%rdi), %rbp
	movq	32(%rdi), %r8
	movq	40(%rdi), %r9
	movq	48(%rdi), %r10
	movq	56(%rdi), %r11
	movq	64(%rdi), %r12
	movq	72(%rdi), %r13
	movq	912(%rdi), %r14
	movq	920(%rdi), %r15
	movq	936(%rdi), %rsi
	movq	944(%rdi), %rcx
	movq	928(%rdi), %rdi
	rep movsb
	movq	$400, %rcx
3:	loop	3b
	movq	%r15, %rcx
	rep movsb
	/* The registers are written down before anything changes them. */
	xchgq	%rax, 16(%rsp)
	movq	%rbx, 8 + 960(%rax)
	movq	%rdx, 16 + 960(%rax)
	movq	%rbp, 24 + 960(%rax)
	movq	%r8, 32 + 960(%rax)
	movq	%r9, 40 + 960(%rax)
	movq	%r10, 48 + 960(%rax)
	movq	%r11, 56 + 960(%rax)
	movq	%r12, 64 + 960(%rax)
	movq	%r13, 72 + 960(%rax)
	movq	%r14, 912 + 960(%rax)
	movq	%r15, 920 + 960(%rax)
	movq	%rdi, 928 + 960(%rax)
	movq	%rsi, 936 + 960(%rax)
	movq	%rcx, 944 + 960(%rax)
	movq	16(%rsp), %rbx
	movq	%rbx, 960(%rax)
	.set	at, 0
	.rept	16
	movq	at - 128(%rsp), %rbx
	movq	%rbx, 784 + 960 + at(%rax)
	.set	at, at + 8
	.endr
	pushfq
	popq	776 + 960(%rax)
	cld
	cmpl	$0, 8(%rsp)
	je	4f
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vmovdqu	%ymm\n, 80 + 960 + 32 * \n(%rax)
	.endr
	vzeroupper
	jmp	5f
4:	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	movdqu	%xmm\n, 80 + 960 + 32 * \n(%rax)
	.endr
5:	stmxcsr	768 + 960(%rax)
	fnstcw	772 + 960(%rax)
	fstpt	592 + 960(%rax)
	fstpt	608 + 960(%rax)
	fstpt	624 + 960(%rax)
	fstpt	640 + 960(%rax)
	fstpt	656 + 960(%rax)
	fstpt	672 + 960(%rax)
	fstpt	688 + 960(%rax)
	fstpt	704 + 960(%rax)
	fldcw	4(%rsp)
	ldmxcsr	(%rsp)
	addq	$24, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret
	.size	storm_round, . - storm_round
	.section .note.GNU-stack, "", @progbits
