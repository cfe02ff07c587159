/* SPDX-License-Identifier: MIT */
/* From the memory map of a target to the images that lie in it. */
#include "crash/module.h"

#include "abi/auxv.h"
#include "abi/elf.h"
#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/module_memory.h"
#include "sys/file.h"

static const char deleted[] = " (deleted)";

static bool is_executable(const struct knell_map *map)
{
	return map->permissions[2] == 'x';
}

static bool same_name(const struct knell_map *a, const struct knell_map *b)
{
	return a->name && b->name && knell_text_equal(a->name, b->name);
}

/* Names of images: files, not the devices that drivers map code from. */
static bool may_be_image(const struct knell_map *map)
{
	return is_executable(map) && map->name &&
	       (knell_text_equal(map->name, "[vdso]") ||
		       (map->name[0] == '/' &&
			       (!knell_text_starts(map->name, "/dev/") ||
				       knell_text_starts(
					       map->name, "/dev/shm/"))));
}

/* Where the file's first page is mapped: in or before `map`. 0: nowhere. */
static uint64_t find_header(
	const struct knell_record *record, const struct knell_map *map)
{
	const struct knell_map *at = map;

	while (at->offset && at > record->maps && same_name(at - 1, map))
		at--;
	return at->offset ? 0 : at->start;
}

/*
 * The bias is told by the map with code and the segment that it came from:
 * code is never shared between segments, as a page of data may be.
 */
static bool find_bias(const struct knell_elf *elf, const struct knell_map *map,
	uint64_t *ret_bias)
{
	struct knell_segment segment;
	uint64_t map_end = map->offset + (map->end - map->start);

	for (uint32_t i = 0; knell_elf_segment(elf, i, &segment); i++) {
		if (segment.type != K_PT_LOAD || !(segment.flags & K_PF_X) ||
			segment.offset >= map_end ||
			segment.offset + segment.file_size <= map->offset)
			continue;
		*ret_bias = map->start - map->offset + segment.offset -
			    segment.address;
		return true;
	}
	return false;
}

/*
 * Return: 0; -ENOEXEC for a file that is not what runs: no ELF file, or
 * another one; else what says why there is no file.
 */
static int open_file(struct knell_modules *modules, struct knell_image *image,
	const struct knell_map *map, uint64_t header)
{
	struct knell_target *target = modules->target;

	if (map->name[0] != '/' || !target->kind->open_map)
		return -ENOENT;
	int fd = target->kind->open_map(target, map);

	if (fd < 0)
		return fd;
	int error = knell_elf_map(&image->elf, fd);

	if (!error && image->elf.machine == target->machine->elf_machine &&
		find_bias(&image->elf, map, &image->bias) &&
		!(header &&
			knell_image_differs(modules, &image->elf, header))) {
		image->fd = fd;
		return 0;
	}
	sys_close(fd);
	knell_elf_close(&image->elf);
	return error ? error : -ENOEXEC;
}

/* From `start` to where the image or, at the latest, another file begins. */
static void set_extent(struct knell_modules *modules, struct knell_image *image,
	const struct knell_map *map)
{
	const struct knell_record *record = modules->record;
	const struct knell_map *last = record->maps + record->map_count;
	uint64_t start = image->bias + image->elf.base;
	uint64_t end = image->bias + image->elf.limit;

	if (!image->elf.image.data || start > map->start)
		start = map->start;
	if (!image->elf.image.data || end < map->end)
		end = map->end;
	if (modules->count && start < image[-1].end)
		start = image[-1].end;
	for (const struct knell_map *at = map + 1; at < last && at->start < end;
		at++)
		if (at->name && !same_name(at, map)) {
			end = at->start;
			break;
		}
	image->start = image->module->start = start;
	image->end = image->module->end = end;
	image->module->bias = image->bias;
}

static char *copy_path(struct knell_arena *arena, const char *name, bool cut)
{
	size_t length = knell_text_length(name);

	return knell_arena_copy_text(
		arena, name, length - (cut ? sizeof(deleted) - 1 : 0));
}

/* Fills the next image from the map of its code. False: it is no image. */
static bool open_image(
	struct knell_modules *modules, const struct knell_map *map)
{
	struct knell_image *image = modules->images + modules->count;
	struct knell_module *module = modules->record->modules + modules->count;
	uint64_t header = find_header(modules->record, map);
	char build_id[65];

	image->module = module;
	image->fd = -1;
	int error = open_file(modules, image, map, header);

	if (error) {
		bool runs = header &&
			    !knell_image_open_memory(modules, image, header);

		if (error == -ENOEXEC && !runs)
			return false;
		module->mismatch = error == -ENOEXEC;
		if (!runs)
			image->bias =
				header ? header : map->start - map->offset;
	}
	module->deleted = knell_text_ends(map->name, deleted);
	module->path = copy_path(modules->arena, map->name, module->deleted);
	if (image->elf.image.data && knell_elf_build_id(&image->elf, build_id))
		module->build_id = knell_arena_copy_text(
			modules->arena, build_id, knell_text_length(build_id));
	set_extent(modules, image, map);
	return true;
}

/* A core does not name the vDSO; the auxiliary vector tells where it is. */
static void name_vdso(struct knell_modules *modules)
{
	struct knell_target *target = modules->target;
	struct knell_record *record = modules->record;
	uint64_t address;

	if (!target->kind->find_auxv ||
		!target->kind->find_auxv(target, K_AT_SYSINFO_EHDR, &address))
		return;
	for (uint32_t i = 0; i < record->map_count; i++)
		if (record->maps[i].start == address && !record->maps[i].name)
			record->maps[i].name = knell_arena_copy_text(
				modules->arena, "[vdso]", 6);
}

int knell_modules_open(struct knell_modules *modules,
	struct knell_target *target, struct knell_arena *arena,
	struct knell_record *record)
{
	size_t possible = 0;

	*modules = (struct knell_modules){
		.target = target,
		.arena = arena,
		.record = record,
		.copy_left = (uint64_t)64 << 20,
	};
	name_vdso(modules);
	for (uint32_t i = 0; i < record->map_count; i++)
		possible += may_be_image(record->maps + i);
	modules->images = knell_arena_take_array(
		arena, possible, sizeof(*modules->images));
	record->modules = knell_arena_take_array(
		arena, possible, sizeof(*record->modules));
	if (!modules->images || !record->modules)
		return -ENOMEM;
	for (uint32_t i = 0; i < record->map_count; i++) {
		const struct knell_map *map = record->maps + i;

		if (!may_be_image(map) ||
			(modules->count &&
				map->start < modules->images[modules->count - 1]
						     .end))
			continue;
		modules->count += open_image(modules, map);
	}
	record->module_count = (uint32_t)modules->count;
	return arena->exhausted ? -ENOMEM : 0;
}

void knell_modules_close(struct knell_modules *modules)
{
	for (size_t i = 0; i < modules->count; i++) {
		struct knell_image *image = modules->images + i;

		knell_elf_close(&image->elf);
		knell_elf_close(&image->debug);
		if (image->fd >= 0)
			sys_close(image->fd);
	}
	modules->count = 0;
}

struct knell_image *knell_modules_find(
	struct knell_modules *modules, uint64_t address)
{
	size_t low = 0, high = modules->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct knell_image *image = modules->images + middle;

		if (address < image->start)
			high = middle;
		else if (address >= image->end)
			low = middle + 1;
		else
			return image;
	}
	return NULL;
}

const struct knell_map *knell_map_find(
	const struct knell_record *record, uint64_t address)
{
	size_t low = 0, high = record->map_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct knell_map *map = record->maps + middle;

		if (address < map->start)
			high = middle;
		else if (address >= map->end)
			low = middle + 1;
		else
			return map;
	}
	return NULL;
}
