/* SPDX-License-Identifier: MIT */
/* Lets a signal block itself: what is changed in a context lasts. */
#include <knell.h>
#include <stdio.h>
#include <unistd.h>

static void block(int signal, struct knell_info *info, void *context)
{
	struct knell_set mask;

	(void)info;
	knell_context_mask(context, &mask);
	knell_set_add(&mask, signal);
	knell_context_set_mask(context, &mask);
}

int main(void)
{
	struct knell_action action = { .info_handler = block,
		.flags = KNELL_ACTION_SIGINFO };
	struct knell_set mask;

	if (knell_action_set(KNELL_SIGUSR1, &action, NULL) < 0 ||
		knell_send_process((int)getpid(), KNELL_SIGUSR1) < 0 ||
		knell_mask_get(&mask) < 0)
		return 1;
	printf("SIGUSR1 is %s\n", knell_set_has(&mask, KNELL_SIGUSR1)
					  ? "blocked"
					  : "not blocked");
	return !knell_set_has(&mask, KNELL_SIGUSR1);
}
