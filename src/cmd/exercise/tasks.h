/* SPDX-License-Identifier: MIT */
/* What a log tells of each thread, and of tasks that are none of ours. */
#ifndef KNELL_CMD_EXERCISE_TASKS_H
#define KNELL_CMD_EXERCISE_TASKS_H

#include "cmd/exercise/align.h"
#include "cmd/exercise/input.h"

enum { EXERCISE_NOBODY = -1, EXERCISE_TASKS_MAX = 1024 };

/* Of several numbers the one that is more frequent than all others together,
 * which a fault in the log is not. */
struct exercise_vote {
	int64_t number;
	uint64_t count;
};

/* A thread that the log tells of, or any other task. */
struct exercise_task {
	bool is_used;
	int64_t tid;
	/* Its index, once it is recognized. */
	int thread;
	/* What comes before this line was another program's. */
	uint64_t after_line;
	/* That is another command than this. */
	bool is_other;
	struct exercise_vote own_tid;
	int signals;
	/* A call that has not returned. */
	size_t part_size;
	char part[EXERCISE_LOG_TEXT_MAX];
	struct exercise_side side;
};

struct exercise_verification {
	struct exercise_tally tally;
	struct exercise_vote pid;
	/* Who has the first thread's signals; once it counts, main_tid. */
	int64_t found_tid, main_tid;
	/* Whether it tells where this command begins. */
	bool tells_start;
	bool is_json, tells_signals;
	/* How many lines were of a log. */
	uint64_t calls;
	bool taken[EXERCISE_THREADS_MAX];
	struct exercise_logged call;
	struct exercise_input input;
	/* The beginning of a line that a remark of strace's has cut in two. */
	size_t cut_size;
	char cut[EXERCISE_LOG_TEXT_MAX];
	char whole[EXERCISE_LOG_TEXT_MAX + EXERCISE_LINE_MAX];
	char joined[2 * EXERCISE_LOG_TEXT_MAX + EXERCISE_LINE_MAX];
	struct exercise_task tasks[EXERCISE_TASKS_MAX];
};

/* The task of an id; NULL: there are too many. */
struct exercise_task *exercise_task(
	struct exercise_verification *v, int64_t tid);
/* Who won, or -1. */
int64_t exercise_winner(const struct exercise_vote *vote);
/* A whole call, in `call`: whether it counts, and whose it is. */
void exercise_take_call(struct exercise_verification *v, bool looks_only);
/* What the first thread did while it was the only one is its own. */
void exercise_join_tasks(struct exercise_verification *v, int64_t main_tid);

/*
 * All lines of the log; the first time, only to look for where it begins and
 * who is who.
 * Return: 0; -EINVAL for a line that is none of a log; -Exxx.
 */
long exercise_read_lines(struct exercise_verification *v, bool looks_only);

#endif
