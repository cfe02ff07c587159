/* SPDX-License-Identifier: MIT */
/* The memory map of another process, from /proc/PID/maps. */
#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/process.h"
#include "crash/process_facts.h"
#include "sys/slurp.h"

static bool skip(const char **cursor, char c)
{
	if (**cursor != c)
		return false;
	++*cursor;
	return true;
}

static void skip_word(const char **cursor)
{
	while (**cursor && **cursor != ' ')
		++*cursor;
	while (**cursor == ' ')
		++*cursor;
}

/* "start-end perms offset major:minor inode    name" */
static bool parse_line(char *line, struct knell_map *map)
{
	const char *at = line;

	if (!knell_text_hex(&at, &map->start) || !skip(&at, '-') ||
		!knell_text_hex(&at, &map->end) || !skip(&at, ' '))
		return false;
	for (int i = 0; i < 4; i++) {
		if (!*at)
			return false;
		map->permissions[i] = *at++;
	}
	if (!skip(&at, ' ') || !knell_text_hex(&at, &map->offset) ||
		!skip(&at, ' '))
		return false;
	skip_word(&at);
	skip_word(&at);
	map->name = *at ? line + (at - line) : NULL;
	return true;
}

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

int knell_process_list_maps(struct knell_target *target,
	struct knell_arena *arena, struct knell_record *record)
{
	struct knell_process_target *process =
		(struct knell_process_target *)target;
	char *text;
	long length = knell_slurp_at(process->proc_fd, "maps", arena, &text);

	if (length < 0)
		return (int)length;
	record->maps = knell_arena_take_array(
		arena, count_lines(text), sizeof(*record->maps));
	if (!record->maps)
		return -ENOMEM;
	record->map_count = 0;
	while (*text) {
		char *line = text;

		while (*text && *text != '\n')
			text++;
		if (!*text)
			break;
		*text++ = '\0';
		if (parse_line(line, &record->maps[record->map_count]))
			record->map_count++;
	}
	return 0;
}
