/* SPDX-License-Identifier: MIT */
/* What lies at an address, or nearest to it, in words. */
#include "crash/place.h"

#include "abi/auxv.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/symbol.h"

enum {
	/* vm.mmap_min_addr as distributions set it. */
	NULL_END = 65536,
	NEAR = 16 << 20,
	KIB = 1024,
	MIB = 1024 * 1024,
	/* With the bracket; include/linux/mm.h */
	ANONYMOUS_NAME_MAX = 80,
};

static uint64_t address_limit(const struct knell_machine *machine)
{
	return machine->word_bytes == 8 ? UINT64_MAX : UINT32_MAX;
}

enum knell_place knell_place_of(
	const struct knell_modules *modules, uint64_t address)
{
	const struct knell_machine *machine = modules->target->machine;
	uint64_t high = address & machine->canonical_mask;

	if (high && high != machine->canonical_mask)
		return KNELL_PLACE_NONCANONICAL;
	if (knell_map_find(modules->record, address))
		return KNELL_PLACE_MAPPED;
	if (address < NULL_END || address > address_limit(machine) - NULL_END)
		return KNELL_PLACE_NULL;
	if (machine->word_bytes == 8 && address >> 63)
		return KNELL_PLACE_KERNEL;
	return KNELL_PLACE_GAP;
}

void knell_place_put_size(struct knell_buffer *out, uint64_t bytes)
{
	const char *unit = bytes == 1 ? " byte" : " bytes";

	if (bytes >= MIB && (bytes % MIB == 0 || bytes >= 16 * MIB)) {
		bytes = bytes / MIB + (bytes % MIB >= MIB / 2);
		unit = " MiB";
	} else if (bytes >= KIB && (bytes % KIB == 0 || bytes >= 64 * KIB)) {
		bytes = bytes / KIB + (bytes % KIB >= KIB / 2);
		unit = " KiB";
	}
	knell_put_decimal(out, bytes);
	knell_put_text(out, unit);
}

static bool has_no_rights(const struct knell_map *map)
{
	return map->permissions[0] != 'r' && map->permissions[1] != 'w' &&
	       map->permissions[2] != 'x';
}

/* Where the outermost frame is, a thread has its own stack: a handler may
 * run on another. */
static bool begins_in(
	const struct knell_thread *thread, const struct knell_map *map)
{
	for (uint32_t i = thread->frame_count; i--;) {
		uint64_t cfa = thread->frames[i].cfa;

		if (cfa)
			return cfa > map->start && cfa <= map->end;
	}
	return false;
}

/* The thread that has a stack in a map; NULL: none. */
static const struct knell_thread *find_stack_owner(
	const struct knell_record *record, const struct knell_map *map)
{
	for (uint32_t i = 0; i < record->thread_count; i++) {
		const struct knell_thread *thread = &record->threads[i];

		if ((thread->stack_end && thread->stack_start >= map->start &&
			    thread->stack_start < map->end) ||
			begins_in(thread, map))
			return thread;
	}
	return NULL;
}

/* A core file does not name its maps; the kernel put these bytes there. */
bool knell_place_is_main_stack(
	const struct knell_modules *modules, const struct knell_map *map)
{
	struct knell_target *target = modules->target;
	uint64_t random;

	if (map->name)
		return knell_text_equal(map->name, "[stack]");
	return target->kind->find_auxv &&
	       target->kind->find_auxv(target, K_AT_RANDOM, &random) &&
	       random >= map->start && random < map->end;
}

bool knell_place_is_guard(
	const struct knell_modules *modules, const struct knell_map *map)
{
	const struct knell_map *above =
		knell_map_find(modules->record, map->end);

	return has_no_rights(map) && above &&
	       find_stack_owner(modules->record, above);
}

static void put_stack(struct knell_buffer *out,
	const struct knell_record *record, const struct knell_thread *thread)
{
	if (record->thread_count == 1) {
		knell_put_text(out, "the stack");
		return;
	}
	knell_put_text(out, "the stack of thread ");
	knell_put_decimal(out, (uint64_t)thread->tid);
}

static const struct knell_module *find_module(
	const struct knell_record *record, uint64_t address)
{
	for (uint32_t i = 0; i < record->module_count; i++)
		if (address >= record->modules[i].start &&
			address < record->modules[i].end)
			return &record->modules[i];
	return NULL;
}

static void put_module(struct knell_buffer *out,
	const struct knell_module *module, const struct knell_map *map)
{
	knell_put_text(out, map->permissions[2] == 'x'   ? "code of "
			    : map->permissions[1] == 'w' ? "data of "
							 : "constant data of ");
	knell_put_printable(out,
		module->path ? knell_text_basename(module->path) : "a module");
}

/* "[anon:name]" is what programs call some of their memory, by prctl(2). */
static void put_anonymous_name(struct knell_buffer *out, const char *name)
{
	char given[ANONYMOUS_NAME_MAX + 1];
	const char *colon = name ? knell_text_find(name, ':') : NULL;
	size_t length = colon ? knell_text_length(colon + 1) : 0;

	knell_put_text(out, "anonymous memory");
	if (length < 2 || length > ANONYMOUS_NAME_MAX)
		return;
	knell_memory_copy(given, colon + 1, length - 1);
	given[length - 1] = '\0';
	knell_put_text(out, " (");
	knell_put_printable(out, given);
	knell_put_text(out, ")");
}

static void put_anonymous(struct knell_buffer *out,
	const struct knell_modules *modules, const struct knell_map *map)
{
	const struct knell_record *record = modules->record;
	const struct knell_thread *owner = find_stack_owner(record, map);

	if (knell_place_is_guard(modules, map)) {
		knell_put_text(out, "the guard page below ");
		put_stack(out, record,
			find_stack_owner(
				record, knell_map_find(record, map->end)));
	} else if (owner) {
		put_stack(out, record, owner);
	} else if (has_no_rights(map)) {
		knell_put_text(out, "memory set aside without access rights");
	} else if (map->permissions[2] == 'x') {
		knell_put_text(out, "code made at run time");
	} else {
		put_anonymous_name(out, map->name);
	}
}

void knell_place_put_map(struct knell_buffer *out,
	const struct knell_modules *modules, const struct knell_map *map)
{
	const struct knell_record *record = modules->record;
	const struct knell_module *module = find_module(record, map->start);

	if (module && module->path && module->path[0] == '/') {
		put_module(out, module, map);
	} else if (knell_place_is_main_stack(modules, map)) {
		knell_put_text(out, record->thread_count == 1
					    ? "the stack"
					    : "the main thread's stack");
	} else if (!map->name || knell_text_starts(map->name, "[anon")) {
		put_anonymous(out, modules, map);
	} else if (knell_text_equal(map->name, "[heap]")) {
		knell_put_text(out, "the heap");
	} else if (knell_text_equal(map->name, "[vdso]")) {
		knell_put_text(out, "the vDSO");
	} else if (map->name[0] == '/') {
		knell_put_text(out, "the mapped file ");
		knell_put_printable(out, map->name);
	} else {
		knell_put_printable(out, map->name);
	}
}

/* What knell_symbols_describe says before "in" the module. */
static void put_symbol(struct knell_buffer *out, struct knell_modules *modules,
	uint64_t address)
{
	const char *text = knell_symbols_describe(modules, address);
	const char *end = text;

	while (end && *end && !knell_text_starts(end, " in "))
		end++;
	if (!end || !*end)
		return;
	knell_put_text(out, " (");
	knell_put_bytes(out, text, (size_t)(end - text));
	knell_put_text(out, ")");
}

static void put_mapped(struct knell_buffer *out, struct knell_modules *modules,
	uint64_t address)
{
	knell_place_put_map(
		out, modules, knell_map_find(modules->record, address));
	if (find_module(modules->record, address))
		put_symbol(out, modules, address);
}

static void put_gap(struct knell_buffer *out,
	const struct knell_modules *modules, uint64_t address)
{
	const struct knell_record *record = modules->record;
	const struct knell_map *below = NULL, *above = NULL;

	for (uint32_t i = 0; i < record->map_count; i++) {
		if (record->maps[i].end <= address) {
			below = &record->maps[i];
		} else {
			above = &record->maps[i];
			break;
		}
	}
	uint64_t past = below ? address - below->end : UINT64_MAX;
	uint64_t before = above ? above->start - address : UINT64_MAX;

	if (past >= NEAR && before >= NEAR) {
		knell_put_text(out, "far from all that is mapped");
		return;
	}
	if (past)
		knell_place_put_size(out, past <= before ? past : before);
	else
		knell_put_text(out, "just");
	knell_put_text(out, past <= before ? " past the end of " : " below ");
	knell_place_put_map(out, modules, past <= before ? below : above);
}

static void put_null(struct knell_buffer *out, uint64_t address, uint64_t limit)
{
	bool before = address >= NULL_END;
	uint64_t distance = before ? limit - address + 1 : address;

	if (!distance) {
		knell_put_text(out, "a null pointer");
		return;
	}
	knell_place_put_size(out, distance);
	knell_put_text(out,
		before ? " before a null pointer" : " past a null pointer");
}

void knell_place_put(struct knell_buffer *out, struct knell_modules *modules,
	uint64_t address)
{
	switch (knell_place_of(modules, address)) {
	case KNELL_PLACE_NULL:
		put_null(out, address, address_limit(modules->target->machine));
		return;
	case KNELL_PLACE_NONCANONICAL:
		knell_put_text(out, "no address that this machine has");
		return;
	case KNELL_PLACE_KERNEL:
		knell_put_text(out, "in the kernel's half of the addresses");
		return;
	case KNELL_PLACE_MAPPED: put_mapped(out, modules, address); return;
	case KNELL_PLACE_GAP: put_gap(out, modules, address); return;
	}
}
