/* SPDX-License-Identifier: MIT */
/* The file that `knell report` is given: opened, told apart, read. */
#include "cmd/report/input.h"

#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "cmd/output.h"
#include "sys/file.h"

/* All that `from` has, to `to`. Return: 0, or -Exxx. */
static long copy(int from, int to)
{
	char data[65536];
	size_t done = 0;

	for (;;) {
		long got = sys_read(from, data, sizeof(data));

		if (got == -EINTR)
			continue;
		if (got <= 0)
			return got;
		long error = knell_output_write(to, data, (size_t)got);

		if (error < 0)
			return error;
		done += (size_t)got;
		/* Only a core can be so large: a pipe may have no end. */
		if (done > KNELL_INPUT_TEXT_MAX && !knell_input_is_elf(to))
			return -EFBIG;
	}
}

/* A pipe or a terminal cannot be read twice: a file in memory can. */
static long keep(int fd)
{
	long kept = sys_memfd_create("knell-report", K_MFD_CLOEXEC);

	if (kept < 0)
		return kept;
	long error = copy(fd, (int)kept);

	if (error >= 0)
		return kept;
	sys_close((int)kept);
	return error;
}

long knell_input_open(const char *path)
{
	char byte;
	bool is_stdin = knell_text_equal(path, "-");
	long fd = 0;

	if (!is_stdin)
		fd = sys_openat(K_AT_FDCWD, path,
			K_O_RDONLY | K_O_CLOEXEC | K_O_NOCTTY, 0);
	if (fd < 0 || sys_pread64((int)fd, &byte, 1, 0) != -ESPIPE)
		return fd;
	long kept = keep((int)fd);

	if (!is_stdin)
		sys_close((int)fd);
	return kept;
}

bool knell_input_is_elf(int fd)
{
	char magic[4];

	return sys_pread64(fd, magic, sizeof(magic), 0) == sizeof(magic) &&
	       !knell_memory_compare(magic, "\177ELF", sizeof(magic));
}

long knell_input_read(int fd, struct knell_arena *arena, char **ret_text)
{
	char *text = knell_arena_take(arena, 0);
	size_t size = 0;

	if (!text)
		return -EFBIG;
	for (;;) {
		size_t room = arena->size - arena->used;
		long got = sys_pread64(fd, text + size, room, size);

		if (got == -EINTR)
			continue;
		if (got < 0)
			return got;
		if (got == 0)
			break;
		size += (size_t)got;
		arena->used += (size_t)got;
	}
	*ret_text = text;
	return arena->used < arena->size ? (long)size : -EFBIG;
}
