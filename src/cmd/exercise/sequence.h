/* SPDX-License-Identifier: MIT */
/* The order of the steps of one thread. */
#ifndef KNELL_CMD_EXERCISE_SEQUENCE_H
#define KNELL_CMD_EXERCISE_SEQUENCE_H

#include "abi/time.h"
#include "cmd/exercise/step.h"
#include "knell/set.h"

/* What is chosen. */
struct exercise_plan {
	/* A bit for each group. */
	uint32_t groups;
	uint32_t repeats;
	/* Repeats a second and thread; 0: as many as there can be. */
	uint32_t rate;
	unsigned threads;
};

/* The signals of a set of a step's that is known beforehand. */
struct knell_set exercise_set(const struct exercise_plan *plan, unsigned thread,
	const struct exercise_value *value);

/* Where a thread is: all zero at first. */
struct exercise_cursor {
	const struct exercise_plan *plan;
	unsigned thread;
	/* An enum exercise_group_id; EXERCISE_GROUPS after the last. */
	unsigned group;
	/* How many steps of the group came before, which is the next. */
	unsigned row;
	/* Of the repeats, or of the threads that are started. */
	uint32_t round;
	/* How many steps came before that a tracer looks for. */
	uint64_t order;
};

void exercise_begin(struct exercise_cursor *cursor,
	const struct exercise_plan *plan, unsigned thread);
/* The step to make next; NULL: there is none. */
const struct exercise_step *exercise_next(struct exercise_cursor *cursor);
/* Goes on with what comes once the repeats are over. */
void exercise_leave(struct exercise_cursor *cursor);

#endif
