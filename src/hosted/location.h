/* SPDX-License-Identifier: MIT */
/*
 * The addresses of a record that lines are wanted for, each once, and what
 * became of them: the calls, inlined ones first, that are at each.
 */
#ifndef KNELL_HOSTED_LOCATION_H
#define KNELL_HOSTED_LOCATION_H

#include "hosted/session.h"

/* A function and the place in it: of the address, or of an inlined call. */
struct knell_call {
	char *function; /* as people write it; NULL: unknown */
	char *symbol;   /* its linkage name; NULL: it has none */
	char *file;
	uint32_t line, column;
};

struct knell_location {
	uint32_t module;
	uint64_t address; /* link-time, inside the instruction */
	/* A frame there has no name yet. */
	bool nameless;
	struct knell_call *calls; /* the last is the function that was called */
	uint32_t call_count;      /* 0: nothing is known */
	uint64_t function_offset; /* for the name of a nameless frame */
};

struct knell_locations {
	struct knell_location *rows; /* by module and address */
	size_t count;
};

/* All frames that have no file yet. False: there is no room. */
bool knell_locations_collect(
	struct knell_session *session, struct knell_locations *ret_locations);
/* Puts what was found into the frames, with a frame for each inlined call. */
void knell_locations_expand(
	struct knell_session *session, const struct knell_locations *locations);

#endif
