/* SPDX-License-Identifier: MIT */
/*
 * A command that is PID 1 of its namespace. The kernel spares it from what a
 * signal does by default: Ctrl-C, and what stops a container, would not end it.
 */
#ifndef KNELL_CMD_FIRST_PROCESS_H
#define KNELL_CMD_FIRST_PROCESS_H

#include <stdbool.h>

/*
 * As PID 1, and for SIGHUP, SIGINT, SIGQUIT and SIGTERM that are not ignored:
 * each then ends the process, with status 128 + its number, and so all others
 * of the namespace. Elsewhere it does nothing.
 */
void knell_first_process_begin(void);
/* Whether it is one of those four. */
bool knell_first_process_takes(int signal);
/* In a child, which is to have the actions from before. */
void knell_first_process_forget(void);

#endif
