/* SPDX-License-Identifier: MIT */
/* `knell watch --all`: every combination for one signal. */
#ifndef KNELL_CMD_WATCH_ALL_H
#define KNELL_CMD_WATCH_ALL_H

#include "cmd/watch/watch.h"

/* Return: the exit status. */
int knell_watch_all(const struct knell_invocation *invocation,
	const struct knell_watch_plan *plan);

#endif
