/* SPDX-License-Identifier: MIT */
/* Whole small files and links into an arena. */
#include "sys/slurp.h"

#include "abi/errno.h"
#include "base/text.h"
#include "sys/file.h"

enum { LINK_MAX = 4096 };

long knell_slurp(int fd, struct knell_arena *arena, char **ret_text)
{
	char *text = knell_arena_take(arena, 0);
	size_t length = 0;

	if (!text)
		return -ENOMEM;
	for (;;) {
		size_t room = arena->size - arena->used;

		if (room < 2) {
			arena->exhausted = true;
			break;
		}
		long got = sys_read(fd, text + length, room - 1);

		if (got == -EINTR)
			continue;
		if (got < 0)
			return got;
		if (got == 0)
			break;
		length += (size_t)got;
		arena->used += (size_t)got;
	}
	if (arena->used < arena->size)
		arena->used++;
	else if (length)
		length--;
	else
		return -ENOMEM;
	text[length] = '\0';
	*ret_text = text;
	return (long)length;
}

long knell_slurp_at(
	int dir, const char *path, struct knell_arena *arena, char **ret_text)
{
	long fd = sys_openat(dir, path, K_O_RDONLY | K_O_CLOEXEC, 0);

	if (fd < 0)
		return fd;
	long length = knell_slurp((int)fd, arena, ret_text);

	sys_close((int)fd);
	return length;
}

static size_t read_up_to(int fd, char *buffer, size_t size, long *ret_error)
{
	size_t length = 0;

	while (length < size) {
		long got = sys_read(fd, buffer + length, size - length);

		if (got == -EINTR)
			continue;
		if (got < 0)
			*ret_error = got;
		if (got <= 0)
			break;
		length += (size_t)got;
	}
	return length;
}

long knell_slurp_into(int dir, const char *path, char *buffer, size_t size)
{
	long error = 0;
	long fd = sys_openat(dir, path, K_O_RDONLY | K_O_CLOEXEC, 0);

	if (fd < 0)
		return fd;
	size_t length = read_up_to((int)fd, buffer, size - 1, &error);

	sys_close((int)fd);
	buffer[length] = '\0';
	return length ? (long)length : error;
}

char *knell_slurp_link(int dir, const char *path, struct knell_arena *arena)
{
	char target[LINK_MAX];
	long length = sys_readlinkat(dir, path, target, sizeof(target));

	if (length < 0)
		return NULL;
	return knell_arena_copy_text(arena, target, (size_t)length);
}

const char *knell_slurp_field(const char *text, const char *name)
{
	size_t length = knell_text_length(name);

	while (text && *text) {
		if (knell_text_starts(text, name) && text[length] == ':') {
			text += length + 1;
			while (*text == ' ' || *text == '\t')
				text++;
			return text;
		}
		text = knell_text_find(text, '\n');
		if (text)
			text++;
	}
	return NULL;
}
