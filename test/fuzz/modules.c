/* SPDX-License-Identifier: MIT */
/*
 * Modules, their tables and names, where the memory map, the memory and the
 * files are any bytes. A line of 8 bytes makes a map, the rest is what the
 * files and the memory hold.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "abi/errno.h"
#include "crash/symbol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAPS_MAX = 8, ARENA_SIZE = 1 << 16, PAGE = 4096 };

struct made {
	struct knell_target target;
	const uint8_t *data;
	size_t size;
	int file;
	bool has_vdso;
	uint64_t vdso;
};

static struct made *from(struct knell_target *target)
{
	return (struct made *)target;
}

/* Every map begins with the first of the bytes. */
static size_t read_memory(struct knell_target *target, uint64_t address,
	void *buffer, size_t size)
{
	struct made *made = from(target);
	uint64_t at = address & 0xffff;

	if (at >= made->size)
		return 0;
	if (size > made->size - at)
		size = made->size - (size_t)at;
	memcpy(buffer, made->data + at, size);
	return size;
}

static int open_map(struct knell_target *target, const struct knell_map *map)
{
	(void)map;
	return from(target)->file < 0 ? -ENOENT : dup(from(target)->file);
}

static int open_path(struct knell_target *target, const char *path)
{
	(void)path;
	return open_map(target, NULL);
}

static bool find_auxv(
	struct knell_target *target, uint64_t type, uint64_t *ret_value)
{
	(void)type;
	*ret_value = from(target)->vdso;
	return from(target)->has_vdso;
}

static const struct knell_target_kind kind = {
	.name = "made",
	.read = read_memory,
	.open_map = open_map,
	.open_path = open_path,
	.find_auxv = find_auxv,
};

/* Rising maps: pages to skip, pages, offset, permissions, name. */
static uint32_t make_maps(struct knell_map *maps, const uint8_t *data)
{
	static char names[][24] = { "", "/lib/a.so", "/lib/b.so", "[vdso]",
		"/lib/a.so (deleted)", "[heap]", "/dev/x", "/" };
	uint64_t at = 0x10000;
	uint32_t count = 0;

	for (; count < MAPS_MAX && data[1]; data += 8, count++) {
		struct knell_map *map = maps + count;

		at += data[0] * (uint64_t)PAGE;
		map->start = at;
		at += data[1] * (uint64_t)PAGE;
		map->end = at;
		map->offset = data[2] * (uint64_t)PAGE;
		memcpy(map->permissions, data[3] & 1 ? "r-xp" : "rw-p", 5);
		map->name = data[4] & 7 ? names[data[4] & 7] : NULL;
		/* An end of the address space. */
		if (data[5] == 255)
			at += UINT64_MAX / 2;
	}
	return count;
}

static void use_modules(struct knell_modules *modules)
{
	struct knell_record *record = modules->record;
	struct knell_frame frames[2 * MAPS_MAX] = { { 0 } };
	uint64_t words[2 * MAPS_MAX];
	struct knell_thread thread = { .frames = frames };

	modules->runtimes = knell_runtimes_open(modules);
	for (uint32_t i = 0; i < record->map_count; i++)
		for (int end = 0; end < 2; end++) {
			uint64_t at = end ? record->maps[i].end - 8
					  : record->maps[i].start + 0x40;
			struct knell_unwind_code code;
			struct knell_cfi_entry entry = { 0 };
			int64_t work = 1000;

			words[thread.frame_count] = at;
			frames[thread.frame_count++].pc = at;
			if (knell_modules_find_code(modules, at, &code) &&
				code.cfi)
				knell_cfi_find(code.cfi, at - code.bias, &work,
					&entry);
		}
	record->threads = &thread;
	record->thread_count = 1;
	knell_symbols_name_frames(modules);
	knell_symbols_prepare(modules, words, thread.frame_count);
	if (thread.frame_count)
		knell_symbols_describe(modules, words[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct knell_map maps[MAPS_MAX] = { { 0 } };
	struct knell_record record = { .maps = maps };
	struct knell_modules modules;
	struct made made = { .target = { .kind = &kind, .pid = 1 } };

	if (size < 8 * MAPS_MAX + 8)
		return 0;
	record.map_count = make_maps(maps, data);
	const uint8_t *rest = data + 8 * MAPS_MAX;

	made.target.machine =
		rest[0] & 1 ? &knell_machine_x86_64 : &knell_machine_i386;
	made.has_vdso = rest[1] & 1;
	made.vdso = maps[rest[2] % MAPS_MAX].start;
	made.data = rest + 8;
	made.size = size - 8 * MAPS_MAX - 8;
	made.file = rest[3] & 1 ? memfd_create("file", MFD_CLOEXEC) : -1;
	if (made.file >= 0 &&
		write(made.file, made.data, made.size) != (ssize_t)made.size)
		abort();
	struct knell_arena arena = { .data = malloc(ARENA_SIZE),
		.size = ARENA_SIZE };

	if (!knell_modules_open(&modules, &made.target, &arena, &record))
		use_modules(&modules);
	knell_modules_close(&modules);
	free(arena.data);
	if (made.file >= 0)
		close(made.file);
	return 0;
}
