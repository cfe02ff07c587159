/* SPDX-License-Identifier: MIT */
/* Where a handler that libknell made enters and leaves the Forth. */
/* clang-format off */

	/* Offsets in struct knell_bind_record. */
#define BIND_SP		0
#define BIND_SIGNAL	16
#define BIND_INFO	24
#define BIND_CONTEXT	32
#define BIND_CALLING	48
#define BIND_FOREIGN	56
	/* In the context. */
#define CONTEXT_RSI	112
#define CONTEXT_RBP	120

	/*
	 * A handler is entered: on the value stack its token and libknell's
	 * record; on the control stack libknell's word and the interrupted
	 * instruction pointer; rsi is where the end is. It has values and
	 * limits for itself, and then RUN-HANDLER is as in handlers.fs.
	 *
	 * If C was interrupted, the control stack is a kept one, and the
	 * callers are where the Forth called C. It is a kept one, too, after a
	 * jump to where no code is, and when the program has lost its own.
	 * Then rsi is the Forth's still, and so is rbp, if it points into the
	 * control stack: rsi is pushed there, or on the kept one.
	 */
	CODE	"(enter-handler)", enter_handler, COMPILE_ONLY
	popq	%rax			/* the handler's token */
	popq	%rcx			/* the record, where rsp is now */
	pushq	BIND_SP(%rcx)
	pushq	BIND_CALLING(%rcx)
	pushq	value_base(%rip)
	pushq	activation(%rip)
	pushq	control_limit(%rip)
	pushq	interrupted_control(%rip)
	leaq	16(%rbp), %rdx
	pushq	%rdx			/* where its control stack ends */
	leaq	8(%rbp), %rdx
	cmpq	$0, BIND_CALLING(%rcx)
	cmovneq	BIND_CALLING(%rcx), %rdx
	jne	1f
	cmpq	$0, BIND_FOREIGN(%rcx)
	je	1f
	movq	BIND_CONTEXT(%rcx), %r8
	movq	CONTEXT_RBP(%r8), %r9
	leaq	-8(%r9), %r9
	movq	%r9, %r10
	subq	$control_stack, %r10
	cmpq	$CONTROL_BYTES - 8, %r10
	cmovbeq	%r9, %rdx
	movq	CONTEXT_RSI(%r8), %r8
	movq	%r8, (%rdx)
1:	movq	%rdx, interrupted_control(%rip)
	/* A kept control stack has its own limit, the other all but those. */
	movq	$control_stack + KEPT_BYTES * KEPT_COUNT, %rdx
	cmpq	%rdx, control_limit(%rip)
	cmovbq	control_limit(%rip), %rdx
	leaq	-KEPT_BYTES + 256(%rbp), %r8
	cmpq	$0, BIND_FOREIGN(%rcx)
	cmovneq	%r8, %rdx
	movq	%rdx, control_limit(%rip)
	movq	%rsp, value_base(%rip)
	movq	%rsp, activation(%rip)
	PUSH_CONTROL %rsi
	PUSH_CONTROL %rsp
	pushq	BIND_SIGNAL(%rcx)
	pushq	BIND_INFO(%rcx)
	pushq	BIND_CONTEXT(%rcx)
	pushq	%rax
	movq	run_handler_token(%rip), %rax
	movq	$after_handler, %rsi
	jmp	*(%rax)

	HEADER	"(leave-handler)", leave_handler, code_leave_handler, \
		COMPILE_ONLY
	.data
after_handler:
	THREAD	leave_handler
	.text
code_leave_handler:
	movq	(%rbp), %rsp
	leaq	8(%rbp), %rbp
	popq	%rax
	popq	interrupted_control(%rip)
	popq	control_limit(%rip)
	popq	activation(%rip)
	popq	value_base(%rip)
	POP_CONTROL %rsi
	NEXT

	/* Signals in C nest deeper than there are control stacks for. */
kept_full:
	movl	$231, %eax		/* exit_group */
	movl	$3, %edi
	syscall
