/* SPDX-License-Identifier: MIT */
/* Who exercises: a thread, with its signals, and what it keeps meanwhile. */
#ifndef KNELL_CMD_EXERCISE_EXERCISER_H
#define KNELL_CMD_EXERCISE_EXERCISER_H

#include "cmd/exercise/ring.h"
#include "cmd/exercise/sequence.h"
#include "knell/action.h"
#include "knell/jump.h"
#include "knell/set.h"
#include "knell/stack.h"
#include "knell/start.h"
#include "knell/thread.h"

/* include/uapi/linux/time_types.h: struct __kernel_itimerspec */
struct exercise_interval {
	struct k_timespec every, value;
};

/* include/uapi/linux/time.h: struct itimerval, which has the time as a long */
struct exercise_itimer {
	long every_s, every_us, value_s, value_us;
};

/* What a step got, or what the kernel wrote for it. */
union exercise_fact {
	struct knell_action action;
	struct knell_set set;
	struct knell_stack stack;
	struct knell_info info;
	struct exercise_interval interval;
	struct exercise_itimer itimer;
	long number;
};

struct exercise_run;

struct exerciser {
	struct exercise_run *run;
	unsigned index;
	int pid;
	/* 0 until the thread has begun. */
	volatile int tid;
	struct exercise_cursor cursor;
	/* Memory for an alternate stack that is set and disabled. */
	struct knell_stack stack;
	union exercise_fact kept[EXERCISE_PLACES];
	/* Which places are kept, a bit each. */
	uint32_t places;
	union exercise_fact fact;
	/* For the handler: how often it ran, and what it is to do. */
	volatile unsigned handled;
	volatile bool edits;
	/* Whether it may be the return of a handler that fails; then where to
	 * go on. */
	volatile bool returns;
	struct knell_jump escape;
	struct exercise_ring ring;
	/* How it went. */
	uint64_t made;
	bool failed;
	struct knell_thread *thread;
};

enum { EXERCISE_WHY_BYTES = 256 };

/* One run of the command. */
struct exercise_run {
	const struct exercise_plan *plan;
	const struct knell_start *start;
	bool terminal;
	struct exerciser threads[EXERCISE_THREADS_MAX];
	/* Somebody failed, or was interrupted: nobody begins anew. */
	volatile bool stops;
	uint64_t began_ns;
	/* Whether there is a line on the terminal, and since when. */
	bool progress;
	uint64_t shown_ns;
};

/* Makes the system call. Return: what the kernel returned. */
long exercise_make(struct exerciser *x, const struct exercise_step *step);
/*
 * Compares what came with what the step says. Return: NULL when it is so; else
 * what is not, for people, perhaps in `why`.
 */
const char *exercise_check(const struct exerciser *x,
	const struct exercise_step *step, long result,
	char why[EXERCISE_WHY_BYTES]);

/* Who it is that calls. */
struct exerciser *exercise_self(void);
void exercise_handlers_begin(struct exercise_run *run);
void exercise_handler(int signal, struct knell_info *info, void *context);
void exercise_guard(int signal, struct knell_info *info, void *context);

/* One thread's steps, all of them. */
void exercise_walk(struct exerciser *x);

#endif
