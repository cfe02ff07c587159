/* SPDX-License-Identifier: MIT */
/* The log's lines, which may be read twice. */
#ifndef KNELL_CMD_EXERCISE_INPUT_H
#define KNELL_CMD_EXERCISE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EXERCISE_LINE_MAX = 65536 };

struct exercise_input {
	int fd;
	uint64_t offset;
	uint64_t line;
	size_t used, taken;
	bool ended;
	/* What is longer than this is cut. */
	char data[EXERCISE_LINE_MAX];
};

/* Return: 0, or -Exxx. */
long exercise_input_open(struct exercise_input *input, const char *path);
void exercise_input_rewind(struct exercise_input *input);
/* Return: 1 with a line, without its end; 0 at the end; -Exxx. */
long exercise_input_next(
	struct exercise_input *input, const char **ret_line, size_t *ret_size);

#endif
