/* SPDX-License-Identifier: MIT */
/*
 * knell-report, the hosted half: started with a record, not waited for longer
 * than a few seconds. A caller with an event loop uses begin and finish,
 * neither of which blocks; one with nothing else to do uses run.
 */
#ifndef KNELL_CMD_HOSTED_H
#define KNELL_CMD_HOSTED_H

#include "cmd/command.h"
#include "crash/module.h"
#include "crash/record.h"

enum {
	KNELL_HOSTED_SECONDS = 5,
	/* In place of a wait status: it did not end in time. */
	KNELL_HOSTED_LATE = -1,
	KNELL_HOSTED_REASON_BYTES = 256,
};

struct knell_hosted_request {
	const struct knell_invocation *invocation; /* PATH, environment */
	const struct knell_record *record;
	/* Whose files knell-report is to read; NULL: it opens them by name. */
	const struct knell_modules *modules;
	bool json;
	bool color;
	uint32_t columns; /* 0: the usual */
	uint32_t seconds; /* 0: KNELL_HOSTED_SECONDS */
};

struct knell_hosted {
	int32_t pid;
	uint32_t seconds;
	uint64_t deadline_ns; /* of CLOCK_MONOTONIC */
	/* Private: where its output and its messages go. */
	int output_fd, message_fd;
	/* After finish: the report. */
	char *text;
	size_t size;
	/* After an error other than -ENOENT: what it did, for a note that says
	 * "knell-report" first. */
	char reason[KNELL_HOSTED_REASON_BYTES];
};

/*
 * Finds knell-report beside this program or in PATH and starts it. All
 * descriptors of the caller must be close-on-exec. Needs no close on error.
 * Return: 0; -ENOENT when there is none; -Exxx.
 */
long knell_hosted_begin(struct knell_hosted *hosted,
	const struct knell_hosted_request *request);
/*
 * Once the child `pid` has ended, with its wait status; or with
 * KNELL_HOSTED_LATE after the deadline: then it is killed, and is left to be
 * reaped with the caller's other children. The caller closes either way.
 * Return: 0, and text and size are there; -ETIMEDOUT; -ECHILD for a failure
 * that `reason` tells; -Exxx.
 */
long knell_hosted_finish(struct knell_hosted *hosted, int status);
/*
 * Begin, wait, finish. SIGCHLD is blocked and not ignored from then on. Needs
 * no close on error.
 */
long knell_hosted_run(struct knell_hosted *hosted,
	const struct knell_hosted_request *request);
void knell_hosted_close(struct knell_hosted *hosted);

#endif
