/* SPDX-License-Identifier: MIT */
/* What was seen, put together, and the explanation that fits it. */
#ifndef KNELL_CMD_WATCH_VERDICT_H
#define KNELL_CMD_WATCH_VERDICT_H

#include "cmd/watch/watch.h"

/* What may have been seen, a bit each: explanations rest on these. */
enum {
	KNELL_SAW_FIRST = 1 << 0, /* it was PID 1, as itself saw */
	KNELL_SAW_FAULT = 1 << 1, /* the second thread's */
	KNELL_SAW_SENT = 1 << 2,
	KNELL_SAW_SAME_PLACE = 1 << 3, /* all runs, of which more than one */
	KNELL_SAW_LIMIT = 1 << 4,
	KNELL_SAW_DEFAULT_RESTORED = 1 << 5,
	KNELL_SAW_IGNORE_RESTORED = 1 << 6,
	KNELL_SAW_KEPT = 1 << 7, /* the handler's action was left in place */
	KNELL_SAW_RAISED = 1 << 8,
	KNELL_SAW_PENDING = 1 << 9, /* what was raised, in the handler */
	KNELL_SAW_HANDLER_FAULT = 1 << 10,
	KNELL_SAW_CAME_BACK = 1 << 11,
	KNELL_SAW_GONE = 1 << 12, /* neither pending nor blocked any more */
	KNELL_SAW_DIED = 1 << 13,
	KNELL_SAW_DIED_OTHERWISE = 1 << 14,
	KNELL_SAW_WENT_ON = 1 << 15,
	KNELL_SAW_STOPPED = 1 << 16,
	/* Of the signal, from its table: what its default action does. */
	KNELL_SAW_IGNORES = 1 << 17,
	KNELL_SAW_STOPS = 1 << 18,
	KNELL_SAW_CONTINUES = 1 << 19,
	KNELL_SAW_HANDLED = 1 << 20,
	KNELL_SAW_IN_SECOND = 1 << 21, /* the handler, in no other thread */
	KNELL_SAW_RAISED_KILL = 1 << 22,
	/* Who took the signal last, where it was traced. */
	KNELL_SAW_MAIN_TOOK = 1 << 23,
	KNELL_SAW_SECOND_TOOK = 1 << 24,
};

/* Fills in result->verdict from all the rest. */
void knell_watch_judge(struct knell_watch_result *result);
/* Says which call failed, by which there is nothing to explain. */
void knell_watch_complain(const struct knell_watch_facts *facts);
/* The explanation whose conditions `seen` fulfils, into the verdict. */
void knell_watch_explain(struct knell_watch_result *result, uint32_t seen);

#endif
