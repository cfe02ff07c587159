/* SPDX-License-Identifier: MIT */
/* Images whose file is not to be had or trusted: read from memory. */
#include "crash/module_memory.h"

#include "abi/elf.h"
#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "sys/file.h"

enum {
	/* The first page holds the headers, and by custom the build ID. */
	HEAD_SIZE = 4096,
	/* More of an image than that is not looked at. */
	IMAGE_MAX = 1 << 30,
};

/* Taken from the arena; what is taken is given back by the caller. */
static int open_head(struct knell_modules *modules, uint64_t header,
	struct knell_elf *ret_head)
{
	void *head = knell_arena_take(modules->arena, HEAD_SIZE);

	if (!head)
		return -ENOMEM;
	size_t size =
		knell_target_read(modules->target, header, head, HEAD_SIZE);

	return knell_elf_open(ret_head, head, size, true);
}

static bool same_segments(const struct knell_elf *a, const struct knell_elf *b)
{
	struct knell_segment of_a, of_b;

	if (a->type != b->type || a->machine != b->machine ||
		a->entry != b->entry ||
		a->program_header_count != b->program_header_count)
		return false;
	for (uint32_t i = 0; knell_elf_segment(a, i, &of_a) &&
			     knell_elf_segment(b, i, &of_b);
		i++)
		if (of_a.type != of_b.type || of_a.address != of_b.address ||
			of_a.offset != of_b.offset ||
			of_a.file_size != of_b.file_size)
			return false;
	return true;
}

/* What follows the headers in the first page. Of the ELF header itself strip
 * changes some fields in the file. */
static bool same_head(const struct knell_elf *a, const struct knell_elf *b)
{
	uint64_t at = a->program_headers +
		      a->program_header_count * K_ELF_SIZE(a->wide, segment);
	struct knell_segment segment;
	uint64_t end =
		a->image.size < b->image.size ? a->image.size : b->image.size;

	for (uint32_t i = 0; knell_elf_segment(a, i, &segment); i++)
		if (segment.type == K_PT_LOAD && !segment.offset &&
			segment.file_size < end)
			end = segment.flags & K_PF_W ? 0 : segment.file_size;
	return at >= end || !knell_memory_compare(a->image.data + at,
				    b->image.data + at, (size_t)(end - at));
}

bool knell_image_differs(struct knell_modules *modules,
	const struct knell_elf *elf, uint64_t header)
{
	size_t used = modules->arena->used;
	char ours[65], theirs[65];
	struct knell_elf head;
	bool differs = false;

	/* What cannot be read is no evidence. */
	if (!open_head(modules, header, &head)) {
		if (knell_elf_build_id(&head, theirs) &&
			knell_elf_build_id(elf, ours))
			differs = !knell_text_equal(ours, theirs);
		else
			differs = !same_segments(&head, elf) ||
				  !same_head(&head, elf);
	}
	modules->arena->used = used;
	return differs;
}

/* From the base to where the last segment's bytes from the file end. */
static uint64_t measure(const struct knell_elf *head)
{
	struct knell_segment segment;
	uint64_t size = 0, end;

	for (uint32_t i = 0; knell_elf_segment(head, i, &segment); i++)
		if (segment.type == K_PT_LOAD &&
			!__builtin_add_overflow(segment.address - head->base,
				segment.file_size, &end) &&
			end > size)
			size = end;
	return size < IMAGE_MAX ? size : IMAGE_MAX;
}

static void copy_segments(struct knell_modules *modules,
	const struct knell_elf *head, uint64_t bias, uint8_t *to, uint64_t room)
{
	struct knell_segment segment;

	for (uint32_t i = 0; knell_elf_segment(head, i, &segment); i++) {
		uint64_t at = segment.address - head->base;
		uint64_t size = segment.file_size;

		if (segment.type != K_PT_LOAD || at >= room)
			continue;
		if (size > room - at)
			size = room - at;
		if (size > modules->copy_left)
			size = modules->copy_left;
		modules->copy_left -= size;
		knell_target_read(modules->target, bias + segment.address,
			to + at, (size_t)size);
	}
}

int knell_image_open_memory(struct knell_modules *modules,
	struct knell_image *image, uint64_t header)
{
	size_t used = modules->arena->used;
	struct knell_elf head;
	long mapped = -ENOEXEC;
	uint64_t size = 0;

	if (!open_head(modules, header, &head) &&
		head.machine == modules->target->machine->elf_machine) {
		size = measure(&head);
		/* Pages that nothing is copied to are never made. */
		if (size)
			mapped = sys_mmap(NULL, (size_t)size,
				K_PROT_READ | K_PROT_WRITE,
				K_MAP_PRIVATE | K_MAP_ANONYMOUS |
					K_MAP_NORESERVE,
				-1, 0);
	}
	if (sys_mmap_failed(mapped)) {
		modules->arena->used = used;
		return -ENOEXEC;
	}
	image->bias = header - head.base;
	copy_segments(modules, &head, image->bias, (uint8_t *)mapped, size);
	modules->arena->used = used;
	if (knell_elf_open(&image->elf, (void *)mapped, (size_t)size, true)) {
		sys_munmap((void *)mapped, (size_t)size);
		return -ENOEXEC;
	}
	image->elf.bias = image->bias;
	image->elf.map = (struct knell_file_map){ .data = (void *)mapped,
		.size = (size_t)size };
	return 0;
}
