/* SPDX-License-Identifier: MIT */
/*
 * The unwinder: from one frame's registers to its caller's, by call frame
 * information, signal frames, frame pointers, and last by scanning.
 */
#ifndef KNELL_CRASH_UNWIND_H
#define KNELL_CRASH_UNWIND_H

#include "crash/cfi.h"
#include "crash/target.h"

/* Where an unwinder finds the tables for a run-time address. */
struct knell_unwind_tables {
	struct knell_cfi cfi;
	uint64_t bias;       /* run-time minus link-time */
	uint64_t start, end; /* run-time range that these tables speak for */
};

struct knell_unwind {
	struct knell_target *target;
	/*
	 * Fills *ret for an address. Return: false when it is in no image.
	 * The result is kept for the next frame and asked for again only
	 * when an address lies outside it.
	 */
	bool (*find_tables)(void *context, uint64_t address,
		struct knell_unwind_tables *ret_tables);
	/* May code run at `address`? */
	bool (*is_code)(void *context, uint64_t address);
	void *context;
	/* The entry point of the program, where a trace rightly ends. */
	uint64_t entry_start, entry_end;
	/* The stack that SP lies in, where known: scans stay inside. */
	uint64_t stack_end;

	/* The state: registers of the current frame. */
	struct knell_registers registers;
	uint64_t cfa;
	uint64_t function_start; /* run-time, from CFI; 0: unknown */
	enum knell_frame_how how;
	/* The registers are those at an interruption, pc is exact. */
	bool exact;
	/* The frame just found was interrupted by a signal: its frame on the
	 * stack, for reading siginfo and ucontext; 0: it was not. */
	uint64_t signal_context, signal_info;
	enum knell_unwind_end end;

	/* Private: the tables and the stack window last used. */
	struct knell_unwind_tables tables;
	const uint8_t *window;
	uint64_t window_address, window_size;
	uint8_t *buffer;
	size_t buffer_size;
	uint64_t scanned;
};

/*
 * Begins at `registers`. `buffer` is the caller's memory for stack reads,
 * as large as it likes (a page or more), unless the target offers views.
 */
void knell_unwind_begin(struct knell_unwind *unwind,
	const struct knell_registers *registers, void *buffer,
	size_t buffer_size);
/* To the caller. Return: true, or false with `end` set. */
bool knell_unwind_step(struct knell_unwind *unwind);

#endif
