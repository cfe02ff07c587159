/* SPDX-License-Identifier: MIT */
/*
 * Walking along a signal frame: the parts that every frame of the machine has
 * (arch/<arch>/frame.def), the registers (arch/<arch>/machine.c) and what only
 * some frames have (arch/<arch>/frame.h), by address, with the gaps in between.
 */
#include "knell/frame.h"

#include <limits.h>

#include "abi/errno.h"
#include "arch/machine.h"
#include "base/memory.h"
#include "frame.h"
#include "knell/context.h"
#include "signal/readable.h"

/* How much farther siginfo and what is about it may lie on some kernels. */
#ifndef FRAME_SHIFT_KNOWN
#define FRAME_SHIFT_KNOWN(shift) ((shift) == 0)
#define FRAME_SHIFTED_FROM       INT_MAX
#endif

/* Registers lie in uc_mcontext, which is in uc. */
enum { REGISTER_DEPTH = 2 };
/* After the last part. */
enum { TAIL_GAP, TAIL_RED_ZONE, TAIL_END };

struct row {
	const char *name, *note;
	int16_t offset;
	uint16_t size;
	uint8_t depth, kind, use;
};

static const struct row rows[] = {
#define PART(kind, depth, offset, size, use, name, note)      \
	{ name, note, offset, size, depth, KNELL_PART_##kind, \
		KNELL_PART_##use },
#include "frame.def"
#undef PART
};

struct step {
	uint8_t trampoline, size;
	const char *text;
};

static const struct step steps[] = {
#define STEP(trampoline, size, text) { trampoline, size, text },
#include "frame.def"
#undef STEP
};

static intptr_t find_shift(const struct knell_info *info, const void *context)
{
	return (intptr_t)info - (intptr_t)context - FRAME_INFO_OFFSET;
}

static const uint8_t *place(const struct knell_frame_walk *walk, int offset)
{
	const uint8_t *context = walk->context;

	if (offset >= FRAME_SHIFTED_FROM)
		context += find_shift(walk->info, walk->context);
	return context + offset;
}

int knell_frame_begin(struct knell_frame_walk *walk,
	const struct knell_info *info, const void *context)
{
	if (!walk || !info || !context)
		return -EFAULT;
	if (!FRAME_SHIFT_KNOWN(find_shift(info, context)))
		return -EINVAL;
	*walk = (struct knell_frame_walk){ .info = info, .context = context };
	walk->at = (uintptr_t)place(walk, rows[0].offset);
	return 0;
}

/* The first register that is at or after where the walk is. */
static bool find_register(
	const struct knell_frame_walk *walk, struct knell_frame_part *ret_part)
{
	const struct knell_machine *machine = &K_MACHINE;
	uintptr_t context = (uintptr_t)walk->context;
	const struct knell_register *found = NULL;

	for (unsigned i = 0; i < machine->register_count; i++) {
		const struct knell_register *one = &machine->registers[i];

		if (one->context_offset == KNELL_NO_OFFSET ||
			context + one->context_offset < walk->at)
			continue;
		if (!found || one->context_offset < found->context_offset)
			found = one;
	}
	if (!found)
		return false;
	*ret_part = (struct knell_frame_part){ .name = found->name,
		.address = (const uint8_t *)context + found->context_offset,
		.size_bytes = found->context_size,
		.depth = REGISTER_DEPTH,
		.kind = KNELL_PART_REGISTER,
		.use = KNELL_PART_RESTORED };
	return true;
}

static bool find_row(
	const struct knell_frame_walk *walk, struct knell_frame_part *ret_part)
{
	const struct row *row = &rows[walk->row];

	if (walk->row >= KNELL_COUNT(rows))
		return false;
	*ret_part = (struct knell_frame_part){ .name = row->name,
		.note = row->note,
		.address = place(walk, row->offset),
		.size_bytes = row->size,
		.depth = row->depth,
		.kind = (enum knell_frame_kind)row->kind,
		.use = (enum knell_frame_use)row->use };
	return true;
}

static bool find_state(
	const struct knell_frame_walk *walk, struct knell_frame_part *ret_part)
{
	struct knell_frame_search search = { walk->state, ret_part };

	return knell_frame_state(walk->info, walk->context, &search);
}

/* By address; a group comes before what it begins with. */
static bool precedes(const struct knell_frame_part *one,
	const struct knell_frame_part *other)
{
	uintptr_t a = (uintptr_t)one->address, b = (uintptr_t)other->address;

	return a < b || (a == b && one->depth < other->depth);
}

/*
 * The next part but for gaps, and which counter it moves. A row speaks of a
 * register before the table of registers does.
 */
static bool find_part(struct knell_frame_walk *walk,
	struct knell_frame_part *ret_part, unsigned **ret_counter)
{
	struct knell_frame_part part;
	bool found = find_row(walk, ret_part);

	*ret_counter = &walk->row;
	if (find_register(walk, &part) &&
		(!found || precedes(&part, ret_part))) {
		*ret_part = part;
		/* It is found by its address. */
		*ret_counter = NULL;
		found = true;
	}
	if (find_state(walk, &part) && (!found || precedes(&part, ret_part))) {
		*ret_part = part;
		*ret_counter = &walk->state;
		found = true;
	}
	return found;
}

/* Return: 1. */
static int tell_rest(struct knell_frame_walk *walk, uintptr_t end,
	enum knell_frame_kind kind, struct knell_frame_part *ret_part)
{
	bool gap = kind == KNELL_PART_GAP;

	*ret_part = (struct knell_frame_part){
		.name = gap ? "gap" : "red zone",
		.address = (const void *)walk->at,
		.size_bytes = end - walk->at,
		.depth = walk->depth,
		.kind = kind,
		.use = gap ? KNELL_PART_UNREAD : KNELL_PART_KEPT,
	};
	walk->at = end;
	return 1;
}

/* Leaves groups that end here. Return: true while one ends before `next`. */
static bool leave_groups(
	struct knell_frame_walk *walk, uintptr_t next, uintptr_t *ret_end)
{
	while (walk->depth && walk->ends[walk->depth - 1] <= walk->at)
		walk->depth--;
	if (!walk->depth || walk->ends[walk->depth - 1] > next)
		return false;
	*ret_end = walk->ends[walk->depth - 1];
	return true;
}

static int take(struct knell_frame_walk *walk, unsigned *counter,
	const struct knell_frame_part *part)
{
	uintptr_t end = (uintptr_t)part->address + part->size_bytes;

	if (counter)
		++*counter;
	if (part->kind != KNELL_PART_GROUP) {
		walk->at = end;
		return 1;
	}
	walk->at = (uintptr_t)part->address;
	if (walk->depth < KNELL_COUNT(walk->ends))
		walk->ends[walk->depth++] = end;
	return 1;
}

/* Up to what the interrupted code uses, or to the alternate stack's end. */
static int tell_tail(
	struct knell_frame_walk *walk, struct knell_frame_part *ret_part)
{
	uintptr_t sp = knell_context_sp(walk->context), end = sp;
	unsigned red_zone = K_MACHINE.red_zone;
	struct knell_stack stack;

	knell_context_stack(walk->context, &stack);
	uintptr_t base = (uintptr_t)stack.base;
	bool inside = walk->at - base <= stack.size_bytes && base;

	if (inside && sp - base > stack.size_bytes) {
		end = base + stack.size_bytes;
		red_zone = 0;
	}
	/* It need not be above, on stacks that a program made for itself. */
	if (end < walk->at)
		walk->tail = TAIL_END;
	else if (end - walk->at < red_zone)
		red_zone = (unsigned)(end - walk->at);
	if (walk->tail == TAIL_GAP) {
		walk->tail = red_zone ? TAIL_RED_ZONE : TAIL_END;
		if (end - red_zone > walk->at)
			return tell_rest(
				walk, end - red_zone, KNELL_PART_GAP, ret_part);
	}
	if (walk->tail == TAIL_END)
		return 0;
	walk->tail = TAIL_END;
	return tell_rest(walk, end, KNELL_PART_RED_ZONE, ret_part);
}

int knell_frame_next(
	struct knell_frame_walk *walk, struct knell_frame_part *ret_part)
{
	struct knell_frame_part part;
	unsigned *counter;
	uintptr_t end;

	if (!walk || !ret_part)
		return -EFAULT;
	/* What begins inside of a part that was told is passed over. */
	while (find_part(walk, &part, &counter)) {
		uintptr_t next = (uintptr_t)part.address;

		if (counter && next < walk->at) {
			++*counter;
			continue;
		}
		if (leave_groups(walk, next, &end) && end > walk->at)
			return tell_rest(walk, end, KNELL_PART_GAP, ret_part);
		if (next > walk->at)
			return tell_rest(walk, next, KNELL_PART_GAP, ret_part);
		*ret_part = part;
		return take(walk, counter, &part);
	}
	if (leave_groups(walk, UINTPTR_MAX, &end))
		return tell_rest(walk, end, KNELL_PART_GAP, ret_part);
	return tell_tail(walk, ret_part);
}

static int find_trampoline(const uint8_t *code)
{
	const struct knell_machine *machine = &K_MACHINE;

	for (unsigned i = 0; i < machine->trampoline_count; i++) {
		const struct knell_trampoline *one = &machine->trampolines[i];
		uint8_t size = one->size;

		if (can_read((uintptr_t)code, size) &&
			!knell_memory_compare(code, one->bytes, size))
			return (int)i;
	}
	return can_read((uintptr_t)code, 1) ? -ENODATA : -EFAULT;
}

int knell_frame_trampoline(
	const void *code, unsigned index, struct knell_frame_step *ret_step)
{
	const uint8_t *at = code;
	int found;

	if (!code || !ret_step)
		return -EFAULT;
	found = find_trampoline(at);
	if (found < 0)
		return found;
	for (unsigned i = 0; i < KNELL_COUNT(steps); i++) {
		if (steps[i].trampoline != found)
			continue;
		if (!index--) {
			*ret_step = (struct knell_frame_step){ at,
				steps[i].size, steps[i].text };
			return 1;
		}
		at += steps[i].size;
	}
	return 0;
}
