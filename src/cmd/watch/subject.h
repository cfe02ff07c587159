/* SPDX-License-Identifier: MIT */
/* The subject: the process in which the experiment takes place. */
#ifndef KNELL_CMD_WATCH_SUBJECT_H
#define KNELL_CMD_WATCH_SUBJECT_H

#include <knell/action.h>

#include "cmd/watch/watch.h"

struct knell_subject {
	const struct knell_watch_plan *plan;
	const struct knell_start *start;
	/* Written in handlers and between them. */
	volatile struct knell_watch_facts *facts;
	struct knell_action earlier;
};

/* What the first thread does, to its end. */
_Noreturn void knell_subject_run(struct knell_subject *subject);

/* Installs the handler for the signal of the plan. Return: 0 or -Exxx. */
int knell_subject_handle(struct knell_subject *subject);

/* A line "[PID:TID] text...", in one write. `b` may be NULL. */
void knell_subject_say(
	struct knell_subject *subject, const char *a, const char *b);
/* The same with a number between them. */
void knell_subject_say_number(struct knell_subject *subject, const char *a,
	uint64_t number, const char *b);
/* Which of the subject's threads calls. */
int knell_subject_thread(const struct knell_subject *subject);

/* Sends the signal as the plan wants it. Return: 0 or -Exxx. */
int knell_subject_send(struct knell_subject *subject);
/* Faults truly: with SIGBUS when that is the signal of the plan, else with
 * SIGSEGV. */
void knell_subject_fault(
	struct knell_subject *subject, volatile bool *ret_about_to);

#endif
