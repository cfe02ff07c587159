/* SPDX-License-Identifier: MIT */
/* The log's lines, which may be read twice. */
#ifndef KNELL_CMD_EXERCISE_INPUT_H
#define KNELL_CMD_EXERCISE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	/* What is longer is passed over: no line that counts is. */
	EXERCISE_LINE_MAX = 65536,
	/* What is longer is no line. */
	EXERCISE_LINE_PASSED_MAX = 16 << 20,
	/* Of what is no file, and kept in memory. */
	EXERCISE_COPY_MAX = 256 << 20,
};

struct exercise_input {
	int fd;
	/* Of the file as it was at first, and how far it is read. */
	uint64_t size, offset;
	uint64_t line;
	size_t used, taken;
	bool ended;
	/* How much of a line that is too long. */
	size_t passed;
	char data[EXERCISE_LINE_MAX];
};

/*
 * A file, a pipe, a terminal; "-" is standard input.
 * Return: 0; -ENODEV for another device; -EFBIG for more than
 * EXERCISE_COPY_MAX of what is no file; -E2BIG for a line that never ends;
 * -Exxx.
 */
long exercise_input_open(struct exercise_input *input, const char *path);
void exercise_input_rewind(struct exercise_input *input);
/* Return: 1 with a line, without its end; 0 at the end; -E2BIG for one
 * that never ends; -Exxx. */
long exercise_input_next(
	struct exercise_input *input, const char **ret_line, size_t *ret_size);

#endif
