/* SPDX-License-Identifier: MIT */
/* A thread whose stack is used up lives on. */
#include <knell.h>
#include <knell/pthread.h>
#include <stdio.h>

static _Thread_local struct knell_jump place;

static void leave(int signal)
{
	knell_jump_to(&place, signal);
}

static int recurse(volatile int *up)
{
	volatile int here = up ? *up + 1 : 0;

	return here < 1 << 30 ? recurse(&here) + here : 0;
}

static void *work(void *unused)
{
	(void)unused;
	if (knell_jump_save(&place, KNELL_JUMP_MASK))
		return (void *)"came back";
	recurse(NULL);
	return NULL;
}

int main(void)
{
	struct knell_action action = { .handler = leave,
		.flags = KNELL_ACTION_ONSTACK };
	pthread_t thread;
	void *result;

	if (knell_action_set(KNELL_SIGSEGV, &action, NULL) < 0 ||
		knell_pthread_start(
			pthread_create, 16384, &thread, NULL, work, NULL))
		return 1;
	pthread_join(thread, &result);
	printf("the thread %s\n", result ? (char *)result : "did not");
	return result == NULL;
}
