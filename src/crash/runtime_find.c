/* SPDX-License-Identifier: MIT */
/* Finding the lists of runtimes in the images of a program, and what they have
 * for an address. */
#include "abi/auxv.h"
#include "abi/elf.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "crash/capture.h"
#include "crash/module.h"
#include "crash/runtime.h"
#include "crash/symbol.h"
#include "knell/runtime.h"

enum {
	/* Libraries may each have a list of their own. */
	LISTS_MAX = 32,
	NOTE_TYPE = 1,
	/* Of notes in one segment; the build ID and a few others. */
	NOTES_MAX = 16384,
	/* Of tables that do not tell their size. */
	TABLE_ENTRIES_MAX = 1 << 14,
};

static const char note_name[] = "knell";

/* The list that a note of the image tells of, by a distance from itself. */
static bool find_in_notes(const struct knell_elf *elf, struct knell_bytes notes,
	uint64_t align, uint64_t *ret_address)
{
	struct knell_bytes left = notes;
	struct knell_note note;

	if (left.size > NOTES_MAX)
		left.size = NOTES_MAX;
	while (knell_elf_next_note(&left, align, &note)) {
		if (note.type != NOTE_TYPE ||
			note.name.size != sizeof(note_name) ||
			knell_memory_compare(
				note.name.data, note_name, sizeof(note_name)) ||
			note.data.size != 4)
			continue;
		*ret_address = notes.address +
			       (uint64_t)(note.data.data - notes.data) +
			       (uint64_t)(int64_t)(int32_t)knell_load32(
				       note.data.data);
		if (!elf->wide)
			*ret_address = (uint32_t)*ret_address;
		return true;
	}
	return false;
}

static bool find_by_note(const struct knell_elf *elf, uint64_t *ret_address)
{
	struct knell_segment segment;
	struct knell_bytes notes;

	for (uint32_t i = 0; knell_elf_segment(elf, i, &segment); i++) {
		if (segment.type != K_PT_NOTE ||
			!knell_elf_bytes_at(elf, segment.address, &notes))
			continue;
		notes.address = segment.address;
		if (notes.size > segment.file_size)
			notes.size = segment.file_size;
		if (find_in_notes(elf, notes, segment.align, ret_address))
			return true;
	}
	return false;
}

/* A run-time address; 0: the image has no list. */
static uint64_t find_list(const struct knell_image *image, bool program)
{
	uint64_t size = 8 + (image->elf.wide ? 8 : 4), address;

	if (!image->elf.image.data)
		return 0;
	if (find_by_note(&image->elf, &address) ||
		knell_elf_find_object(
			&image->elf, "knell_runtimes", size, program, &address))
		return address + image->bias;
	return 0;
}

static struct knell_runtimes_told *make(struct knell_modules *modules)
{
	struct knell_runtimes_told *runtimes =
		knell_arena_take(modules->arena, sizeof(*runtimes));

	if (runtimes)
		*runtimes = (struct knell_runtimes_told){
			.target = modules->target,
			.arena = modules->arena,
			.code_start = UINT64_MAX,
		};
	return runtimes;
}

struct knell_runtimes_told *knell_runtimes_open(struct knell_modules *modules)
{
	struct knell_target *target = modules->target;
	struct knell_runtimes_told *runtimes = NULL;
	uint64_t lists[LISTS_MAX], entry = 0;
	unsigned count = 0;

	if (!target->kind->find_auxv ||
		!target->kind->find_auxv(target, K_AT_ENTRY, &entry))
		entry = modules->count ? modules->images[0].start : 0;
	for (size_t i = 0; i < modules->count && count < LISTS_MAX; i++) {
		const struct knell_image *image = &modules->images[i];
		uint64_t list = find_list(image,
			entry - image->start < image->end - image->start);
		unsigned known = 0;

		while (known < count && lists[known] != list)
			known++;
		if (!list || known < count)
			continue;
		lists[count++] = list;
		if (!runtimes)
			runtimes = make(modules);
		if (runtimes)
			knell_runtimes_read_list(runtimes, list);
	}
	return runtimes;
}

struct knell_runtime_told *knell_runtimes_find(
	const struct knell_runtimes_told *runtimes, uint64_t address)
{
	if (address - runtimes->code_start >=
		runtimes->code_end - runtimes->code_start)
		return NULL;
	for (struct knell_runtime_told *told = runtimes->first; told;
		told = told->next)
		if (knell_extents_cover(told->code, told->code_count, address))
			return told;
	return NULL;
}

struct knell_runtime_told *knell_runtimes_find_any(
	const struct knell_runtimes_told *runtimes, uint64_t address)
{
	for (struct knell_runtime_told *told = runtimes->first; told;
		told = told->next)
		if (knell_extents_cover(
			    told->code, told->code_count, address) ||
			knell_extents_cover(
				told->threads, told->thread_count, address))
			return told;
	return NULL;
}

/* As far as the entry of length 0. Return: 0 when there is none. */
static uint64_t measure_tables(
	struct knell_runtimes_told *runtimes, uint64_t address)
{
	uint64_t size = 0;

	while (runtimes->measured++ < TABLE_ENTRIES_MAX &&
		size < KNELL_RUNTIME_TABLES_MAX) {
		uint8_t bytes[4];

		if (knell_target_read(
			    runtimes->target, address + size, bytes, 4) != 4)
			return 0;
		size += 4;
		if (!knell_load32(bytes))
			return size;
		size += knell_load32(bytes);
	}
	return 0;
}

static void open_tables(
	struct knell_runtimes_told *runtimes, struct knell_runtime_told *told)
{
	const struct knell_arena *arena = runtimes->arena;
	uint64_t size = told->eh_frame_bytes;
	uint8_t *bytes = NULL;

	told->cfi_opened = true;
	if (!size)
		size = measure_tables(runtimes, told->eh_frame);
	if (size && size <= KNELL_RUNTIME_TABLES_MAX - runtimes->tables_seen &&
		size < (arena->size - arena->used) / 4)
		bytes = knell_arena_take(runtimes->arena, (size_t)size);
	if (bytes)
		runtimes->tables_seen += size;
	if (!bytes || knell_target_read(runtimes->target, told->eh_frame, bytes,
			      (size_t)size) != size) {
		knell_runtime_fault(
			told, "its call frame information cannot be read");
		return;
	}
	told->cfi = (struct knell_cfi){
		.eh_frame = { bytes, size, told->eh_frame },
		.word_bytes = runtimes->target->machine->word_bytes,
	};
}

/* Cuts `code` down to the side of a range that an address is on. */
static void cut(struct knell_unwind_code *code,
	const struct knell_runtime_extent *range, uint64_t address)
{
	bool inside = address - range->start < range->end - range->start;
	uint64_t start = inside ? range->start : range->end;
	uint64_t end = inside ? range->end : range->start;

	if (start <= address && start > code->start)
		code->start = start;
	if (end > address && end < code->end)
		code->end = end;
}

void knell_runtimes_adapt_code(struct knell_runtimes_told *runtimes,
	uint64_t address, struct knell_unwind_code *code)
{
	struct knell_runtime_told *told =
		knell_runtimes_find(runtimes, address);

	for (struct knell_runtime_told *at = runtimes->first; at; at = at->next)
		for (uint32_t i = 0; at->eh_frame && i < at->code_count; i++)
			cut(code, &at->code[i], address);
	if (!told || !told->eh_frame)
		return;
	if (!told->cfi_opened)
		open_tables(runtimes, told);
	if (told->cfi.eh_frame.data) {
		code->bias = 0;
		code->cfi = &told->cfi;
	}
}

static void tell_fault(struct knell_modules *modules, const char *what,
	uint64_t address, const char *name, const char *fault)
{
	char text[200];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_put_text(&out, what);
	knell_put_address(&out, address);
	if (name) {
		knell_put_text(&out, " (");
		knell_put_printable(&out, name);
		knell_put_text(&out, ")");
	}
	knell_put_text(&out, " is broken: ");
	knell_put_text(&out, fault);
	knell_record_note(
		modules->record, modules->arena, knell_buffer_text(&out));
}

void knell_runtimes_tell_faults(struct knell_modules *modules)
{
	const struct knell_runtimes_told *runtimes = modules->runtimes;

	if (!runtimes)
		return;
	if (runtimes->fault)
		tell_fault(modules, "the list of runtimes at ",
			runtimes->fault_address, NULL, runtimes->fault);
	for (const struct knell_runtime_told *told = runtimes->first; told;
		told = told->next)
		if (told->fault)
			tell_fault(modules, "the description of a runtime at ",
				told->address, told->name, told->fault);
}
