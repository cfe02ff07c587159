/* SPDX-License-Identifier: MIT */
/* A real process, held still by ptrace, with its modules open. */
#ifndef KNELL_TEST_STOPPED_H
#define KNELL_TEST_STOPPED_H

#include <sys/types.h>

#include "crash/module.h"
#include "crash/process.h"

struct stopped {
	pid_t pid;
	struct knell_process_target process;
	struct knell_target *target; /* &process.target */
	/* A copy of the target's kind, for a test to change. */
	struct knell_target_kind kind;
	struct knell_arena arena;
	struct knell_record record;
	struct knell_modules modules;
};

/* Starts a program and holds it where it stops itself (SIGSTOP). */
void stopped_start(struct stopped *stopped, char *const argv[]);
/* Holds a fork of this process. */
void stopped_fork(struct stopped *stopped);
/* Reads maps and opens modules; can be called again after a close. */
void stopped_open_modules(struct stopped *stopped);
void stopped_close_modules(struct stopped *stopped);
void stopped_end(struct stopped *stopped);

/* The module of that file name; NULL: there is none. */
struct knell_image *stopped_find(struct stopped *stopped, const char *name);
/* What knell_symbols_name_frames makes of one pc, "?" for nothing. */
const char *stopped_name(struct stopped *stopped, uint64_t pc, bool exact);

#endif
