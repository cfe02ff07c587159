/* SPDX-License-Identifier: MIT */
/* Names of code that a program made itself, from its perf map file. */
#include "crash/symbol_perf.h"

#include "base/buffer.h"
#include "crash/file_map.h"
#include "sys/file.h"

enum {
	NAME_MAX = 512,      /* longer names are cut */
	MAP_MAX = 256 << 20, /* of a larger file the beginning is read */
	/* What only a file made to be slow has: see symbol_table.c. */
	COVERS_MAX = 1 << 22,
};

struct scan {
	const uint8_t *at, *end;
	struct knell_lookup *lookups;
	char **texts;
	size_t count;
	uint32_t covers;
};

/* Some writers put 0x before a number. */
static bool take_hex(struct scan *scan, uint64_t *ret_value)
{
	uint64_t value = 0;
	unsigned digits = 0;

	if (scan->end - scan->at > 2 && scan->at[0] == '0' &&
		scan->at[1] == 'x')
		scan->at += 2;
	for (; scan->at < scan->end; scan->at++, digits++) {
		unsigned c = *scan->at;
		unsigned letter = (c | 0x20) - 'a';

		if (c - '0' < 10)
			value = value << 4 | (c - '0');
		else if (letter < 6)
			value = value << 4 | (letter + 10);
		else
			break;
	}
	*ret_value = value;
	return digits && digits <= 16 && scan->at < scan->end &&
	       *scan->at++ == ' ';
}

static const uint8_t *find_line_end(const uint8_t *at, const uint8_t *end)
{
	while (at < end && *at != '\n')
		at++;
	return at;
}

/* "START SIZE name", the numbers in hex. Later lines replace earlier ones. */
static void take_line(struct scan *scan)
{
	struct knell_symbol symbol = { 0 };
	size_t low = 0, high = scan->count;

	if (!take_hex(scan, &symbol.address) || !take_hex(scan, &symbol.size))
		return;
	symbol.name = (const char *)scan->at;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (scan->lookups[middle].address < symbol.address)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < scan->count &&
		scan->lookups[low].address - symbol.address < symbol.size &&
		scan->covers;
		low++, scan->covers--)
		if (!scan->texts[low])
			scan->lookups[low].symbol = symbol;
}

static void scan_map(struct knell_modules *modules, struct scan *scan)
{
	const uint8_t *end = scan->end;

	while (scan->at < end) {
		scan->end = find_line_end(scan->at, end);
		take_line(scan);
		scan->at = scan->end + 1;
	}
	for (size_t i = 0; i < scan->count; i++) {
		const char *name = scan->lookups[i].symbol.name;

		if (scan->texts[i] || !name)
			continue;
		size_t length =
			(size_t)(find_line_end((const uint8_t *)name, end) -
				 (const uint8_t *)name);

		scan->texts[i] = knell_arena_copy_text(modules->arena, name,
			length < NAME_MAX ? length : NAME_MAX);
	}
}

/* It must be the program's own: anybody may write to /tmp. */
static bool open_map(struct knell_modules *modules, int32_t pid,
	struct knell_file_map *ret_map)
{
	struct knell_target *target = modules->target;
	char data[48];
	struct knell_buffer path = KNELL_BUFFER(data);

	knell_put_text(&path, "/tmp/perf-");
	knell_put_decimal(&path, (uint64_t)pid);
	knell_put_text(&path, ".map");
	int fd = target->kind->open_path(target, knell_buffer_text(&path));

	if (fd < 0)
		return false;
	int error = knell_file_map(fd, ret_map);

	sys_close(fd);
	if (error)
		return false;
	if (!ret_map->uid || ret_map->uid == modules->record->process.uid)
		return true;
	knell_file_unmap(ret_map);
	return false;
}

static bool is_needed(struct knell_modules *modules,
	const struct knell_lookup *lookups, char **texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct knell_map *map =
			knell_map_find(modules->record, lookups[i].address);

		if (!texts[i] && map && map->permissions[2] == 'x')
			return true;
	}
	return false;
}

void knell_perf_name(struct knell_modules *modules,
	struct knell_lookup *lookups, char **texts, size_t count)
{
	const struct knell_target *target = modules->target;
	struct knell_file_map map;

	if (!target->kind->open_path || target->pid <= 0 ||
		!is_needed(modules, lookups, texts, count))
		return;
	if (!(target->inner_pid > 0 &&
		    open_map(modules, target->inner_pid, &map)) &&
		!open_map(modules, target->pid, &map))
		return;
	struct scan scan = {
		.at = map.data,
		.end = (const uint8_t *)map.data +
		       (map.size < MAP_MAX ? map.size : MAP_MAX),
		.lookups = lookups,
		.texts = texts,
		.count = count,
		.covers = COVERS_MAX,
	};

	scan_map(modules, &scan);
	knell_file_unmap(&map);
}
