/* SPDX-License-Identifier: MIT */
/*
 * What a target's program tells of code that is not C: the descriptions of
 * <knell/runtime.h>, read from its memory. They are foreign bytes: what does
 * not hold is noted as a fault, and the rest is used.
 */
#ifndef KNELL_CRASH_RUNTIME_H
#define KNELL_CRASH_RUNTIME_H

#include "crash/cfi.h"
#include "crash/target.h"

struct knell_lookup;
struct knell_modules;
struct knell_unwind_code;

enum {
	KNELL_RUNTIME_PLACES_MAX = 3,
	/* Descriptions in all lists, and ranges of each. */
	KNELL_RUNTIMES_MAX = 1024,
	KNELL_RUNTIME_RANGES_MAX = 256,
	KNELL_RUNTIME_RANGES_ALL = 8192,
	/* Of call frame information, all descriptions together. */
	KNELL_RUNTIME_TABLES_MAX = 8 << 20,
	/* Cells of the control stacks of all threads: 64 MiB, less where they
	 * are far from each other, and a tenth of a second. */
	KNELL_RUNTIME_CELLS_MAX = 1 << 23,
	/* What a read of memory counts as. */
	KNELL_RUNTIME_CELLS_READ = 256,
};

struct knell_runtime_extent {
	uint64_t start, end;
};

/* struct knell_runtime_place; base KNELL_RUNTIME_NONE: not told. */
struct knell_runtime_where {
	uint8_t base;
	bool word;
	uint8_t row; /* of the machine's registers */
	int32_t add;
	uint64_t offset;
};

struct knell_runtime_register {
	uint8_t row;
	int32_t offset;
};

/* One description. */
struct knell_runtime_told {
	struct knell_runtime_told *next;
	uint64_t address; /* where it was read */
	char *name;
	const struct knell_runtime_extent *code, *threads;
	uint32_t code_count, thread_count;
	uint64_t names; /* of the first struct knell_runtime_names; 0: none */
	/* Its bytes are read when they are first asked for. */
	uint64_t eh_frame, eh_frame_bytes;
	struct knell_cfi cfi;
	bool cfi_opened;
	const struct knell_runtime_register *saved;
	uint32_t saved_count;
	uint32_t flags;
	int32_t control_step, control_first, control_return;
	struct knell_runtime_where entry, previous;
	struct knell_runtime_where instruction[KNELL_RUNTIME_PLACES_MAX];
	struct knell_runtime_where control[KNELL_RUNTIME_PLACES_MAX];
	struct knell_runtime_where control_low, control_high, control_end;
	struct knell_runtime_where caller_sp, caller_pc;
	/* The first thing in it that does not hold; NULL: nothing. */
	const char *fault;
	/* An address of its is to be named. */
	bool wanted;
	/* Of the trace at hand: activations were left; the last one's entry,
	 * 0 when it is not known. */
	bool left;
	uint64_t left_entry;
};

struct knell_runtimes_told {
	struct knell_target *target;
	struct knell_arena *arena;
	struct knell_runtime_told *first;
	uint32_t count;
	/* A list could not be read whole; it begins here. */
	const char *fault;
	uint64_t fault_address;
	/* All machine code lies in between. */
	uint64_t code_start, code_end;
	/* Cells of control stacks, of all threads, that were looked at. */
	uint32_t cells_seen;
	uint32_t ranges_seen;
	/* Bytes of call frame information, and entries that told its size. */
	uint64_t tables_seen;
	uint32_t measured;
};

/*
 * Finds the lists of a program, in all its images, and reads them. Return: NULL
 * when there are none, or no memory is left.
 */
struct knell_runtimes_told *knell_runtimes_open(struct knell_modules *modules);
/* Reads one list, to be added to the others. */
void knell_runtimes_read_list(
	struct knell_runtimes_told *runtimes, uint64_t address);
/* Writes a note for each fault that was met. */
void knell_runtimes_tell_faults(struct knell_modules *modules);

/* The one whose machine code covers a run-time address; NULL: none. */
struct knell_runtime_told *knell_runtimes_find(
	const struct knell_runtimes_told *runtimes, uint64_t address);
/* The same for code or threads. */
struct knell_runtime_told *knell_runtimes_find_any(
	const struct knell_runtimes_told *runtimes, uint64_t address);

static inline bool knell_extents_cover(
	const struct knell_runtime_extent *extents, uint32_t count,
	uint64_t address)
{
	for (uint32_t i = 0; i < count; i++)
		if (address - extents[i].start <
			extents[i].end - extents[i].start)
			return true;
	return false;
}

/* Notes the first thing that does not hold. */
static inline void knell_runtime_fault(
	struct knell_runtime_told *told, const char *what)
{
	if (!told->fault)
		told->fault = what;
}

/*
 * Sets the tables of `code`, which an address was found in, where a description
 * has some, and cuts its extent down to what they are for.
 */
void knell_runtimes_adapt_code(struct knell_runtimes_told *runtimes,
	uint64_t address, struct knell_unwind_code *code);

/*
 * Names those of the lookups, sorted by run-time address, that lie in code or
 * threads. A name with a size goes before that of a symbol table, one without
 * does if it begins no farther away; texts[i] is set and lookups[i].symbol's
 * address.
 */
void knell_runtimes_name(struct knell_runtimes_told *runtimes,
	struct knell_lookup *lookups, char **texts, size_t count);

#endif
