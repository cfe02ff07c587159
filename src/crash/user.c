/* SPDX-License-Identifier: MIT */
/* The name of a user, from the target's own /etc/passwd. */
#include "base/text.h"
#include "crash/siginfo.h"
#include "sys/file.h"

enum { PASSWD_MAX = 65536 };

/* "name:password:uid:…" */
static bool parse_line(const char *line, uint32_t uid, size_t *ret_length)
{
	const char *colon = knell_text_find(line, ':');
	const char *second = colon ? knell_text_find(colon + 1, ':') : NULL;
	const char *at = second ? second + 1 : NULL;
	const char *end = knell_text_find(line, '\n');
	uint64_t value;

	if (!at || (end && at > end) || !knell_text_decimal(&at, &value) ||
		*at != ':' || value != uid)
		return false;
	*ret_length = (size_t)(colon - line);
	return true;
}

static char *find_user(
	struct knell_arena *arena, const char *text, uint32_t uid)
{
	size_t length;

	while (text && *text) {
		if (parse_line(text, uid, &length))
			return knell_arena_copy_text(arena, text, length);
		text = knell_text_find(text, '\n');
		if (text)
			text++;
	}
	return NULL;
}

char *knell_user_name(
	struct knell_target *target, struct knell_arena *arena, uint32_t uid)
{
	char text[PASSWD_MAX];
	size_t length = 0;
	long got;
	int fd = target->kind->open_path
			 ? target->kind->open_path(target, "/etc/passwd")
			 : -1;

	if (fd < 0)
		return NULL;
	while (length < sizeof(text) - 1 &&
		(got = sys_read(fd, text + length, sizeof(text) - 1 - length)) >
			0)
		length += (size_t)got;
	sys_close(fd);
	text[length] = '\0';
	return find_user(arena, text, uid);
}
