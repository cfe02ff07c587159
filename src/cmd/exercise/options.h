/* SPDX-License-Identifier: MIT */
/* The options of `knell exercise`. */
#ifndef KNELL_CMD_EXERCISE_OPTIONS_H
#define KNELL_CMD_EXERCISE_OPTIONS_H

#include "cmd/command.h"
#include "cmd/exercise/sequence.h"

extern const char exercise_usage[];

struct exercise_options {
	struct exercise_plan plan;
	bool list;
	bool expect;
	/* A log, or NULL. */
	const char *verify;
};

/* Return: 0, or what the command is to return. */
int exercise_parse(const struct knell_invocation *invocation,
	struct exercise_options *ret_options);

#endif
