/* SPDX-License-Identifier: MIT */
/* Stacks without room: which one, how large it is, and who recursed. */
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/place.h"

enum {
	/*
	 * How far below SP a push, a call or a probe of a new frame goes; how
	 * far SP itself may have come below the stack; and how much of it may
	 * be left where a large frame did not fit.
	 */
	REACH = 1 << 20,
	/* A recursion further up than this is not what filled the stack. */
	DEPTH_MAX = 128,
	/* Frames below this are as many as fit; one is not to blame. */
	LARGE = 256 << 10,
	/* More than this, in GiB, no variables have: SP is not of the stack. */
	LARGEST_GIB = 64,
	NAMES_MAX = 4,
};

static bool has_no_rights(const struct knell_map *map)
{
	return map->permissions[0] != 'r' && map->permissions[1] != 'w' &&
	       map->permissions[2] != 'x';
}

/* Is writable memory a stack? The main one, or it has a guard below it. */
static bool is_stack(
	const struct knell_inquiry *inquiry, const struct knell_map *map)
{
	const struct knell_map *below =
		knell_map_find(inquiry->record, map->start - 1);

	return map->permissions[1] == 'w' &&
	       (knell_place_is_main_stack(inquiry->modules, map) ||
		       (below && has_no_rights(below)));
}

/* The stack that SP lies in, or has just left downward; NULL: none. */
static const struct knell_map *find_stack(const struct knell_inquiry *inquiry)
{
	const struct knell_record *record = inquiry->record;
	const struct knell_map *map = knell_map_find(record, inquiry->sp);

	for (uint32_t i = 0; !map && i < record->map_count; i++)
		if (record->maps[i].start > inquiry->sp)
			map = &record->maps[i];
	if (map && has_no_rights(map))
		map = knell_map_find(record, map->end);
	if (!map || map->permissions[1] != 'w' ||
		(inquiry->sp < map->start && map->start - inquiry->sp > REACH))
		return NULL;
	return map;
}

/*
 * A frame that begins on a stack and ends below it: its number and its stack.
 * UINT32_MAX: there is none.
 */
static uint32_t find_large_frame(const struct knell_inquiry *inquiry,
	uint64_t *ret_size, const struct knell_map **ret_stack)
{
	uint64_t low = inquiry->sp;

	for (uint32_t i = inquiry->frame;; i++) {
		const struct knell_frame *frame =
			knell_inquiry_frame(inquiry, i);

		if (!frame || frame->cfa <= low)
			return UINT32_MAX;
		*ret_stack = knell_map_find(inquiry->record, frame->cfa - 1);
		if (*ret_stack && (*ret_stack)->permissions[1] == 'w') {
			*ret_size = frame->cfa - low;
			return low < (*ret_stack)->start &&
					       is_stack(inquiry, *ret_stack)
				       ? i
				       : UINT32_MAX;
		}
		low = frame->cfa;
	}
}

/*
 * Just below the stack, where its guard is; below the main thread's, where it
 * may not grow to. What has only got near some other writable memory is no
 * overflow.
 */
static bool is_below(const struct knell_inquiry *inquiry,
	const struct knell_map *stack, uint64_t address)
{
	const struct knell_map *map = knell_map_find(inquiry->record, address);

	if (address >= stack->start || stack->start - address > REACH)
		return false;
	return map ? has_no_rights(map) && map->end == stack->start
		   : knell_place_is_main_stack(inquiry->modules, stack) ||
			       inquiry->sp < stack->start;
}

static bool is_near_sp(const struct knell_inquiry *inquiry, uint64_t address)
{
	return address + REACH >= inquiry->sp && inquiry->sp + REACH >= address;
}

/* The fold at the top that stands for the most frames. */
static const struct knell_fold *find_recursion(
	const struct knell_inquiry *inquiry)
{
	const struct knell_thread *thread = inquiry->thread;
	const struct knell_fold *longest = NULL;

	for (uint32_t i = 0; thread && i < thread->fold_count; i++) {
		const struct knell_fold *fold = &thread->folds[i];

		if (fold->length && fold->first >= inquiry->frame &&
			fold->first - inquiry->frame <= DEPTH_MAX &&
			fold->first < thread->frame_count &&
			fold->length <= thread->frame_count - fold->first &&
			(!longest || fold->times * fold->length >
					     longest->times * longest->length))
			longest = fold;
	}
	return longest;
}

/* Frames are listed the innermost first; calls go the other way. */
static void put_recursion(
	struct knell_inquiry *inquiry, const struct knell_fold *fold)
{
	uint32_t left = fold->length;

	for (unsigned count = 0; left && count < NAMES_MAX; count++) {
		left--;
		if (count)
			knell_inquiry_put(inquiry,
				fold->length == 2 ? " and " : " \u2192 ");
		knell_inquiry_put_frame(inquiry, fold->first + left);
	}
	if (left)
		knell_inquiry_put(inquiry, " \u2192 \u2026");
	knell_inquiry_put(inquiry,
		fold->length == 1 ? " called itself " : " called each other ");
	knell_put_decimal(inquiry->out, fold->times);
	knell_inquiry_put(inquiry, " times and filled ");
}

static void put_owner(struct knell_inquiry *inquiry)
{
	knell_inquiry_put(inquiry, "the stack");
	if (inquiry->record->thread_count < 2 || !inquiry->thread)
		return;
	knell_inquiry_put(inquiry, " of thread ");
	knell_put_decimal(inquiry->out, (uint64_t)inquiry->thread->tid);
}

/* The main thread's grows up to a limit. */
static uint64_t find_size(
	const struct knell_inquiry *inquiry, const struct knell_map *stack)
{
	uint64_t size = stack->end - stack->start, limit;

	if (knell_place_is_main_stack(inquiry->modules, stack) &&
		knell_inquiry_limit(inquiry, "stack", &limit) && limit > size)
		return limit;
	return size;
}

static bool explain_large_frame(struct knell_inquiry *inquiry, uint64_t address)
{
	const struct knell_map *stack;
	uint64_t size;
	uint32_t frame = find_large_frame(inquiry, &size, &stack);

	if (frame == UINT32_MAX || size < LARGE || size >> 30 >= LARGEST_GIB ||
		address >= stack->start || address + REACH < inquiry->sp)
		return false;
	knell_inquiry_put(inquiry, "Stack overflow: the variables of ");
	knell_inquiry_put_frame(inquiry, frame);
	knell_inquiry_put(inquiry, ", ");
	knell_place_put_size(inquiry->out, size);
	knell_inquiry_put(inquiry, ", do not fit on ");
	put_owner(inquiry);
	knell_inquiry_put(inquiry, ", which has ");
	knell_place_put_size(inquiry->out, find_size(inquiry, stack));
	knell_inquiry_put(inquiry, ".");
	return true;
}

static bool explain_full(struct knell_inquiry *inquiry, uint64_t address)
{
	const struct knell_map *stack = find_stack(inquiry);
	const struct knell_fold *fold;

	if (!stack || !is_below(inquiry, stack, address) ||
		!is_near_sp(inquiry, address))
		return false;
	fold = find_recursion(inquiry);
	knell_inquiry_put(inquiry, "Stack overflow: ");
	if (fold)
		put_recursion(inquiry, fold);
	else
		knell_inquiry_put(inquiry,
			"too many calls, or too large variables, filled ");
	put_owner(inquiry);
	knell_inquiry_put(inquiry, ", all ");
	knell_place_put_size(inquiry->out, find_size(inquiry, stack));
	knell_inquiry_put(inquiry, " of it.");
	return true;
}

bool knell_cause_stack(struct knell_inquiry *inquiry, uint64_t address)
{
	if (!inquiry->registers || (!explain_large_frame(inquiry, address) &&
					   !explain_full(inquiry, address)))
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_STACK_OVERFLOW);
	return true;
}
