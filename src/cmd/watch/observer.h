/* SPDX-License-Identifier: MIT */
/* The observer: starts a subject, and sees how it ends. */
#ifndef KNELL_CMD_WATCH_OBSERVER_H
#define KNELL_CMD_WATCH_OBSERVER_H

#include <knell/action.h>
#include <knell/set.h>

#include "cmd/watch/watch.h"

struct knell_observer {
	const struct knell_watch_plan *plan;
	const struct knell_start *start;
	struct knell_watch_result *result;
	/* The subject writes its lines to nowhere. */
	bool quiet;
	/* How the subject is to find these. */
	struct knell_action child_action;
	struct knell_set mask;
	int pid;
	/* The pipe through which the subject is told to go. It ends when the
	 * observer ends without that. */
	int go[2];
	/* How long it still waits for the subject, when it last looked at the
	 * clock. */
	uint64_t patience_ns, looked_ns;
	/* Why there is no subject: for knell_complain. */
	const char *complaint;
};

/*
 * Blocks SIGCHLD, whose default action it sets, from the first call on: so it
 * waits for whatever the subject does. It takes one observer a process.
 * Return: 0; -Exxx with a complaint.
 */
long knell_observer_run(struct knell_observer *observer);

/* Steps of it. The subject waits for knell_observer_go. */
long knell_observer_start(struct knell_observer *observer);
void knell_observer_go(struct knell_observer *observer);
/* Whether its patience is at an end. */
bool knell_observer_is_late(struct knell_observer *observer);
/* Waits for a change of a child; false: its patience is at an end. */
bool knell_observer_wait(struct knell_observer *observer);
/* Its patience is at an end: the first time the subject is killed, and gets a
 * little more. Return: whether that has passed, too. */
bool knell_observer_give_up(struct knell_observer *observer);
/* Zeroed memory that children share. NULL: there is none. */
void *knell_observer_map(size_t size);

#endif
