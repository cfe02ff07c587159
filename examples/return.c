/* SPDX-License-Identifier: MIT */
/* Counts signals by a handler that returns in user space where it can. */
#include <knell.h>
#include <stdio.h>
#include <unistd.h>

static volatile int count;

static void add(int signal)
{
	(void)signal;
	count++;
}

int main(void)
{
	struct knell_action action = { .handler = add,
		.flags = KNELL_ACTION_NODEFER };

	if (knell_return_allow(&action) < 0 ||
		knell_action_set(KNELL_SIGUSR1, &action, NULL) < 0)
		return 1;
	for (int i = 0; i < 3; i++)
		if (knell_send_process((int)getpid(), KNELL_SIGUSR1) < 0)
			return 1;
	printf("%d signals\n", count);
	return count != 3;
}
