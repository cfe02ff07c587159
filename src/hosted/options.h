/* SPDX-License-Identifier: MIT */
/* The command line of knell-report. */
#ifndef KNELL_HOSTED_OPTIONS_H
#define KNELL_HOSTED_OPTIONS_H

#include "hosted/session.h"

enum { KNELL_MODULE_FDS_MAX = 128 };

struct knell_report_options {
	const char *input; /* NULL: standard input */
	bool json;
	bool color;
	uint32_t columns;      /* 0: the usual */
	uint32_t time_limit_s; /* 0: none */
	struct knell_module_fd fds[KNELL_MODULE_FDS_MAX];
	size_t fd_count;
};

/* Return: false when all is done already, with *ret_status. */
bool knell_options_parse(struct knell_report_options *options, int argc,
	char **argv, int *ret_status);

#endif
