/* SPDX-License-Identifier: MIT */
/* Tracing the subject: its system calls on signals, and its deliveries. */
#ifndef KNELL_CMD_WATCH_TRACE_H
#define KNELL_CMD_WATCH_TRACE_H

#include "cmd/watch/observer.h"

enum knell_watch_event_kind {
	KNELL_WATCH_CALL,
	/* rt_sigreturn and the exits: they do not return to their callers. */
	KNELL_WATCH_LEAVE,
	KNELL_WATCH_DELIVERY,
	KNELL_WATCH_STOP,
	/* knell let go of it: what follows is not seen. */
	KNELL_WATCH_LET_GO,
	KNELL_WATCH_END,
};

enum { KNELL_WATCH_EVENT_BYTES = 160, KNELL_WATCH_EVENTS_MAX = 512 };

struct knell_watch_event {
	uint64_t time_ns;
	enum knell_watch_event_kind kind;
	int thread;
	/* Of a call: its name, and once known, its result. */
	const char *call;
	bool returned;
	int64_t result;
	/* Of a delivery and an end by one. */
	int signal;
	int code;
	char text[KNELL_WATCH_EVENT_BYTES];
};

struct knell_watch_events {
	uint32_t count, omitted;
	long error; /* why calls could not be read; 0: they could */
	struct knell_watch_event list[KNELL_WATCH_EVENTS_MAX];
	/* Called with each as it is whole, when not NULL. */
	void (*show)(void *context, const struct knell_watch_event *event);
	void *context;
};

/* The subject has been started, and waits. Return: 0 or -Exxx. */
long knell_trace_begin(struct knell_observer *observer);
/* Return: 0; -Exxx when its end cannot be learned. */
long knell_trace_to_end(struct knell_observer *observer);

#endif
