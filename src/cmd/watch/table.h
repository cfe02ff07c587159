/* SPDX-License-Identifier: MIT */
/* The outcomes of all combinations, as a table or as JSON. */
#ifndef KNELL_CMD_WATCH_TABLE_H
#define KNELL_CMD_WATCH_TABLE_H

#include "cmd/watch/watch.h"

/* For each way to bring the signal about, each way to go on, and twice: in an
 * ordinary process, and right after that as PID 1. */
enum {
	KNELL_WATCH_CELLS_MAX =
		2 * (KNELL_WATCH_HOWS + 1) * (KNELL_WATCH_RERAISES + 1),
};

struct knell_watch_cell {
	struct knell_watch_plan plan;
	struct knell_watch_facts facts;
	struct knell_watch_result result;
	int error;
	int observer; /* the process that runs it, until that has ended */
};

/* Return: 0, or 1 when it could not be written, which is told. */
int knell_watch_write_table(const struct knell_invocation *invocation,
	const struct knell_watch_plan *plan,
	const struct knell_watch_cell *cells, uint32_t count);

#endif
