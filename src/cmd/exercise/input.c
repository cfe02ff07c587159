/* SPDX-License-Identifier: MIT */
/* The log's lines, which may be read twice. */
#include "cmd/exercise/input.h"

#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "cmd/output.h"
#include "sys/file.h"

/* Of what cannot be read twice. */
#define COPY_MAX (1ULL << 32)

static long copy(struct exercise_input *input, int to)
{
	uint64_t done = 0;

	for (;;) {
		long got = sys_read(input->fd, input->data, EXERCISE_LINE_MAX);

		if (got == -EINTR)
			continue;
		if (got <= 0)
			return got;
		done += (uint64_t)got;
		if (done > COPY_MAX)
			return -EFBIG;
		long error = knell_output_write(to, input->data, (size_t)got);

		if (error < 0)
			return error;
	}
}

long exercise_input_open(struct exercise_input *input, const char *path)
{
	long fd = 0;
	char byte;

	input->fd = -1;
	if (!knell_text_equal(path, "-"))
		fd = sys_openat(K_AT_FDCWD, path,
			K_O_RDONLY | K_O_CLOEXEC | K_O_NOCTTY, 0);
	if (fd < 0)
		return fd;
	input->fd = (int)fd;
	long got = sys_pread64((int)fd, &byte, 1, 0);

	if (got == -ESPIPE) {
		fd = sys_memfd_create("knell-log", K_MFD_CLOEXEC);
		if (fd < 0)
			return fd;
		got = copy(input, (int)fd);
		sys_close(input->fd);
		input->fd = (int)fd;
	}
	exercise_input_rewind(input);
	return got < 0 ? got : 0;
}

void exercise_input_rewind(struct exercise_input *input)
{
	input->offset = 0;
	input->line = 0;
	input->used = 0;
	input->taken = 0;
	input->ended = false;
}

static long fill(struct exercise_input *input)
{
	input->used -= input->taken;
	knell_memory_copy(input->data, input->data + input->taken, input->used);
	input->taken = 0;
	for (;;) {
		long got = sys_pread64(input->fd, input->data + input->used,
			EXERCISE_LINE_MAX - input->used, input->offset);

		if (got == -EINTR)
			continue;
		if (got < 0)
			return got;
		input->offset += (uint64_t)got;
		input->used += (size_t)got;
		input->ended = !got;
		return 0;
	}
}

/* What is left of a line that is too long. */
static long skip_rest(struct exercise_input *input)
{
	for (;;) {
		for (; input->taken < input->used; input->taken++) {
			if (input->data[input->taken] == '\n') {
				input->taken++;
				return 0;
			}
		}
		long error = fill(input);

		if (error < 0 || input->ended)
			return error;
	}
}

long exercise_input_next(
	struct exercise_input *input, const char **ret_line, size_t *ret_size)
{
	size_t length = 0;

	for (;;) {
		size_t left = input->used - input->taken;
		const char *line = input->data + input->taken;

		while (length < left && line[length] != '\n')
			length++;
		if (length < left || (input->ended && left)) {
			input->line++;
			*ret_line = line;
			*ret_size = length;
			input->taken += length + (length < left);
			return 1;
		}
		if (input->ended)
			return 0;
		if (left == EXERCISE_LINE_MAX) {
			/* Cut: as if the rest were not there. */
			long error = skip_rest(input);

			if (error < 0)
				return error;
			length = 0;
			input->line++;
			continue;
		}
		long error = fill(input);

		if (error < 0)
			return error;
	}
}
