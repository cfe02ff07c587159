/* SPDX-License-Identifier: MIT */
/*
 * A C function that has a frame is no restorer: rt_sigreturn finds the stack
 * pointer moved, and takes the words there for the context. The same function
 * without a frame is one.
 */
#include "test/signal/restorer.h"

static volatile unsigned long context_at;

#define RETURN_TO_KERNEL "movl $15, %eax\n\tsyscall"

/* Who asks for the frame's address gets one from any compiler. */
static void return_in_frame(void)
{
	__asm__ volatile("" : : "r"(__builtin_frame_address(0)));
	__asm__ volatile(RETURN_TO_KERNEL);
}

static __attribute__((naked)) void return_bare(void)
{
	__asm__ volatile(RETURN_TO_KERNEL);
}

static void note_context(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	(void)info;
	context_at = (unsigned long)context;
}

static void run_with(void (*restorer)(void))
{
	const struct knell_action action = { .info_handler = note_context,
		.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_RESTORER,
		.restorer = restorer };

	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	send_itself(SIGUSR1);
}

static void run_in_frame(void)
{
	run_with(return_in_frame);
	_exit(2);
}

static void check_in_frame(void)
{
	struct user_regs_struct registers;
	pid_t pid = start_traced(run_in_frame);

	expect_stop(pid, SIGUSR1, &registers);
	unsigned long sp = go_to_return(pid, SIGUSR1);
	unsigned long context = peek(pid, (unsigned long)&context_at);

	CHECK(sp < context);
	/* Pushed first of all. */
	CHECK_EQUAL(peek(pid, context - 8), registers.rbp);
	/* With nothing else in the frame, the next word is taken for each. */
	if (sp == context - 8)
		CHECK_EQUAL(peek(pid, sp + CONTEXT_PC), registers.rsp);
	expect_misread(pid, sp);
}

int main(void)
{
	check_in_frame();
	run_with(return_bare);
	CHECK(context_at);
	return 0;
}
