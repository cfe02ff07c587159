/* SPDX-License-Identifier: MIT */
/*
 * `knell watch`: what happens after a signal handler. A subject, a process of
 * its own, runs the experiment; the observer sees from outside how it fares.
 * What was seen (facts, observation) and what explains it (verdict) are kept
 * apart: nothing is told that was not seen.
 */
#ifndef KNELL_CMD_WATCH_WATCH_H
#define KNELL_CMD_WATCH_WATCH_H

#include "cmd/command.h"
#include "cmd/output.h"

enum knell_watch_how {
	KNELL_WATCH_KILL,
	KNELL_WATCH_TGKILL,
	KNELL_WATCH_SIGQUEUE,
	KNELL_WATCH_PIDFD,
	KNELL_WATCH_HOWS,
	/* The second thread truly faults. */
	KNELL_WATCH_TRUE_FAULT = KNELL_WATCH_HOWS,
};

enum knell_watch_reraise {
	KNELL_WATCH_RERAISE_KILL,
	KNELL_WATCH_RERAISE_RAISE,
	KNELL_WATCH_RERAISE_REQUEUE,
	KNELL_WATCH_RERAISE_RETURN,
	KNELL_WATCH_RERAISE_FAULT,
	KNELL_WATCH_RERAISES,
	/* noraise: the handler leaves its action in place. */
	KNELL_WATCH_NORAISE = KNELL_WATCH_RERAISES,
};

struct knell_watch_plan {
	int signal;
	enum knell_watch_how how;
	enum knell_watch_reraise reraise;
	bool container;
	bool trace, json, all;
	const char *svg;
	enum knell_color color;
	uint64_t interval_ns;
	uint32_t limit;
};

enum {
	KNELL_WATCH_HELLOS = 5,
	KNELL_WATCH_LINES_MAX = 48,
	KNELL_WATCH_LINE_BYTES = 128,
	/* The subject's threads: the one it began with, and its second. */
	KNELL_WATCH_THREADS = 2,
	/* What it may take beyond its hellos, on the slowest machine. */
	KNELL_WATCH_SLACK_S = 20,
};

/* A line that the subject wrote; without text when it died before it did. */
struct knell_watch_line {
	uint64_t time_ns; /* of CLOCK_MONOTONIC, just before */
	int thread;
	char text[KNELL_WATCH_LINE_BYTES];
};

enum knell_watch_action {
	KNELL_WATCH_ACTION_UNKNOWN,
	KNELL_WATCH_ACTION_DEFAULT,
	KNELL_WATCH_ACTION_IGNORE,
};

/* What ended a loop of faults. */
enum knell_watch_stop {
	KNELL_WATCH_STOP_NONE,
	KNELL_WATCH_STOP_ROUNDS,
	KNELL_WATCH_STOP_TIME,
};

/* What the subject leaves, in memory that it shares with the observer. */
struct knell_watch_facts {
	int32_t pid, tid[KNELL_WATCH_THREADS];
	enum knell_watch_action earlier;
	int error; /* why the experiment could not begin, -Exxx */
	uint32_t hellos;
	bool goodbye;

	/* The second thread's part. What is about to be done is noted before:
	 * of what the process dies of, nothing can be noted afterwards. */
	bool sending, sent;
	int send_result;
	bool faulting;

	/* The handler's. */
	uint32_t runs[KNELL_WATCH_THREADS], runs_all;
	uint32_t returns[KNELL_WATCH_THREADS];
	bool came_back[KNELL_WATCH_THREADS];
	int32_t code, sender_pid;
	uint32_t sender_uid;
	uint64_t address, pc;
	/* Runs for the same instruction and address as the first. */
	uint32_t same_place;
	uint64_t first_ns, last_ns;
	enum knell_watch_stop stop;
	bool restored;
	bool raising, raised;
	int raise_result;
	bool pending_in_handler;
	bool faulting_in_handler;

	/* In code that ran after the handler. */
	bool pending_after, blocked_after;

	uint32_t line_count;
	struct knell_watch_line lines[KNELL_WATCH_LINES_MAX];
};

/* How many lines there are room for, of those that were written. */
static inline uint32_t knell_watch_line_count(
	const struct knell_watch_facts *facts)
{
	return facts->line_count < KNELL_WATCH_LINES_MAX
		       ? facts->line_count
		       : KNELL_WATCH_LINES_MAX;
}

/* What the observer sees. */
struct knell_watch_observation {
	bool known; /* the subject ran, and has ended */
	int wait_status;
	bool hung;       /* and was killed for it */
	int stop_signal; /* it stopped by this, and was continued; 0: no */
	/* Its fault would not have killed it as long as it was traced. */
	bool let_go;
	uint64_t began_ns, ended_ns;
};

enum knell_watch_outcome {
	KNELL_WATCH_UNKNOWN,
	KNELL_WATCH_WENT_ON,
	KNELL_WATCH_DIED, /* of the signal of the experiment */
	KNELL_WATCH_DIED_OTHERWISE,
	KNELL_WATCH_LOOPED,
	KNELL_WATCH_STOPPED, /* went on once continued */
	KNELL_WATCH_HUNG,
	KNELL_WATCH_FAILED, /* the experiment did not take place */
};

struct knell_watch_verdict {
	enum knell_watch_outcome outcome;
	const char *reason; /* a word for programs; NULL: none is known */
	char why[1024];
};

struct knell_watch_events;

struct knell_watch_result {
	const struct knell_watch_plan *plan;
	struct knell_watch_facts *facts;
	struct knell_watch_observation observation;
	struct knell_watch_verdict verdict;
	struct knell_watch_events *events; /* NULL: not traced */
	const char *complaint; /* why it could not be started; or NULL */
};

const char *knell_watch_how_name(enum knell_watch_how how);
const char *knell_watch_reraise_name(enum knell_watch_reraise reraise);
const char *knell_watch_outcome_name(enum knell_watch_outcome outcome);

#endif
