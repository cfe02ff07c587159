/* SPDX-License-Identifier: MIT */
/*
 * The handlers. One counts; the other is there for a system that refuses
 * rt_sigreturn: the trampoline then goes on behind its system call, where it
 * meets with SIGILL or SIGSEGV, and the thread goes on where it waits for that.
 */
#include "cmd/exercise/exerciser.h"
#include "knell/context.h"
#include "sys/process.h"

/* Handlers are given nothing of the program's, so it is found here. */
static struct exercise_run *running;

void exercise_handlers_begin(struct exercise_run *run)
{
	running = run;
}

struct exerciser *exercise_self(void)
{
	int tid = (int)sys_gettid();

	for (unsigned i = 0; i < EXERCISE_THREADS_MAX; i++)
		if (running->threads[i].tid == tid)
			return &running->threads[i];
	return NULL;
}

void exercise_handler(int signal, struct knell_info *info, void *context)
{
	struct exerciser *x = exercise_self();

	(void)signal;
	(void)info;
	if (!x)
		return;
	x->handled++;
	if (x->edits) {
		struct knell_set mask;

		knell_context_mask(context, &mask);
		knell_set_add(&mask, exercise_signal_number(x->index, SECOND));
		knell_context_set_mask(context, &mask);
	}
}

void exercise_guard(int signal, struct knell_info *info, void *context)
{
	struct exerciser *x = exercise_self();

	(void)info;
	(void)context;
	if (x && x->returns)
		knell_jump_to(&x->escape, 1);
	/* A fault of knell's own, which happens again and ends it. */
	knell_action_default(signal, NULL);
}
