/* SPDX-License-Identifier: MIT */
/*
 * The memory map of a core: its segments, and between them the mapped files
 * of which gdb's gcore leaves out what can be read from the files.
 */
#include "abi/auxv.h"
#include "abi/elf.h"
#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/core_memory.h"

enum { HEAD_SIZE = 4096 };

/* One walk along segments and files, both in rising order. */
struct walk {
	struct knell_core_target *core;
	struct knell_record *record;
	size_t next; /* the first file that ends above all that was looked at */
	/* The image that the latest range belongs to, and its headers. */
	const struct knell_core_file *first;
	struct knell_elf head;
	uint8_t bytes[HEAD_SIZE];
};

static uint64_t find_end(const struct knell_record *record)
{
	return record->map_count ? record->maps[record->map_count - 1].end : 0;
}

static void name_map(struct walk *walk, struct knell_map *map)
{
	struct knell_core_target *core = walk->core;
	struct knell_target *target = &core->target;
	const struct knell_core_file *file =
		walk->next < core->file_count ? &core->files[walk->next] : NULL;
	uint64_t value;

	if (file && file->start <= map->start) {
		map->name = file->path;
		map->offset = file->offset + (map->start - file->start);
	} else if (target->kind->find_auxv(target, K_AT_SYSINFO_EHDR, &value) &&
		   value == map->start) {
		map->name = knell_arena_copy_text(core->arena, "[vdso]", 6);
	} else if (target->kind->find_auxv(target, K_AT_RANDOM, &value) &&
		   value >= map->start && value < map->end) {
		map->name = knell_arena_copy_text(core->arena, "[stack]", 7);
	}
}

static void set_permissions(struct knell_map *map, uint32_t flags)
{
	map->permissions[0] = flags & K_PF_R ? 'r' : '-';
	map->permissions[1] = flags & K_PF_W ? 'w' : '-';
	map->permissions[2] = flags & K_PF_X ? 'x' : '-';
	map->permissions[3] = 'p';
}

static void read_head(struct walk *walk, const struct knell_core_file *first)
{
	walk->first = first;
	size_t got = knell_core_read(&walk->core->target, first->start,
		walk->bytes, sizeof(walk->bytes));

	if (knell_elf_open(&walk->head, walk->bytes, got, true))
		walk->head = (struct knell_elf){ 0 };
}

/*
 * What an image's own headers say of a range that has no segment in the core.
 * Of other files only this much is sure: one maps them to read them.
 */
static void find_permissions(struct walk *walk, struct knell_map *map)
{
	const struct knell_core_file *file = walk->core->files + walk->next;
	struct knell_segment segment;
	uint32_t flags = 0;

	if (file->has_first && walk->first != file - file->from_first)
		read_head(walk, file - file->from_first);
	if (!file->has_first || !walk->head.image.data) {
		knell_memory_copy(map->permissions, "r\?\?\?", 4);
		return;
	}
	uint64_t address = map->start - walk->first->start + walk->head.base;

	for (uint32_t i = 0; knell_elf_segment(&walk->head, i, &segment); i++)
		if (segment.type == K_PT_LOAD &&
			address >= (segment.address & ~(uint64_t)0xfff) &&
			address < segment.address + segment.memory_size)
			flags = segment.flags;
	set_permissions(map, flags);
}

/* What the next files map below `limit` and no segment does. */
static void add_files(struct walk *walk, uint64_t limit)
{
	const struct knell_core_target *core = walk->core;
	struct knell_record *record = walk->record;

	for (; walk->next < core->file_count; walk->next++) {
		const struct knell_core_file *file = core->files + walk->next;
		struct knell_map *map = record->maps + record->map_count;
		uint64_t start = find_end(record);
		uint64_t end = file->end < limit ? file->end : limit;

		if (start < file->start)
			start = file->start;
		if (start < end) {
			*map = (struct knell_map){
				.start = start,
				.end = end,
				.offset = file->offset + (start - file->start),
				.name = file->path,
			};
			find_permissions(walk, map);
			record->map_count++;
		}
		/* The rest of it is a segment's, or follows one. */
		if (file->end > limit)
			return;
	}
}

int knell_core_list_maps(struct knell_target *target, struct knell_arena *arena,
	struct knell_record *record)
{
	struct knell_core_target *core = (struct knell_core_target *)target;
	struct walk walk = { .core = core, .record = record };
	struct knell_segment segment;

	/* Each segment cuts the range of at most one file in two. */
	record->maps = knell_arena_take_array(arena,
		2 * (size_t)core->elf.program_header_count + core->file_count,
		sizeof(*record->maps));
	if (!record->maps)
		return -ENOMEM;
	for (uint32_t i = 0; knell_elf_segment(&core->elf, i, &segment); i++) {
		uint64_t end = segment.address + segment.memory_size;

		/* Some dumpers do not write them in order. */
		if (segment.type != K_PT_LOAD || end <= segment.address ||
			segment.address < find_end(record))
			continue;
		add_files(&walk, segment.address);
		struct knell_map *map = record->maps + record->map_count++;

		*map = (struct knell_map){ .start = segment.address,
			.end = end };
		set_permissions(map, segment.flags);
		name_map(&walk, map);
	}
	add_files(&walk, UINT64_MAX);
	return 0;
}
