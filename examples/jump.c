/* SPDX-License-Identifier: MIT */
/* Goes on after a fault, at a place that was saved before. */
#include <knell.h>
#include <stdio.h>

static struct knell_jump place;

static void leave(int signal)
{
	knell_jump_to(&place, signal);
}

int main(void)
{
	struct knell_action action = { .handler = leave };
	volatile int *volatile nowhere = (volatile int *)8;

	if (knell_action_set(KNELL_SIGSEGV, &action, NULL) < 0)
		return 1;
	int signal = knell_jump_save(&place, KNELL_JUMP_MASK);

	if (signal == 0)
		*nowhere = 1;
	printf("came back with %s\n",
		signal == KNELL_SIGSEGV ? "SIGSEGV" : "nothing");
	return signal != KNELL_SIGSEGV;
}
