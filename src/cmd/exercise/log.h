/* SPDX-License-Identifier: MIT */
/*
 * One system call as a tracer logged it. A log is foreign text: what it says
 * is bounded here, and what cannot be read is no call.
 */
#ifndef KNELL_CMD_EXERCISE_LOG_H
#define KNELL_CMD_EXERCISE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	EXERCISE_LOG_ARGUMENTS_MAX = 6,
	EXERCISE_LOG_TEXT_MAX = 2048,
	EXERCISE_LOG_NAME_MAX = 32,
};

struct exercise_logged {
	/* Of the file, from 1 on: where the call is told to the end. */
	uint64_t line;
	/* 0: it does not say. */
	int64_t tid;
	char name[EXERCISE_LOG_NAME_MAX];
	/* How many signals the log told of since the call before; -1: it does
	 * not tell of signals. */
	int signals;
	/* Whether it tells the arguments; a text of NULL: not this one. */
	bool has_arguments;
	unsigned count;
	/* Into `text`, each NUL-terminated. */
	const char *arguments[EXERCISE_LOG_ARGUMENTS_MAX];
	const char *result;
	char text[EXERCISE_LOG_TEXT_MAX];
};

enum exercise_line {
	/* Of something else: the end of a process, a remark. */
	LINE_OTHER,
	/* A signal is delivered. */
	LINE_SIGNAL,
	LINE_CALL,
	/* The call has not returned: the rest comes with another line. */
	LINE_BEGIN,
	LINE_REST,
	/* It should be a call, and cannot be read. */
	LINE_WRONG,
};

/*
 * strace's text. Of LINE_BEGIN and LINE_REST, `*ret_part` is what there is of
 * the call; joined they are a line.
 */
enum exercise_line exercise_log_strace(const char *line, size_t size,
	struct exercise_logged *ret_call, const char **ret_part,
	size_t *ret_part_size);
/* An object with call, arguments, result and perhaps tid. */
enum exercise_line exercise_log_json(
	const char *line, size_t size, struct exercise_logged *ret_call);

#endif
