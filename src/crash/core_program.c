/* SPDX-License-Identifier: MIT */
/*
 * What a core without NT_FILE, as qemu-user writes it, still tells of the
 * program's own file: its name and its segments.
 */
#include "abi/auxv.h"
#include "abi/elf.h"
#include "base/text.h"
#include "crash/core_memory.h"

enum { PAGE_SIZE = 4096, PATH_SIZE = 4096 };

static void add_segment(struct knell_core_target *core, char *path,
	uint64_t bias, const struct knell_segment *segment)
{
	uint64_t mask = ~(uint64_t)(PAGE_SIZE - 1);
	struct knell_core_file *file = core->files + core->file_count;
	uint64_t start = bias + (segment->address & mask);
	uint64_t end =
		(bias + segment->address + segment->file_size + PAGE_SIZE - 1) &
		mask;

	if (segment->type != K_PT_LOAD || end <= start ||
		(core->file_count && start < file[-1].end))
		return;
	*file = (struct knell_core_file){
		.start = start,
		.end = end,
		.offset = segment->offset & mask,
		.path = path,
		.has_first = true,
		.from_first = core->file_count,
	};
	core->file_count++;
}

void knell_core_add_program(struct knell_core_target *core)
{
	struct knell_target *target = &core->target;
	char path[PATH_SIZE];
	uint8_t bytes[PAGE_SIZE];
	uint64_t name, headers;
	struct knell_elf head;
	struct knell_segment segment;

	if (core->file_count ||
		!target->kind->find_auxv(target, K_AT_EXECFN, &name) ||
		!target->kind->find_auxv(target, K_AT_PHDR, &headers))
		return;
	long length = knell_target_read_text(target, name, path, sizeof(path));

	/* Where a relative name was meant is not known. */
	if (length <= 0 || path[0] != '/')
		return;
	headers &= ~(uint64_t)(PAGE_SIZE - 1);
	size_t got = knell_core_read(target, headers, bytes, sizeof(bytes));

	if (knell_elf_open(&head, bytes, got, true))
		return;
	core->files = knell_arena_take_array(
		core->arena, head.program_header_count, sizeof(*core->files));
	char *kept = knell_arena_copy_text(core->arena, path, (size_t)length);

	if (!core->files || !kept)
		return;
	for (uint32_t i = 0; knell_elf_segment(&head, i, &segment); i++)
		add_segment(core, kept, headers - head.base, &segment);
}
