/* SPDX-License-Identifier: MIT */
/* Where a handler that libknell made enters and leaves the Forth. */
/* clang-format off */

	/* Offsets in struct knell_bind_record. */
#define BIND_SP		0
#define BIND_LINK	8
#define BIND_SIGNAL	16
#define BIND_INFO	24
#define BIND_CONTEXT	32
#define BIND_CALLING	48
#define BIND_FOREIGN	56
	/* In the context. */
#define CONTEXT_X21	352
#define CONTEXT_X22	360

	/*
	 * A handler is entered: on the value stack its token and libknell's
	 * record; on the control stack libknell's word and the interrupted
	 * instruction pointer; x22 is where the end is. It has values and
	 * limits for itself, and then RUN-HANDLER is as in handlers.fs.
	 *
	 * If C was interrupted, the control stack is a kept one, and the
	 * callers are where the Forth called C. It is a kept one, too, after a
	 * jump to where no code is, and when the program has lost its own.
	 * Then x22 is the Forth's still, and so is x21, if it points into the
	 * control stack: x22 is pushed there, or on the kept one.
	 */
	CODE	"(enter-handler)", enter_handler, COMPILE_ONLY
	POP	x0			/* the handler's token */
	POP	x1			/* the record, where x20 is now */
	sub	x20, x20, #64
	and	sp, x20, #-16
	add	x2, x21, #16
	LOAD	x3, interrupted_control
	stp	x2, x3, [x20]		/* where its control stack ends */
	LOAD	x2, control_limit
	LOAD	x3, activation
	stp	x2, x3, [x20, #16]
	LOAD	x2, value_base
	ldr	x3, [x1, #BIND_CALLING]
	stp	x2, x3, [x20, #32]
	ldp	x4, x5, [x1, #BIND_SP]
	stp	x4, x5, [x20, #48]
	add	x2, x21, #8
	ldr	x4, [x1, #BIND_FOREIGN]
	cmp	x3, #0
	csel	x2, x3, x2, ne
	b.ne	1f
	cbz	x4, 1f
	ldr	x5, [x1, #BIND_CONTEXT]
	ldr	x6, [x5, #CONTEXT_X21]
	sub	x6, x6, #8
	ADDRESS	x7, control_stack
	sub	x7, x6, x7
	ldr	x8, =CONTROL_BYTES - 8
	cmp	x7, x8
	csel	x2, x6, x2, ls
	ldr	x5, [x5, #CONTEXT_X22]
	str	x5, [x2]
1:	STORE	x2, interrupted_control
	/* A kept control stack has its own limit, the other all but those. */
	ADDRESS	x2, control_stack + KEPT_BYTES * KEPT_COUNT
	LOAD	x3, control_limit
	cmp	x3, x2
	csel	x2, x3, x2, lo
	sub	x3, x21, #KEPT_BYTES
	add	x3, x3, #256
	cmp	x4, #0
	csel	x2, x3, x2, ne
	STORE	x2, control_limit
	STORE	x20, value_base
	STORE	x20, activation
	PUSH_CONTROL x22
	PUSH_CONTROL x20
	ldr	x2, [x1, #BIND_SIGNAL]
	PUSH	x2
	ldr	x2, [x1, #BIND_INFO]
	PUSH	x2
	ldr	x2, [x1, #BIND_CONTEXT]
	PUSH	x2
	PUSH	x0
	LOAD	x0, run_handler_token
	ADDRESS	x22, after_handler
	ENTER

	HEADER	"(leave-handler)", leave_handler, code_leave_handler, \
		COMPILE_ONLY
	.data
after_handler:
	THREAD	leave_handler
	.text
code_leave_handler:
	POP_CONTROL x1
	and	sp, x1, #-16
	mov	x20, x1
	ldr	x2, [x20, #8]
	STORE	x2, interrupted_control
	ldp	x2, x3, [x20, #16]
	STORE	x2, control_limit
	STORE	x3, activation
	ldr	x2, [x20, #32]
	STORE	x2, value_base
	POP_CONTROL x22
	NEXT

	/* Signals in C nest deeper than there are control stacks for. */
kept_full:
	mov	x8, #number_exit_group
	mov	x0, #3
	svc	#0

	CODE	"set-thread-pointer", set_thread_pointer
	POP	x1
	msr	tpidr_el0, x1
	NEXT
