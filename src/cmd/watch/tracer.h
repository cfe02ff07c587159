/* SPDX-License-Identifier: MIT */
/* Private to trace*.c: the tracer's state, and what it tells of each stop. */
#ifndef KNELL_CMD_WATCH_TRACER_H
#define KNELL_CMD_WATCH_TRACER_H

#include <knell/info.h>

#include "cmd/watch/trace.h"
#include "cmd/watch/trace_call.h"

struct knell_tracer {
	struct knell_observer *observer;
	struct knell_watch_events *events;
	struct knell_watch_observation *observation;
	int tids[KNELL_WATCH_THREADS]; /* as the observer sees them */
	/* The call that a thread is in, and its event; NULL: none to tell. */
	struct knell_watch_event *inside[KNELL_WATCH_THREADS];
	const struct knell_trace_row *row[KNELL_WATCH_THREADS];
	uint64_t arguments[KNELL_WATCH_THREADS][6];
	/* The thread that is in a call that sends. */
	int sending;
	/* Ended, or let go of. */
	bool gone[KNELL_WATCH_THREADS];
	bool ended;
};

/* Each notes an event and shows it; NULL: there is no room for another. */
struct knell_watch_event *knell_trace_add(struct knell_tracer *tracer,
	enum knell_watch_event_kind kind, int thread);
/* The text of a call with its arguments, and with its result once it is there.
 */
void knell_trace_tell_call(struct knell_tracer *tracer, int thread,
	struct knell_watch_event *event);
void knell_trace_tell_delivery(struct knell_tracer *tracer, int thread,
	int signal, const struct knell_info *info);
void knell_trace_tell_stop(struct knell_tracer *tracer, int thread, int signal);
void knell_trace_tell_let_go(struct knell_tracer *tracer, int thread);
void knell_trace_tell_end(struct knell_tracer *tracer, int status);

#endif
