/* SPDX-License-Identifier: MIT */
/* The signals that end a command end it as PID 1, too. */
#include "cmd/first_process.h"

#include "base/memory.h"
#include "fault/die.h"
#include "knell/action.h"
#include "knell/number.h"
#include "sys/process.h"

static const int signals[] = { KNELL_SIGHUP, KNELL_SIGINT, KNELL_SIGQUIT,
	KNELL_SIGTERM };

bool knell_first_process_takes(int signal)
{
	for (size_t i = 0; i < KNELL_COUNT(signals); i++)
		if (signals[i] == signal)
			return true;
	return false;
}

static void end(int signal)
{
	knell_die(signal);
}

/* One that was ignored at the start stays so, as nohup(1) wants it. */
void knell_first_process_begin(void)
{
	const struct knell_action action = { .handler = end };
	struct knell_action now;

	if (sys_getpid() != 1)
		return;
	for (size_t i = 0; i < KNELL_COUNT(signals); i++)
		if (knell_action_get(signals[i], &now) == 0 &&
			now.handler == KNELL_ACTION_DEFAULT)
			knell_action_set(signals[i], &action, NULL);
}

void knell_first_process_forget(void)
{
	struct knell_action now;

	for (size_t i = 0; i < KNELL_COUNT(signals); i++)
		if (knell_action_get(signals[i], &now) == 0 &&
			now.handler == end)
			knell_action_default(signals[i], NULL);
}
