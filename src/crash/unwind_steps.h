/* SPDX-License-Identifier: MIT */
/*
 * Inside the unwinder: the ways to a caller that are tried in turn. Each
 * returns true with the caller's frame entered, or false with the registers
 * as they were and the reason noted.
 */
#ifndef KNELL_CRASH_UNWIND_STEPS_H
#define KNELL_CRASH_UNWIND_STEPS_H

#include "crash/unwind.h"

/* Another stack is not nearer than this; nor is a frame larger. */
enum { KNELL_STACK_DISTANCE_MIN = 1 << 20 };

/* What the ways tell each other during one step. */
struct knell_step {
	/* Where a scan would begin: what is below belongs to the frame. */
	uint64_t scan_from;
	/* A frame pointer or return address of 0 was met. */
	bool zero;
	/* The first way that failed, and why. */
	enum knell_unwind_end why;
};

/* As the program describes code that is not C, only where it does. Return: true
 * with the caller's frame entered, or `end` set; false: try the other ways. */
bool knell_step_by_runtime(struct knell_unwind *unwind);
/* The same from where no code is, by what the registers hold: code that is not
 * C goes on by jumps, which leave no return address. */
bool knell_step_by_runtime_registers(struct knell_unwind *unwind);
/* Makes the trace begin with no activation left. */
void knell_unwind_begin_runtimes(struct knell_unwind *unwind);
bool knell_step_by_cfi(struct knell_unwind *, struct knell_step *);
/* By the return address at SP or in the link register, pc being wild. */
bool knell_step_by_address(struct knell_unwind *, struct knell_step *);
bool knell_step_by_frame_pointer(struct knell_unwind *, struct knell_step *);
bool knell_step_by_scan(struct knell_unwind *, struct knell_step *);
/* By the context that a trampoline at pc would return to. */
bool knell_step_by_trampoline(struct knell_unwind *, struct knell_step *);

/* Moves the window to hold the word at `address`. */
bool knell_unwind_move_window(struct knell_unwind *unwind, uint64_t address);
/*
 * Could a call, or the kernel calling a handler, have left this return address
 * just below `sp`?
 */
bool knell_unwind_is_return(
	struct knell_unwind *unwind, uint64_t address, uint64_t sp);
/* The kernel: it is a trampoline, and at `sp` it finds a signal's context. */
bool knell_unwind_is_handler_return(
	struct knell_unwind *unwind, uint64_t address, uint64_t sp);
/*
 * May the stack pointer go from where it is to `sp`? Upward on the same
 * stack, or to another stack a few times.
 */
bool knell_unwind_may_move(
	struct knell_unwind *unwind, uint64_t sp, bool interrupted);
/* Makes pc and sp, with registers.known for the rest, the current frame. */
void knell_unwind_enter(struct knell_unwind *unwind, uint64_t pc, uint64_t sp,
	enum knell_frame_how how);
static inline uint64_t knell_unwind_load(const uint8_t *at)
{
	const struct {
		uint64_t value;
	} __attribute__((packed, may_alias)) *word = (const void *)at;

	return word->value;
}

static inline uint32_t knell_unwind_load_narrow(const uint8_t *at)
{
	const struct {
		uint32_t value;
	} __attribute__((packed, may_alias)) *word = (const void *)at;

	return word->value;
}

/* One word of the stack, through the window. */
static inline bool knell_unwind_read_word(
	struct knell_unwind *unwind, uint64_t address, uint64_t *ret_value)
{
	uint64_t offset = address - unwind->window_address;

	if (__builtin_expect(offset >= unwind->window_limit, 0)) {
		if (!knell_unwind_move_window(unwind, address))
			return false;
		offset = address - unwind->window_address;
	}
	const uint8_t *at = unwind->window + (size_t)offset;

	*ret_value = unwind->target->machine->word_bytes == 8
			     ? knell_unwind_load(at)
			     : knell_unwind_load_narrow(at);
	return true;
}

/* May code run at a run-time address? */
static inline bool knell_unwind_is_code(
	struct knell_unwind *unwind, uint64_t address)
{
	const struct knell_unwind_code *code = &unwind->code;
	struct knell_unwind_code found;

	if (address - code->start < code->end - code->start)
		return true;
	return unwind->find_code(unwind->context, address, &found);
}

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
