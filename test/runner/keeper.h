/* SPDX-License-Identifier: MIT */
/*
 * One test's keeper: a process that starts the test, ends it in time, and
 * sees that nothing of it remains.
 */
#ifndef KNELL_TEST_RUNNER_KEEPER_H
#define KNELL_TEST_RUNNER_KEEPER_H

#include <stdbool.h>
#include <sys/types.h>

struct keeper {
	const char *path;
	const char *under; /* a program that is given the path; NULL: none */
	const char *directory; /* TMPDIR of the test */
	int output;            /* its standard output and error */
	int limit_s;
	/* In memory shared with the keeper, which fills it in. */
	struct keeper_result {
		int status; /* as wait(2) gives it */
		bool late;
		char left[16]; /* a process that outlived the test; "": none */
	} * result;
};

/* Return: the keeper's pid. It ends when it is done, on SIGTERM at once. */
pid_t keeper_start(const struct keeper *keeper);

#endif
