/* SPDX-License-Identifier: MIT */
/*
 * Inside the unwinder: the ways to a caller that are tried in turn. Each
 * returns true with the caller's frame entered, or false with the registers
 * as they were and the reason noted.
 */
#ifndef KNELL_CRASH_UNWIND_STEPS_H
#define KNELL_CRASH_UNWIND_STEPS_H

#include "crash/unwind.h"

/* What the ways tell each other during one step. */
struct knell_step {
	/* Where a scan would begin: what is below belongs to the frame. */
	uint64_t scan_from;
	/* A frame pointer or return address of 0 was met. */
	bool zero;
	/* The first way that failed, and why. */
	enum knell_unwind_end why;
};

/* By the return address at SP or in the link register, pc being wild. */
bool knell_step_by_address(struct knell_unwind *, struct knell_step *);
bool knell_step_by_frame_pointer(struct knell_unwind *, struct knell_step *);
bool knell_step_by_scan(struct knell_unwind *, struct knell_step *);
/* By the context that a trampoline at pc would return to. */
bool knell_step_by_trampoline(struct knell_unwind *, struct knell_step *);

/* One word of the stack, through the window. */
bool knell_unwind_read_word(
	struct knell_unwind *unwind, uint64_t address, uint64_t *ret_value);
/* May code run at a run-time address? */
bool knell_unwind_is_code(struct knell_unwind *unwind, uint64_t address);
/* Could a call, or the kernel calling a handler, have left this address? */
bool knell_unwind_is_return(struct knell_unwind *unwind, uint64_t address);
/* The trampoline whose bytes stand at a run-time address; or NULL. */
const struct knell_trampoline *knell_unwind_find_trampoline(
	struct knell_unwind *unwind, uint64_t address);
/*
 * May the stack pointer go from where it is to `sp`? Upward on the same
 * stack, or to another stack a few times.
 */
bool knell_unwind_may_move(
	struct knell_unwind *unwind, uint64_t sp, bool interrupted);
/* Makes pc and sp, with registers.known for the rest, the current frame. */
void knell_unwind_enter(struct knell_unwind *unwind, uint64_t pc, uint64_t sp,
	enum knell_frame_how how);
/* Takes off what pointer authentication and tags put on a code address. */
uint64_t knell_unwind_strip(
	const struct knell_unwind *unwind, uint64_t address);

static inline uint64_t knell_unwind_sp(const struct knell_unwind *unwind)
{
	return unwind->registers.value[unwind->target->machine->sp];
}

static inline uint64_t knell_unwind_pc(const struct knell_unwind *unwind)
{
	return unwind->registers.value[unwind->target->machine->pc];
}

static inline void knell_step_failed(
	struct knell_step *step, enum knell_unwind_end why)
{
	if (!step->why)
		step->why = why;
}

#endif
