/* SPDX-License-Identifier: MIT */
/*
 * knell exercise --verify on any bytes: it ends, each line that it writes is
 * short and printable, and a second time it says the same.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmd/exercise/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_SIZE = 1 << 16, COLUMNS = 80 };

static long verify(const uint8_t *data, size_t size, unsigned threads,
	struct knell_buffer *out)
{
	const struct exercise_plan plan = {
		.groups = (1u << EXERCISE_GROUPS_CHOSEN) - 1,
		.repeats = 1,
		.threads = threads,
	};
	char path[] = "/proc/self/fd/\0\0\0";
	int fd = memfd_create("log", 0);

	if (fd < 0 || fd > 99 || write(fd, data, size) != (ssize_t)size)
		abort();
	size_t end = strlen(path);

	if (fd > 9)
		path[end++] = (char)('0' + fd / 10);
	path[end] = (char)('0' + fd % 10);
	long result = exercise_verify(out, &plan, path);

	close(fd);
	return result;
}

static void check_lines(const struct knell_buffer *out)
{
	size_t column = 0;

	if (out->truncated)
		abort();
	for (size_t i = 0; i < out->used; i++) {
		unsigned char c = (unsigned char)out->data[i];

		column = c == '\n' ? 0 : column + 1;
		if (column > COLUMNS || (c < ' ' && c != '\n') || c == 0x7f)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[TEXT_SIZE], again[TEXT_SIZE];
	struct knell_buffer out = KNELL_BUFFER(text);
	struct knell_buffer second = KNELL_BUFFER(again);
	unsigned threads = size % 3 + 1;
	long result = verify(data, size, threads, &out);

	check_lines(&out);
	if (verify(data, size, threads, &second) != result ||
		second.used != out.used || memcmp(text, again, out.used) != 0)
		abort();
	return 0;
}
