/* SPDX-License-Identifier: MIT */
/* The words and options of `knell watch`. */
#ifndef KNELL_CMD_WATCH_OPTIONS_H
#define KNELL_CMD_WATCH_OPTIONS_H

#include "cmd/watch/watch.h"

extern const char knell_watch_usage[];

/* Return: 0; KNELL_SHOW_USAGE; KNELL_EXIT_USAGE, and it was told why. */
int knell_watch_parse(const struct knell_invocation *invocation,
	struct knell_watch_plan *ret_plan);
/* Can a true fault bring this signal? */
bool knell_watch_can_fault(int signal);

#endif
