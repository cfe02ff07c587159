/* SPDX-License-Identifier: MIT */
/* The memory of a core, and the files that fill what was not dumped. */
#include "crash/core_memory.h"

#include "abi/elf.h"
#include "abi/errno.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "sys/file.h"

enum { PATH_SIZE = 4096, HEAD_SIZE = 4096 };

static struct knell_core_target *from(struct knell_target *target)
{
	return (struct knell_core_target *)target;
}

/* As much of a segment as the file really has. */
static uint64_t dumped_size(const struct knell_core_target *core,
	const struct knell_segment *segment)
{
	uint64_t size = core->elf.image.size;

	if (segment->offset >= size)
		return 0;
	return segment->file_size < size - segment->offset
		       ? segment->file_size
		       : size - segment->offset;
}

const void *knell_core_view(struct knell_target *target, uint64_t address,
	size_t size, size_t *ret_size)
{
	const struct knell_core_target *core = from(target);
	struct knell_segment segment;

	for (uint32_t i = 0; knell_elf_segment(&core->elf, i, &segment); i++) {
		uint64_t into = address - segment.address;
		uint64_t there = dumped_size(core, &segment);

		if (segment.type != K_PT_LOAD || into >= there ||
			there - into < size)
			continue;
		*ret_size = (size_t)(there - into);
		return core->elf.image.data + segment.offset + into;
	}
	return NULL;
}

static size_t read_dumped(struct knell_target *target, uint64_t address,
	void *buffer, size_t size)
{
	size_t there;
	const void *memory = knell_core_view(target, address, 1, &there);

	if (!memory)
		return 0;
	if (there > size)
		there = size;
	knell_memory_copy(buffer, memory, there);
	return there;
}

int knell_core_open_path(struct knell_target *target, const char *path)
{
	char text[PATH_SIZE];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_put_text(&out, from(target)->sysroot);
	knell_put_text(&out, path);
	if (out.used >= out.size)
		return -ENAMETOOLONG;
	return (int)sys_openat(K_AT_FDCWD, knell_buffer_text(&out),
		K_O_RDONLY | K_O_CLOEXEC | K_O_NOCTTY | K_O_NONBLOCK, 0);
}

int knell_core_open_map(
	struct knell_target *target, const struct knell_map *map)
{
	if (!map->name || map->name[0] != '/')
		return -ENOENT;
	return knell_core_open_path(target, map->name);
}

/* The first page of a file is dumped where it is an ELF image: by it one sees
 * whether the file is still the same. */
static bool is_same(
	struct knell_core_target *core, const struct knell_core_file *file)
{
	uint8_t head[HEAD_SIZE];

	for (size_t i = 0; i < core->file_count; i++) {
		const struct knell_core_file *first = &core->files[i];

		if (first->offset || !knell_text_equal(first->path, file->path))
			continue;
		size_t got = read_dumped(
			&core->target, first->start, head, sizeof(head));

		if (got > file->bytes.size)
			got = file->bytes.size;
		return !knell_memory_compare(head, file->bytes.data, got);
	}
	return true;
}

static void open_file(
	struct knell_core_target *core, struct knell_core_file *file)
{
	int fd = knell_core_open_path(&core->target, file->path);

	file->opened = true;
	if (fd < 0)
		return;
	if (knell_file_map(fd, &file->bytes) == 0 && !is_same(core, file))
		knell_file_unmap(&file->bytes);
	sys_close(fd);
}

static size_t read_file(struct knell_core_target *core, uint64_t address,
	void *buffer, size_t size)
{
	for (size_t i = 0; i < core->file_count; i++) {
		struct knell_core_file *file = &core->files[i];

		if (address < file->start || address >= file->end)
			continue;
		if (!file->opened)
			open_file(core, file);
		uint64_t at = address - file->start + file->offset;
		uint64_t there = file->end - address;

		if (!file->bytes.data || at >= file->bytes.size)
			return 0;
		if (there > file->bytes.size - at)
			there = file->bytes.size - at;
		if (there > size)
			there = size;
		knell_memory_copy(buffer,
			(const uint8_t *)file->bytes.data + at, (size_t)there);
		return (size_t)there;
	}
	return 0;
}

size_t knell_core_read(struct knell_target *target, uint64_t address,
	void *buffer, size_t size)
{
	size_t done = 0;

	while (done < size) {
		uint8_t *to = (uint8_t *)buffer + done;
		size_t got =
			read_dumped(target, address + done, to, size - done);

		if (!got)
			got = read_file(
				from(target), address + done, to, size - done);
		if (!got)
			break;
		done += got;
	}
	return done;
}
