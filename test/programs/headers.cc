// SPDX-License-Identifier: MIT
// A program in C++ that includes every header, and calls a function of each.
// Status 0, or which call went wrong.
#include <stddef.h>

// Made by the test: all of <knell/….h>, from the last to the first.
#include "headers.inc"

#include <knell.h>
#include <knell/pthread.h>

KNELL_PTHREAD_WRAP(16384)

static int calls, interrupted;

static void handle(int, struct knell_info *info, void *context)
{
	unsigned long at = knell_context_pc(context);

	calls += info->signal == KNELL_SIGUSR1 && at != 0;
	interrupted += knell_call_interrupt(context);
}

static void *work(void *stack)
{
	return knell_stack_get(static_cast<struct knell_stack *>(stack)) < 0
		       ? NULL
		       : stack;
}

static int run_thread()
{
	struct knell_stack stack;
	pthread_t thread;
	void *result = NULL;

	return !pthread_create(&thread, NULL, work, &stack) &&
	       !pthread_join(thread, &result) && result == &stack &&
	       stack.size_bytes >= 16384;
}

static int jump()
{
	static struct knell_jump place;
	static volatile int went;
	int value = knell_jump_save(&place, KNELL_JUMP_MASK);

	if (!value && !went) {
		went = 1;
		knell_jump_to(&place, 7);
	}
	return value == 7;
}

static int receive(const struct knell_set *set)
{
	struct knell_info info;
	int fd = knell_fd_open(set, 0);

	return fd >= 0 && !knell_send_self(KNELL_SIGUSR2) &&
	       knell_wait_one(set, &info, -1) == KNELL_SIGUSR2 &&
	       info.signal == KNELL_SIGUSR2;
}

int main(int, char **argv)
{
	struct knell_set set, old;
	struct knell_action action = {};
	struct knell_defer section;
	char *environment[] = { NULL };
	unsigned long auxv[] = { 6, 4096, 0, 0 }, page = 0;
	struct knell_start start = { 1, argv, environment, auxv };

	action.info_handler = handle;
	action.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_NODEFER;
	if (knell_return_allow(&action))
		return 1;
	if (knell_action_set(KNELL_SIGUSR1, &action, NULL) ||
		knell_send_self(KNELL_SIGUSR1) || calls != 1)
		return 2;
	if (interrupted)
		return 3;
	knell_set_empty(&set);
	knell_set_add(&set, KNELL_SIGUSR2);
	if (knell_mask_block(&set, &old) || !receive(&set))
		return 4;
	knell_defer_init(&section, &set);
	knell_defer_begin(&section);
	knell_defer_end(&section);
	if (section.depth || !jump() || !run_thread())
		return 5;
	if (knell_signal_from_name("USR1") != KNELL_SIGUSR1)
		return 6;
	if (knell_start_value(&start, 6, &page) || page != 4096 ||
		knell_start_variable(&start, "HOME"))
		return 7;
	return knell_thread_start(NULL, NULL, NULL) == -EFAULT ? 0 : 8;
}
