/* SPDX-License-Identifier: MIT */
/* What every subcommand is given, and how it says what went wrong. */
#ifndef KNELL_CMD_COMMAND_H
#define KNELL_CMD_COMMAND_H

#include "base/buffer.h"
#include "knell/start.h"

/* The exit statuses that knell gives on its own account. */
enum {
	KNELL_EXIT_USAGE = 2,
	KNELL_EXIT_FAILED = 125,
	KNELL_EXIT_NOT_EXECUTABLE = 126,
	KNELL_EXIT_NOT_FOUND = 127,
};

/* What a command returns that is asked for help: main prints its usage. */
enum { KNELL_SHOW_USAGE = -1 };

struct knell_invocation {
	int argc;
	char **argv; /* argv[0] is the subcommand */
	const struct knell_start *start;
};

struct knell_command {
	const char *name;
	const char *summary; /* one line for `knell help` */
	const char *usage;   /* what `knell help NAME` prints */
	int (*run)(const struct knell_invocation *invocation);
};

extern const struct knell_command knell_command_run;
extern const struct knell_command knell_command_report;
extern const struct knell_command knell_command_watch;
extern const struct knell_command knell_command_exercise;
extern const struct knell_command knell_command_frame;

/* "knell: text: 'detail': the error in words" and a newline, to stderr.
 * detail may be NULL, error 0. */
void knell_complain(const char *text, const char *detail, long error);
/* Says what is wrong with the argument for which knell_options_next returned
 * `row`, to the subcommand `command`. Return: KNELL_EXIT_USAGE. */
int knell_complain_option(const char *command, int row, const char *argument);
/* What an error number means, for people. */
const char *knell_error_text(long error);

#endif
