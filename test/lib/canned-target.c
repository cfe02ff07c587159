/* SPDX-License-Identifier: MIT */
/* A crash that never was, as a target. */
#include "lib/canned-target.h"

#include <knell/name.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "abi/auxv.h"
#include "crash/cause.h"
#include "lib/test.h"

static const struct {
	uint64_t start, end, offset;
	const char *permissions, *name;
} canned_maps[] = {
	{ 0x400000, 0x402000, 0, "r--p", "/usr/bin/prog" },
	{ 0x402000, 0x406000, 0x2000, "r-xp", "/usr/bin/prog" },
	{ 0x406000, 0x408000, 0x6000, "rw-p", "/usr/bin/prog" },
	{ 0x900000, 0x921000, 0, "rw-p", "[heap]" },
	{ 0x7f0000000000, 0x7f0000021000, 0, "rw-p", NULL },
	{ 0x7f0000021000, 0x7f0004000000, 0, "---p", NULL },
	{ 0x7f1000000000, 0x7f1000001000, 0, "---p", NULL },
	/* the stack of thread 7 */
	{ 0x7f1000001000, 0x7f1000801000, 0, "rw-p", NULL },
	{ 0x7f2000000000, 0x7f2000004000, 0x1000, "r--s", "/data/table" },
	{ 0x7f3000000000, 0x7f3000100000, 0, "r-xp", "/lib/libc.so.6" },
	{ 0x7f4000000000, 0x7f4000001000, 0, "rwxp", NULL },
	{ 0x7f5000000000, 0x7f5000001000, 0, "r--p", "[anon:a b]" },
	{ 0x7ffffffde000, 0x7ffffffff000, 0, "rw-p", "[stack]" },
};

static size_t read_memory(struct knell_target *target, uint64_t address,
	void *buffer, size_t size)
{
	const struct canned *canned = (const struct canned *)target;

	for (size_t i = 0; i < canned->region_count; i++) {
		const struct canned_region *region = &canned->regions[i];

		if (address - region->address >= region->size)
			continue;
		size_t offset = (size_t)(address - region->address);

		if (size > region->size - offset)
			size = region->size - offset;
		memcpy(buffer, region->bytes + offset, size);
		return size;
	}
	return 0;
}

static bool find_auxv(struct knell_target *target, uint64_t type, uint64_t *ret)
{
	*ret = ((struct canned *)target)->random;
	return type == K_AT_RANDOM && *ret;
}

static int open_map(struct knell_target *target, const struct knell_map *map)
{
	int fd = ((struct canned *)target)->file;

	(void)map;
	return fd < 0 ? -ENOENT : dup(fd);
}

static const struct knell_target_kind kind = {
	.name = "canned",
	.read = read_memory,
	.find_auxv = find_auxv,
	.open_map = open_map,
};

char *canned_text(struct canned *canned, const char *text)
{
	char *copy = knell_arena_copy_text(&canned->arena, text, strlen(text));

	CHECK(copy);
	return copy;
}

static void set_maps(struct canned *canned)
{
	for (size_t i = 0; i < sizeof(canned_maps) / sizeof(canned_maps[0]);
		i++) {
		struct knell_map *map = &canned->maps[i];

		*map = (struct knell_map){
			.start = canned_maps[i].start,
			.end = canned_maps[i].end,
			.offset = canned_maps[i].offset,
		};
		strcpy(map->permissions, canned_maps[i].permissions);
		if (canned_maps[i].name)
			map->name = canned_text(canned, canned_maps[i].name);
		canned->record.map_count++;
	}
	canned->record.maps = canned->maps;
}

static void set_modules(struct canned *canned)
{
	canned->module[0] = (struct knell_module){
		.start = 0x400000,
		.end = 0x408000,
		.bias = 0x400000,
	};
	canned->module[0].path = canned_text(canned, "/usr/bin/prog");
	canned->module[1] = (struct knell_module){
		.path = canned_text(canned, "/lib/libc.so.6"),
		.start = 0x7f3000000000,
		.end = 0x7f3000100000,
		.bias = 0x7f3000000000,
	};
	canned->record.modules = canned->module;
	canned->record.module_count = 2;
}

static void set_threads(struct canned *canned)
{
	canned->threads[0] = (struct knell_thread){
		.tid = CANNED_TID,
		.crashed = true,
		.stack_start = 0x7f1000001000,
		.stack_end = 0x7f1000801000,
		.frames = canned->frames,
		.folds = canned->folds,
	};
	canned->threads[1] = (struct knell_thread){
		.tid = 5,
		.stack_start = 0x7ffffffde000,
		.stack_end = 0x7ffffffff000,
	};
	canned->record.threads = canned->threads;
	canned->record.thread_count = 2;
}

void canned_open(struct canned *canned, const struct knell_machine *machine)
{
	memset(canned, 0, sizeof(*canned));
	canned->target = (struct knell_target){
		.kind = &kind, .machine = machine, .pid = 5, .tid = CANNED_TID
	};
	canned->file = -1;
	canned->arena = (struct knell_arena){ .data = canned->memory,
		.size = sizeof(canned->memory) };
	canned->modules = (struct knell_modules){
		.target = &canned->target,
		.arena = &canned->arena,
		.record = &canned->record,
	};
	canned->record.process.pid = 5;
	canned->record.process.command = canned_text(canned, "prog");
	canned->limits[0] =
		(struct knell_limit){ .name = canned_text(canned, "cpu"),
			.soft = 3,
			.hard = UINT64_MAX };
	canned->limits[1] =
		(struct knell_limit){ .name = canned_text(canned, "fsize"),
			.soft = 1 << 20,
			.hard = UINT64_MAX };
	canned->record.limits = canned->limits;
	canned->record.limit_count = 2;
	set_maps(canned);
	set_modules(canned);
	set_threads(canned);
	canned_set_register(
		canned, machine->registers[machine->sp].name, 0x7f1000700000);
}

void canned_set_memory(
	struct canned *canned, uint64_t address, const void *bytes, size_t size)
{
	struct canned_region *region = &canned->regions[canned->region_count++];

	CHECK(canned->region_count <= CANNED_REGIONS_MAX);
	CHECK(size <= sizeof(region->bytes));
	region->address = address;
	region->size = size;
	memcpy(region->bytes, bytes, size);
}

void canned_set_word(struct canned *canned, uint64_t address, uint64_t word)
{
	canned_set_memory(
		canned, address, &word, canned->target.machine->word_bytes);
}

void canned_set_register(
	struct canned *canned, const char *name, uint64_t value)
{
	const struct knell_machine *machine = canned->target.machine;

	for (unsigned i = 0; i < machine->register_count; i++) {
		if (strcmp(machine->registers[i].name, name))
			continue;
		knell_register_set(&canned->registers, i, value);
		return;
	}
	CHECK(!"a register of the machine");
}

void canned_set_code(
	struct canned *canned, uint64_t pc, const void *bytes, size_t size)
{
	const struct knell_machine *machine = canned->target.machine;
	struct knell_bytes_at *code = &canned->record.code;

	canned_set_register(canned, machine->registers[machine->pc].name, pc);
	code->address = pc;
	code->data = knell_arena_take(&canned->arena, size);
	CHECK(code->data);
	code->size = (uint32_t)size;
	memcpy(code->data, bytes, size);
}

struct knell_frame *canned_add_frame(
	struct canned *canned, uint64_t pc, char *function, uint32_t how)
{
	struct knell_thread *thread = &canned->threads[0];
	struct knell_frame *frame = &canned->frames[thread->frame_count++];

	CHECK(thread->frame_count <= CANNED_FRAMES_MAX);
	*frame = (struct knell_frame){
		.pc = pc,
		.how = how,
		.exact = how == KNELL_FRAME_REGISTERS ||
			 how == KNELL_FRAME_SIGNAL,
		.module = -1,
		.function = function,
	};
	for (int32_t i = 0; i < 2; i++) {
		if (pc - canned->module[i].start >=
			canned->module[i].end - canned->module[i].start)
			continue;
		frame->module = i;
		frame->module_offset = pc - canned->module[i].bias;
	}
	return frame;
}

void canned_set_signal(struct canned *canned, int32_t number, int32_t code)
{
	struct knell_signal_facts *facts = &canned->record.cause.signal;
	char name[KNELL_NAME_BYTES];

	facts->number = number;
	facts->code = code;
	facts->has_info = true;
	facts->name = canned_text(canned, knell_signal_name(number, name));
}

void canned_set_fault(
	struct canned *canned, int32_t number, int32_t code, uint64_t address)
{
	canned_set_signal(canned, number, code);
	canned->record.cause.signal.has_address = true;
	canned->record.cause.signal.address = address;
}

void canned_expect(
	struct canned *canned, const char *kind_word, const char *sentence)
{
	bool known = canned->registers.known >> canned->target.machine->pc & 1;

	knell_cause_find(&canned->modules, known ? &canned->registers : NULL,
		&canned->record);
	CHECK_TEXT(canned->record.cause.sentence, sentence);
	CHECK_TEXT(canned->record.cause.kind, kind_word);
}
