/* SPDX-License-Identifier: MIT */
/* The log's lines, which may be read twice. */
#include "cmd/exercise/input.h"

#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "cmd/output.h"
#include "sys/file.h"

/* Counts what a line has without an end. Return: 0, or -E2BIG. */
static long pass(struct exercise_input *input, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		input->passed = data[i] == '\n' ? 0 : input->passed + 1;
	return input->passed > EXERCISE_LINE_PASSED_MAX ? -E2BIG : 0;
}

static long copy(struct exercise_input *input, int to)
{
	for (;;) {
		long error, got;

		got = sys_read(input->fd, input->data, EXERCISE_LINE_MAX);
		if (got == -EINTR)
			continue;
		if (got <= 0)
			return got;
		input->size += (uint64_t)got;
		if (input->size > EXERCISE_COPY_MAX)
			return -EFBIG;
		error = pass(input, input->data, (size_t)got);
		if (!error)
			error = knell_output_write(
				to, input->data, (size_t)got);
		if (error < 0)
			return error;
	}
}

/* What cannot be read twice, or has no size beforehand. */
static long take_copy(struct exercise_input *input)
{
	long fd = sys_memfd_create("knell-log", K_MFD_CLOEXEC);

	if (fd < 0)
		return fd;
	long error = copy(input, (int)fd);

	sys_close(input->fd);
	input->fd = (int)fd;
	return error;
}

/* Sources: inode(7), and statx(2). */
static long look(struct exercise_input *input)
{
	struct k_statx stat;
	long error = sys_statx(
		input->fd, "", K_AT_EMPTY_PATH, K_STATX_BASIC_STATS, &stat);
	unsigned type = error < 0 ? 0 : stat.mode & K_S_IFMT;

	input->size = 0;
	input->passed = 0;
	if (type == K_S_IFDIR)
		return -EISDIR;
	/* They may have no end. */
	if (type == K_S_IFBLK ||
		(type == K_S_IFCHR && !knell_output_is_terminal(input->fd)))
		return -ENODEV;
	/* Those of /proc have a size of 0. */
	if (type != K_S_IFREG || !stat.size)
		return take_copy(input);
	/* What is written from now on does not count. */
	input->size = stat.size;
	return 0;
}

long exercise_input_open(struct exercise_input *input, const char *path)
{
	long fd = 0;

	input->fd = -1;
	if (!knell_text_equal(path, "-"))
		fd = sys_openat(K_AT_FDCWD, path,
			K_O_RDONLY | K_O_CLOEXEC | K_O_NOCTTY, 0);
	if (fd < 0)
		return fd;
	input->fd = (int)fd;
	long error = look(input);

	exercise_input_rewind(input);
	return error;
}

void exercise_input_rewind(struct exercise_input *input)
{
	input->offset = 0;
	input->line = 0;
	input->used = 0;
	input->taken = 0;
	input->passed = 0;
	input->ended = false;
}

static long fill(struct exercise_input *input)
{
	input->used -= input->taken;
	knell_memory_copy(input->data, input->data + input->taken, input->used);
	input->taken = 0;
	for (;;) {
		size_t size = EXERCISE_LINE_MAX - input->used;

		if (size > input->size - input->offset)
			size = (size_t)(input->size - input->offset);
		long got = sys_pread64(input->fd, input->data + input->used,
			size, input->offset);

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
	for (input->passed = 0;;) {
		size_t from = input->taken;

		while (input->taken < input->used)
			if (input->data[input->taken++] == '\n')
				return 0;
		long error =
			pass(input, input->data + from, input->used - from);

		if (!error)
			error = fill(input);
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
