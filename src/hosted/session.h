/* SPDX-License-Identifier: MIT */
/* One record that is being added to, and the bounds that this is done in. */
#ifndef KNELL_HOSTED_SESSION_H
#define KNELL_HOSTED_SESSION_H

#include "base/arena.h"
#include "crash/record.h"

/* An open file of a module: `--module-fd INDEX:FD`. */
struct knell_module_fd {
	uint32_t module;
	int fd;
};

struct knell_session {
	struct knell_record *record;
	struct knell_arena *arena; /* all that is added lies here */
	const struct knell_module_fd *fds;
	size_t fd_count;
	uint64_t deadline_ns; /* of CLOCK_MONOTONIC; 0: none */
};

/* Nanoseconds until the deadline; UINT64_MAX when there is none. */
uint64_t knell_session_left_ns(const struct knell_session *session);
/* Adds to the record's notes, unless it says so already: the texts of
 * `words`, which NULL ends, one after the other. */
void knell_session_note(
	struct knell_session *session, const char *const words[]);
char *knell_session_copy(struct knell_session *session, const char *text);

#endif
