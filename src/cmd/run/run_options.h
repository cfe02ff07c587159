/* SPDX-License-Identifier: MIT */
/* The options of `knell run`. */
#ifndef KNELL_CMD_RUN_RUN_OPTIONS_H
#define KNELL_CMD_RUN_RUN_OPTIONS_H

#include "cmd/run/run.h"

extern const char knell_run_usage[];

/* Return: 0, or the exit status, with a message printed. */
int knell_run_parse(struct knell_run *run);

#endif
