/* SPDX-License-Identifier: MIT */
/*
 * Reading descriptions of runtimes from a target's memory, whose words may be
 * of another size than ours. The layout is that of <knell/runtime.h>, which
 * src/signal/runtime.c asserts.
 */
#include "base/load.h"
#include "base/memory.h"
#include "crash/runtime.h"
#include "knell/runtime.h"

enum {
	/* struct knell_runtime on 64 bit; later versions are longer. */
	DESCRIPTION_MAX = 424,
	NAME_MAX = 64,
	SAVED_MAX = KNELL_REGISTERS_MAX,
	STEP_MAX = 1 << 20,
};

/* Takes members off the front of a struct of the target's. */
struct reader {
	const struct knell_machine *machine;
	const uint8_t *at;
	struct knell_runtime_told *told;
};

static uint32_t take32(struct reader *reader)
{
	uint32_t value = knell_load32(reader->at);

	reader->at += 4;
	return value;
}

static uint64_t take_word(struct reader *reader)
{
	uint64_t value = knell_load(reader->at, reader->machine->word_bytes);

	reader->at += reader->machine->word_bytes;
	return value;
}

/* The row of the register that 8 bytes name; KNELL_NO_REGISTER: none. */
static uint8_t find_register(
	const struct knell_machine *machine, const uint8_t name[8])
{
	for (uint8_t row = 0; row < machine->register_count; row++) {
		const char *known = machine->registers[row].name;
		unsigned i = 0;

		while (i < 8 && known[i] && known[i] == (char)name[i])
			i++;
		if (i == 8 ? !known[8] : !known[i] && !name[i])
			return row;
	}
	return KNELL_NO_REGISTER;
}

static void take_place(struct reader *reader, struct knell_runtime_where *where)
{
	uint32_t kind = take32(reader);
	uint32_t base = kind & ~KNELL_RUNTIME_WORD;
	int32_t add = (int32_t)take32(reader);
	uint8_t row = find_register(reader->machine, reader->at);

	reader->at += 8;
	*where = (struct knell_runtime_where){
		.base = (uint8_t)base,
		.word = kind & KNELL_RUNTIME_WORD,
		.row = row,
		.add = add,
		.offset = take_word(reader),
	};
	if (base > KNELL_RUNTIME_CALLER) {
		knell_runtime_fault(
			reader->told, "a place is of a kind that is not known");
		where->base = KNELL_RUNTIME_NONE;
	}
	if (base == KNELL_RUNTIME_REGISTER && row == KNELL_NO_REGISTER) {
		knell_runtime_fault(reader->told,
			"a register is named that the machine does not have");
		where->base = KNELL_RUNTIME_NONE;
	}
}

static bool fits(struct knell_runtimes_told *runtimes, uint64_t size)
{
	const struct knell_arena *arena = runtimes->arena;

	return size < (arena->size - arena->used) / 4;
}

/* Rows of an array, copied; NULL: none, or not to be had. */
static void *copy_rows(struct knell_runtimes_told *runtimes,
	struct knell_runtime_told *told, uint64_t address, uint32_t count,
	size_t row_bytes)
{
	size_t size = count * row_bytes;
	void *rows = NULL;

	if (!count)
		return NULL;
	if (fits(runtimes, size))
		rows = knell_arena_take(runtimes->arena, size);
	if (rows && knell_target_read(runtimes->target, address, rows, size) ==
			    size)
		return rows;
	knell_runtime_fault(told, "an array that it points to cannot be read");
	return NULL;
}

static const struct knell_runtime_extent *read_ranges(
	struct knell_runtimes_told *runtimes, struct knell_runtime_told *told,
	uint64_t address, uint64_t count, uint32_t *ret_count)
{
	unsigned word = runtimes->target->machine->word_bytes;
	uint64_t limit = word == 8 ? UINT64_MAX : UINT32_MAX;

	if (count > KNELL_RUNTIME_RANGES_MAX) {
		knell_runtime_fault(told, "it has more than 256 ranges");
		count = KNELL_RUNTIME_RANGES_MAX;
	}
	if (count > KNELL_RUNTIME_RANGES_ALL - runtimes->ranges_seen) {
		knell_runtime_fault(
			told, "there are more than 8192 ranges in all");
		count = KNELL_RUNTIME_RANGES_ALL - runtimes->ranges_seen;
	}
	runtimes->ranges_seen += (uint32_t)count;
	const uint8_t *rows =
		copy_rows(runtimes, told, address, (uint32_t)count, 2 * word);
	struct knell_runtime_extent *extents = knell_arena_take_array(
		runtimes->arena, (size_t)count, sizeof(*extents));

	if (!rows || !extents)
		return NULL;
	for (uint32_t i = 0; i < count; i++, rows += 2 * word) {
		uint64_t start = knell_load(rows, word);
		uint64_t size = knell_load(rows + word, word);

		if (size > limit - start) {
			knell_runtime_fault(
				told, "a range goes beyond the last address");
			size = limit - start;
		}
		extents[i] =
			(struct knell_runtime_extent){ start, start + size };
	}
	*ret_count = (uint32_t)count;
	return extents;
}

static void read_saved(struct knell_runtimes_told *runtimes,
	struct knell_runtime_told *told, uint64_t address, uint64_t count)
{
	enum { ROW = sizeof(struct knell_runtime_saved) };

	if (count > SAVED_MAX) {
		knell_runtime_fault(
			told, "it saves more registers than the machine has");
		return;
	}
	const uint8_t *rows =
		copy_rows(runtimes, told, address, (uint32_t)count, ROW);
	struct knell_runtime_register *saved = knell_arena_take_array(
		runtimes->arena, (size_t)count, sizeof(*saved));

	if (!rows || !saved)
		return;
	told->saved = saved;
	for (uint32_t i = 0; i < count; i++, rows += ROW) {
		uint8_t row = find_register(runtimes->target->machine, rows);

		if (row == KNELL_NO_REGISTER)
			knell_runtime_fault(told,
				"it saves a register that the machine does "
				"not have");
		else
			saved[told->saved_count++] =
				(struct knell_runtime_register){ row,
					(int32_t)knell_load32(rows + 8) };
	}
}

static char *read_name(struct knell_runtimes_told *runtimes,
	struct knell_runtime_told *told, uint64_t address)
{
	char name[NAME_MAX];
	long length = 0;

	if (address)
		length = knell_target_read_text(
			runtimes->target, address, name, sizeof(name));
	if (length < 0)
		knell_runtime_fault(told, "its name cannot be read");
	if (length <= 0)
		return knell_arena_copy_text(runtimes->arena, "runtime", 7);
	return knell_arena_copy_text(runtimes->arena, name, (size_t)length);
}

/* All members behind `next`, in the order of struct knell_runtime. */
static void read_members(struct knell_runtimes_told *runtimes,
	struct knell_runtime_told *told, struct reader *reader)
{
	uint64_t words[10];

	for (size_t i = 0; i < KNELL_COUNT(words); i++)
		words[i] = take_word(reader);
	told->flags = take32(reader);
	told->control_step = (int32_t)take32(reader);
	told->control_first = (int32_t)take32(reader);
	told->control_return = (int32_t)take32(reader);
	take_place(reader, &told->entry);
	take_place(reader, &told->previous);
	for (unsigned i = 0; i < KNELL_RUNTIME_PLACES_MAX; i++)
		take_place(reader, &told->instruction[i]);
	for (unsigned i = 0; i < KNELL_RUNTIME_PLACES_MAX; i++)
		take_place(reader, &told->control[i]);
	take_place(reader, &told->control_low);
	take_place(reader, &told->control_high);
	take_place(reader, &told->control_end);
	take_place(reader, &told->caller_sp);
	take_place(reader, &told->caller_pc);
	told->name = read_name(runtimes, told, words[0]);
	told->code = read_ranges(
		runtimes, told, words[1], words[2], &told->code_count);
	told->threads = read_ranges(
		runtimes, told, words[3], words[4], &told->thread_count);
	told->names = words[5];
	told->eh_frame = words[6];
	told->eh_frame_bytes = words[7];
	read_saved(runtimes, told, words[8], words[9]);
}

static void check_members(struct knell_runtime_told *told)
{
	bool linked = told->flags & KNELL_RUNTIME_LINKED;
	bool sized = told->control_step && told->control_step <= STEP_MAX &&
		     told->control_step >= -STEP_MAX;
	bool control = false;

	for (unsigned i = 0; i < KNELL_RUNTIME_PLACES_MAX; i++)
		control |= told->control[i].base != KNELL_RUNTIME_NONE;
	if (control && !linked && !sized) {
		knell_runtime_fault(told,
			"its control stack has frames of an impossible size");
		told->control_step = 0;
	}
	if (!told->code_count)
		knell_runtime_fault(told, "it has no machine code");
	if (told->caller_sp.base == KNELL_RUNTIME_CALLER)
		knell_runtime_fault(
			told, "the caller's stack pointer is told by itself");
}

static void extend_code(struct knell_runtimes_told *runtimes,
	const struct knell_runtime_told *told)
{
	for (uint32_t i = 0; i < told->code_count; i++) {
		if (told->code[i].start < runtimes->code_start)
			runtimes->code_start = told->code[i].start;
		if (told->code[i].end > runtimes->code_end)
			runtimes->code_end = told->code[i].end;
	}
}

/* Reads one description. Return: the address of the next; 0: the last. */
static uint64_t read_description(struct knell_runtimes_told *runtimes,
	struct knell_runtime_told *told, uint64_t address)
{
	const struct knell_machine *machine = runtimes->target->machine;
	size_t size = 232 + 24 * (size_t)machine->word_bytes;
	uint8_t bytes[DESCRIPTION_MAX];
	struct reader reader = { machine, bytes, told };

	_Static_assert(
		DESCRIPTION_MAX == 232 + 24 * 8, "the larger of the two");
	told->address = address;
	if (knell_target_read(runtimes->target, address, bytes, size) != size) {
		knell_runtime_fault(told, "it cannot be read");
		return 0;
	}
	uint32_t version = take32(&reader);
	uint32_t told_size = take32(&reader);
	uint64_t next = take_word(&reader);

	if (version != KNELL_RUNTIME_VERSION)
		knell_runtime_fault(told, "its version is not known");
	else if (told_size < size)
		knell_runtime_fault(told, "its size is too small");
	if (told->fault)
		return next;
	read_members(runtimes, told, &reader);
	check_members(told);
	extend_code(runtimes, told);
	return next;
}

static bool is_read(
	const struct knell_runtimes_told *runtimes, uint64_t address)
{
	for (const struct knell_runtime_told *told = runtimes->first; told;
		told = told->next)
		if (told->address == address)
			return true;
	return false;
}

static void fail(struct knell_runtimes_told *runtimes, uint64_t address,
	const char *what)
{
	if (runtimes->fault)
		return;
	runtimes->fault = what;
	runtimes->fault_address = address;
}

void knell_runtimes_read_list(
	struct knell_runtimes_told *runtimes, uint64_t address)
{
	struct knell_runtime_told **end = &runtimes->first;
	char magic[8];
	uint64_t next;

	if (knell_target_read(runtimes->target, address, magic, 8) != 8 ||
		!knell_target_read_word(runtimes->target, address + 8, &next)) {
		fail(runtimes, address, "it cannot be read");
		return;
	}
	if (knell_memory_compare(magic, KNELL_RUNTIMES_MAGIC, 8)) {
		fail(runtimes, address, "it does not begin as one");
		return;
	}
	while (*end)
		end = &(*end)->next;
	while (next) {
		struct knell_runtime_told *told = NULL;

		if (is_read(runtimes, next)) {
			fail(runtimes, address, "it comes back to itself");
			return;
		}
		if (runtimes->count == KNELL_RUNTIMES_MAX) {
			fail(runtimes, address, "only 1024 runtimes were read");
			return;
		}
		if (fits(runtimes, sizeof(*told)))
			told = knell_arena_take(runtimes->arena, sizeof(*told));
		if (!told) {
			fail(runtimes, address, "no memory is left for it");
			return;
		}
		next = read_description(runtimes, told, next);
		*end = told;
		end = &told->next;
		runtimes->count++;
	}
}
