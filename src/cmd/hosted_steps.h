/* SPDX-License-Identifier: MIT */
/* Private to hosted*.c. */
#ifndef KNELL_CMD_HOSTED_STEPS_H
#define KNELL_CMD_HOSTED_STEPS_H

#include "cmd/hosted.h"

enum { KNELL_HOSTED_PATH_BYTES = 4096 };

/* Return: 0, or -ENOENT. */
int knell_hosted_find(const struct knell_invocation *invocation,
	char path[KNELL_HOSTED_PATH_BYTES]);

/* In the child: becomes knell-report, `input_fd` its standard input. */
_Noreturn void knell_hosted_become(const struct knell_hosted *hosted,
	const struct knell_hosted_request *request, const char *path,
	int input_fd);

#endif
