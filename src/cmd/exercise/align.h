/* SPDX-License-Identifier: MIT */
/*
 * The calls that a log has of one thread beside those that a thread makes: what
 * is missing, extra or different. A few calls of each are looked at in advance,
 * to go on where both are the same again.
 */
#ifndef KNELL_CMD_EXERCISE_ALIGN_H
#define KNELL_CMD_EXERCISE_ALIGN_H

#include "base/buffer.h"
#include "cmd/exercise/match.h"

enum { EXERCISE_WINDOW = 12 };

/* A step that is due. */
struct exercise_due {
	const struct exercise_step *step;
	unsigned group;
	uint64_t order;
};

/* What is told, and how often. */
struct exercise_tally {
	struct knell_buffer *out;
	const struct exercise_plan *plan;
	uint64_t seen, missing, extra, different;
	/* Of how many differences a line tells; how many lines. */
	uint64_t told;
	unsigned lines;
};

struct exercise_side {
	struct exercise_cursor cursor;
	struct exercise_bound bound;
	struct exercise_due due[EXERCISE_WINDOW];
	unsigned due_count;
	struct exercise_logged calls[EXERCISE_WINDOW];
	unsigned call_count;
};

void exercise_side_begin(struct exercise_side *side,
	const struct exercise_plan *plan, unsigned thread, int64_t pid,
	int64_t tid);
/* Goes on while there is too little room for another call. */
void exercise_side_advance(
	struct exercise_side *side, struct exercise_tally *tally);
/* There are no more calls. */
void exercise_side_end(
	struct exercise_side *side, struct exercise_tally *tally);

/* Lines about differences, of 80 columns. */
void exercise_tell_missing(struct exercise_tally *tally, unsigned thread,
	const struct exercise_due *due);
/* All calls of a thread are missing. */
void exercise_tell_unseen(
	struct exercise_tally *tally, unsigned thread, uint64_t count);
void exercise_tell_extra(
	struct exercise_tally *tally, const struct exercise_logged *call);
void exercise_tell_different(struct exercise_tally *tally, unsigned thread,
	const struct exercise_due *due, const struct exercise_logged *call,
	int what);

#endif
