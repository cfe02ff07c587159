/* SPDX-License-Identifier: MIT */
/* Whether a call in a log is the one that a step says. */
#ifndef KNELL_CMD_EXERCISE_MATCH_H
#define KNELL_CMD_EXERCISE_MATCH_H

#include "base/buffer.h"
#include "cmd/exercise/log.h"
#include "cmd/exercise/sequence.h"

enum { EXERCISE_BOUND_MAX = 320 };

/*
 * What a log has told of what only a run knows: it must be the same wherever a
 * step says so. Empty: not yet told.
 */
struct exercise_bound {
	const struct exercise_plan *plan;
	unsigned thread;
	/* As most calls have them; -1: none does. */
	int64_t pid, tid;
	char places[EXERCISE_PLACES][EXERCISE_BOUND_MAX];
	char stack[EXERCISE_BOUND_MAX];
};

void exercise_bound_begin(struct exercise_bound *bound,
	const struct exercise_plan *plan, unsigned thread, int64_t pid,
	int64_t tid);

/* What differs: an argument, from 0 on, or one of these. */
enum {
	MATCH_ALL = -1,
	MATCH_NOT_CALL = -2,
	MATCH_NOT_RESULT = -3,
	MATCH_NOT_COUNT = -4,
};

/*
 * Return: what differs first. With `loose`, what has to be the same as before
 * is not looked at.
 */
int exercise_match(const struct exercise_bound *bound,
	const struct exercise_step *step, const struct exercise_logged *call,
	bool loose);
/* A call is missing or another one: what it would have told is not known. */
void exercise_forget(
	struct exercise_bound *bound, const struct exercise_step *step);
/* Of a call that matches: keeps what it tells. */
void exercise_bind(struct exercise_bound *bound,
	const struct exercise_step *step, const struct exercise_logged *call);

#endif
