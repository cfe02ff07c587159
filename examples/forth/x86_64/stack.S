/* SPDX-License-Identifier: MIT */
/* Words that move values on the value stack, and between it and the other. */
/* clang-format off */

	CODE	"dup", dup
	pushq	(%rsp)
	NEXT

	CODE	"drop", drop
	popq	%rax
	NEXT

	CODE	"swap", swap
	popq	%rax
	popq	%rcx
	pushq	%rax
	pushq	%rcx
	NEXT

	CODE	"over", over
	pushq	8(%rsp)
	NEXT

	CODE	"rot", rot
	popq	%rcx
	popq	%rdx
	popq	%rax
	pushq	%rdx
	pushq	%rcx
	pushq	%rax
	NEXT

	CODE	"-rot", rot_back
	popq	%rcx
	popq	%rdx
	popq	%rax
	pushq	%rcx
	pushq	%rax
	pushq	%rdx
	NEXT

	CODE	"nip", nip
	popq	%rax
	movq	%rax, (%rsp)
	NEXT

	CODE	"tuck", tuck
	popq	%rax
	popq	%rcx
	pushq	%rax
	pushq	%rcx
	pushq	%rax
	NEXT

	CODE	"?dup", dup_nonzero
	movq	(%rsp), %rax
	testq	%rax, %rax
	jz	1f
	pushq	%rax
1:	NEXT

	CODE	"pick", pick
	popq	%rax
	pushq	(%rsp, %rax, 8)
	NEXT

	CODE	"2dup", dup_pair
	pushq	8(%rsp)
	pushq	8(%rsp)
	NEXT

	CODE	"2drop", drop_pair
	leaq	16(%rsp), %rsp
	NEXT

	CODE	"2swap", swap_pair
	popq	%rax
	popq	%rcx
	popq	%rdx
	popq	%rdi
	pushq	%rcx
	pushq	%rax
	pushq	%rdi
	pushq	%rdx
	NEXT

	CODE	"2over", over_pair
	pushq	24(%rsp)
	pushq	24(%rsp)
	NEXT

	CODE	"sp@", value_stack
	movq	%rsp, %rax
	pushq	%rax
	NEXT

	CODE	"sp!", set_value_stack
	popq	%rsp
	NEXT

	CODE	"rp@", control_stack_pointer
	pushq	%rbp
	NEXT

	CODE	"rp!", set_control_stack, COMPILE_ONLY
	popq	%rbp
	NEXT

	CODE	">r", to_control, COMPILE_ONLY
	popq	%rax
	PUSH_CONTROL %rax
	cmpq	control_limit(%rip), %rbp
	jb	.Lcontrol_overflow
	NEXT

	CODE	"r>", from_control, COMPILE_ONLY
	pushq	(%rbp)
	leaq	8(%rbp), %rbp
	NEXT

	CODE	"r@", fetch_control, COMPILE_ONLY
	pushq	(%rbp)
	NEXT

	CODE	"2>r", pair_to_control, COMPILE_ONLY
	popq	%rcx
	popq	%rax
	PUSH_CONTROL %rax
	PUSH_CONTROL %rcx
	cmpq	control_limit(%rip), %rbp
	jb	.Lcontrol_overflow
	NEXT

	CODE	"2r>", pair_from_control, COMPILE_ONLY
	pushq	8(%rbp)
	pushq	(%rbp)
	leaq	16(%rbp), %rbp
	NEXT

	CODE	"2r@", fetch_control_pair, COMPILE_ONLY
	pushq	8(%rbp)
	pushq	(%rbp)
	NEXT
