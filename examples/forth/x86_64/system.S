/* SPDX-License-Identifier: MIT */
/* The way out: system calls, C functions, code that was made. */
/* clang-format off */

	/*
	 * ( x1 … xn n number -- result ) The kernel takes up to six values in
	 * rdi, rsi, rdx, r10, r8, r9, and destroys rcx and r11. Source: x86-64
	 * psABI A.2.1.
	 */
	CODE	"system-call", system_call
	PUSH_CONTROL %rsi
	popq	%rax
	popq	%rcx
	cmpq	$6, %rcx
	ja	1f
	jmp	*.Lcalls(, %rcx, 8)
.Lsix:	popq	%r9
.Lfive:	popq	%r8
.Lfour:	popq	%r10
.Lthree:	popq	%rdx
.Ltwo:	popq	%rsi
.Lone:	popq	%rdi
.Lnone:	syscall
	POP_CONTROL %rsi
	pushq	%rax
	NEXT
1:	POP_CONTROL %rsi
	THROW	-24
	.data
	.balign	8
.Lcalls:	.quad	.Lnone, .Lone, .Ltwo, .Lthree, .Lfour, .Lfive, .Lsix

	/*
	 * ( x1 … xn n address -- result ) A function of C, on the same stack.
	 * It keeps rbx and rbp. While it runs, control_in_c tells handlers
	 * where the control stack goes on: rbp may be anything there.
	 */
	CODE	"c-call", c_call
	PUSH_CONTROL %rsi
	popq	%rax
	popq	%rcx
	cmpq	$6, %rcx
	ja	1b
	movq	%rax, %r10
	jmp	*.Lc_calls(, %rcx, 8)
.Lc_six:	popq	%r9
.Lc_five:	popq	%r8
.Lc_four:	popq	%rcx
	popq	%rdx
	jmp	.Lc_two
.Lc_three: popq	%rdx
.Lc_two:	popq	%rsi
.Lc_one:	popq	%rdi
.Lc_none:	movq	%rsp, %rbx
	andq	$-16, %rsp		/* as C wants it at a call */
	movq	control_in_c(%rip), %rax
	PUSH_CONTROL %rax
	movq	%rbp, control_in_c(%rip)
	xorl	%eax, %eax		/* no vector registers, to variadic ones */
	call	*%r10
	.globl	after_c_call
after_c_call:
	movq	%rbx, %rsp
	movq	(%rbp), %rcx
	movq	%rcx, control_in_c(%rip)
	leaq	8(%rbp), %rbp
	POP_CONTROL %rsi
	pushq	%rax
	NEXT
	.data
	.balign	8
.Lc_calls: .quad	.Lc_none, .Lc_one, .Lc_two, .Lc_three, .Lc_four, .Lc_five, .Lc_six

	/* ( address n -- ) The processor sees by itself what was written. */
	CODE	"flush-code", flush_code
	leaq	16(%rsp), %rsp
	NEXT
