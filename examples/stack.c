/* SPDX-License-Identifier: MIT */
/* Survives that the stack is used up: the handler runs on another one. */
#include <knell.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void tell(int signal)
{
	static const char text[] = "the stack is used up\n";

	(void)signal;
	_exit(write(1, text, sizeof(text) - 1) < 0);
}

static int recurse(volatile int *up)
{
	volatile int here = up ? *up + 1 : 0;

	return here < 1 << 30 ? recurse(&here) + here : 0;
}

int main(void)
{
	struct knell_action action = { .handler = tell,
		.flags = KNELL_ACTION_ONSTACK };
	struct knell_stack stack;

	if (knell_stack_map(64 * 1024, &stack) < 0 ||
		knell_stack_install(&stack, NULL) < 0 ||
		knell_action_set(KNELL_SIGSEGV, &action, NULL) < 0)
		return 1;
	return recurse(NULL) != 0;
}
