/* SPDX-License-Identifier: MIT */
/* Command-line options: a table of them, and a walk along the arguments. */
#ifndef KNELL_BASE_OPTIONS_H
#define KNELL_BASE_OPTIONS_H

#include <stddef.h>

struct knell_option {
	const char *name;  /* without the dashes */
	char letter;       /* 0: none */
	const char *value; /* what the usage calls it; NULL: a flag */
};

enum {
	KNELL_OPTIONS_END = -1,
	KNELL_OPTIONS_UNKNOWN = -2,
	KNELL_OPTIONS_NO_VALUE = -3,
	KNELL_OPTIONS_NEEDLESS_VALUE = -4,
};

struct knell_options {
	const struct knell_option *table;
	size_t count;
	char **argv;
	int argc;
	/* The next argument to look at; after the end, the first operand. */
	int next;
	/* The value of the option just returned. */
	const char *value;
	/* Private: where in a cluster of letters the walk is. */
	const char *cluster;
};

/*
 * The next option, up to the first operand or "--".
 * Return: its row in the table, or one of the above; for an error the
 * argument at fault is `value`.
 */
int knell_options_next(struct knell_options *options);

#endif
