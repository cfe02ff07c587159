/* SPDX-License-Identifier: MIT */
/*
 * Threads in a program without a libc: each counts for itself, and one of them
 * is told when its stack is used up.
 * knell_start(3) tells how it is built.
 */
#include <knell/action.h>
#include <knell/start.h>
#include <knell/thread.h>

static __thread unsigned long steps = 1;

/* Runs on the alternate stack: there is no other any more. */
static void end(int signal)
{
	(void)signal;
	knell_start_exit(steps > 1000 ? 0 : 1);
}

/* Walks down the stack, a frame at a time. */
static unsigned long descend(const volatile char *from)
{
	volatile char frame[64];

	frame[0] = *from;
	return ++steps ? descend(frame) + frame[0] : 0;
}

static void *fill_stack(void *unused)
{
	char begin = 0;

	(void)unused;
	return (void *)descend(&begin);
}

static void *count_once(void *unused)
{
	(void)unused;
	return (void *)steps++;
}

int knell_main(const struct knell_start *start)
{
	struct knell_thread_plan plan = { .run = count_once,
		.stack_bytes = 256 * 1024,
		.handler_bytes = 16 * 1024 };
	struct knell_action action = { .handler = end,
		.flags = KNELL_ACTION_ONSTACK };
	struct knell_thread *thread;
	void *value;

	if (knell_thread_set_up(start) < 0)
		return 2;
	for (int i = 0; i < 3; i++) {
		if (knell_thread_start(start, &plan, &thread) < 0 ||
			knell_thread_join(thread, &value) < 0)
			return 3;
		/* Each has its own, which begins with 1. */
		if ((unsigned long)value != 1 || steps != 1)
			return 4;
	}
	knell_action_set(KNELL_SIGSEGV, &action, NULL);
	plan.run = fill_stack;
	if (knell_thread_start(start, &plan, &thread) == 0)
		knell_thread_join(thread, NULL);
	return 5;
}
