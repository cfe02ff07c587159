/* SPDX-License-Identifier: MIT */
/* A signal that comes while it is blocked waits until it is unblocked. */
#include <knell.h>
#include <stdio.h>
#include <unistd.h>

static volatile int came;

static void note(int signal)
{
	came = signal;
}

int main(void)
{
	struct knell_action action = { .handler = note };
	struct knell_set set, old, pending;

	knell_action_set(KNELL_SIGTERM, &action, NULL);
	knell_set_empty(&set);
	knell_set_add(&set, KNELL_SIGTERM);

	knell_mask_block(&set, &old);
	knell_send_process(getpid(), KNELL_SIGTERM);
	knell_mask_pending(&pending);
	printf("pending: %d, came: %d\n",
		knell_set_has(&pending, KNELL_SIGTERM), came);
	knell_mask_set(&old, NULL);
	printf("came: %d\n", came);
	return came != KNELL_SIGTERM;
}
