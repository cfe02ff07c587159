/* SPDX-License-Identifier: MIT */
/* A table that a handler may change too, since it never runs in between. */
#include <knell.h>
#include <stdio.h>
#include <unistd.h>

static _Thread_local struct knell_defer section;
static unsigned sum, entries;

static void add(unsigned value)
{
	knell_defer_begin(&section);
	sum += value;
	/* The handler would find a sum that does not match. */
	knell_send_process(getpid(), KNELL_SIGUSR1);
	entries++;
	knell_defer_end(&section);
}

static void tell(int signal, struct knell_info *info, void *context)
{
	if (knell_defer_keep(&section, tell, info, context))
		return;
	printf("signal %d: %u entries, sum %u\n", signal, entries, sum);
}

int main(void)
{
	struct knell_action action = { .info_handler = tell,
		.flags = KNELL_ACTION_SIGINFO };

	knell_set_add(&action.mask, KNELL_SIGUSR1);
	knell_defer_init(&section, &action.mask);
	if (knell_action_set(KNELL_SIGUSR1, &action, NULL) < 0)
		return 1;
	for (unsigned value = 1; value <= 3; value++)
		add(value);
	return sum != 6;
}
