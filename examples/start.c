/* SPDX-License-Identifier: MIT */
/*
 * A program without a libc: it installs a handler, gets a signal and exits.
 * knell_start(3) tells how it is built.
 */
#include <knell/action.h>
#include <knell/send.h>
#include <knell/start.h>

static volatile int got;

static void note(int signal)
{
	got = signal;
}

int knell_main(const struct knell_start *start)
{
	struct knell_action action = { .handler = note };

	(void)start;
	knell_action_set(KNELL_SIGUSR1, &action, 0);
	knell_send_self(KNELL_SIGUSR1);
	return got != KNELL_SIGUSR1;
}
