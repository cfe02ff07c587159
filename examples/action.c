/* SPDX-License-Identifier: MIT */
/* Counts SIGUSR1, and puts back what was set for it before. */
#include <knell.h>
#include <stdio.h>
#include <unistd.h>

static volatile int count;

static void note(int signal, struct knell_info *info, void *context)
{
	(void)signal, (void)context;
	if (info->code == KNELL_SI_USER && info->sender.pid == getpid())
		count++;
}

int main(void)
{
	struct knell_action action = { .info_handler = note,
		.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_RESTART };
	struct knell_action old;
	int error = knell_action_set(KNELL_SIGUSR1, &action, &old);

	if (error) {
		fprintf(stderr, "SIGUSR1: error %d\n", -error);
		return 1;
	}
	knell_send_process(getpid(), KNELL_SIGUSR1);
	knell_action_restore(KNELL_SIGUSR1, &old);
	printf("%d came\n", count);
	return count != 1;
}
