/* SPDX-License-Identifier: MIT */
/* The way out: system calls, C functions, and what the kernel gave. */
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
	jmp	*calls(, %rcx, 8)
six:	popq	%r9
five:	popq	%r8
four:	popq	%r10
three:	popq	%rdx
two:	popq	%rsi
one:	popq	%rdi
none:	syscall
	POP_CONTROL %rsi
	pushq	%rax
	NEXT
1:	POP_CONTROL %rsi
	THROW	-24
	.data
	.balign	8
calls:	.quad	none, one, two, three, four, five, six

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
	jmp	*c_calls(, %rcx, 8)
c_six:	popq	%r9
c_five:	popq	%r8
c_four:	popq	%rcx
	popq	%rdx
	jmp	c_two
c_three: popq	%rdx
c_two:	popq	%rsi
c_one:	popq	%rdi
c_none:	movq	%rsp, %rbx
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
c_calls: .quad	c_none, c_one, c_two, c_three, c_four, c_five, c_six

	/* What _start was given: argc, then the arguments, the environment. */
	VARIABLE "start", start_values
