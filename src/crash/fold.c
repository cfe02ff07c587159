/* SPDX-License-Identifier: MIT */
/*
 * Walking a whole trace into a bounded number of frames.
 *
 * The newest frames stand in a ring; what leaves it goes to the head of the
 * list while there is room, and is left out after that. A cycle of functions
 * that came round a few times in a row becomes a fold: its first round stays,
 * the others are taken back out of the ring, and from then on each further
 * round only counts.
 */
#include "crash/fold.h"

#include "abi/errno.h"
#include "base/memory.h"

enum {
	RING_MAX = 64,
	FRAMES_MIN = 2 * RING_MAX,
	PERIOD_MAX = 16,
	/* Frames that repeat what was one period before, to make a fold. */
	REPEATS_MIN = 16,
	FOLDS_MAX = 32,
	/* A stack of 64 MiB in frames of 16 bytes. */
	STEPS_MAX = 1 << 22,
};

struct kept {
	uint64_t key; /* the function, or pc where that is not known */
	uint64_t pc, cfa;
	uint32_t how;
	bool exact;
};

/* The kept frames from number `first` on, `length` of them. */
struct cycle {
	uint64_t first, times;
	uint32_t length;
};

struct trace {
	/* Frames are numbered as they are kept; the ring holds [,). */
	uint64_t oldest, newest;
	struct kept ring[RING_MAX];
	struct knell_frame *head;
	uint32_t head_max;
	uint64_t omitted;
	/* By period: how many frames in a row equal the one so far back. */
	uint32_t repeats[PERIOD_MAX + 1];
	/* A cycle must not reach back over this frame. */
	uint64_t barrier;
	struct cycle cycles[FOLDS_MAX];
	uint32_t cycle_count;
	/* The last cycle goes on; the next round as far as it has come. */
	bool folding;
	uint32_t round_count;
	struct kept round[PERIOD_MAX];
};

static struct kept *at_number(struct trace *trace, uint64_t number)
{
	return &trace->ring[number % RING_MAX];
}

static void write_frame(struct knell_frame *to, const struct kept *from)
{
	*to = (struct knell_frame){
		.pc = from->pc,
		.cfa = from->cfa,
		.how = from->how,
		.exact = from->exact,
		.module = -1,
	};
}

/* Cycles of which a frame is left out are left out whole. */
static void drop_cycles_with(struct trace *trace, uint64_t number)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < trace->cycle_count; i++) {
		const struct cycle *cycle = &trace->cycles[i];

		if (number - cycle->first < cycle->length)
			trace->omitted += (cycle->times - 1) * cycle->length;
		else
			trace->cycles[kept++] = *cycle;
	}
	trace->cycle_count = kept;
}

static void evict_oldest(struct trace *trace)
{
	uint64_t number = trace->oldest++;

	if (number < trace->head_max) {
		write_frame(&trace->head[number], at_number(trace, number));
	} else {
		drop_cycles_with(trace, number);
		trace->omitted++;
	}
}

/* Turns the end of the ring into the first round of a growing cycle. */
static void begin_fold(struct trace *trace, uint32_t period)
{
	uint32_t length = trace->repeats[period] + period;
	uint64_t first = trace->newest - length;

	trace->cycles[trace->cycle_count++] = (struct cycle){
		.first = first,
		.times = length / period,
		.length = period,
	};
	trace->round_count = length % period;
	for (uint32_t i = 0; i < trace->round_count; i++)
		trace->round[i] = *at_number(
			trace, trace->newest - trace->round_count + i);
	trace->newest = first + period;
	trace->barrier = trace->newest;
	trace->folding = true;
	knell_memory_fill(trace->repeats, 0, sizeof(trace->repeats));
}

static void push(struct trace *trace, const struct kept *frame)
{
	if (trace->newest - trace->oldest == RING_MAX)
		evict_oldest(trace);
	uint64_t number = trace->newest++;

	*at_number(trace, number) = *frame;
	for (uint32_t period = 1; period <= PERIOD_MAX; period++) {
		uint32_t *repeats = &trace->repeats[period];

		if (number < trace->barrier + period)
			continue;
		if (at_number(trace, number - period)->key == frame->key)
			++*repeats;
		else
			*repeats = 0;
	}
	for (uint32_t period = 1; period <= PERIOD_MAX; period++) {
		uint32_t repeats = trace->repeats[period];

		if (repeats < REPEATS_MIN || repeats < 2 * period ||
			trace->cycle_count == FOLDS_MAX)
			continue;
		begin_fold(trace, period);
		return;
	}
}

static void end_fold(struct trace *trace)
{
	trace->folding = false;
	for (uint32_t i = 0; i < trace->round_count; i++)
		push(trace, &trace->round[i]);
}

static void add(struct trace *trace, const struct kept *frame)
{
	if (trace->folding) {
		struct cycle *cycle = &trace->cycles[trace->cycle_count - 1];
		uint64_t number = cycle->first + trace->round_count;

		if (at_number(trace, number)->key == frame->key) {
			trace->round[trace->round_count++] = *frame;
			if (trace->round_count == cycle->length) {
				cycle->times++;
				trace->round_count = 0;
			}
			return;
		}
		end_fold(trace);
	}
	push(trace, frame);
}

static void walk(struct knell_unwind *unwind, struct trace *trace)
{
	const struct knell_machine *machine = unwind->target->machine;
	uint32_t steps = 0;
	bool more;

	if (unwind->end)
		return;
	do {
		uint64_t pc = unwind->registers.value[machine->pc];
		struct kept frame = {
			.key = unwind->function_start ? unwind->function_start
						      : pc,
			.pc = pc,
			.how = unwind->how,
			.exact = unwind->exact,
		};

		more = knell_unwind_step(unwind);
		frame.cfa = more ? unwind->cfa : 0;
		add(trace, &frame);
	} while (more && ++steps < STEPS_MAX);
	if (more)
		unwind->end = KNELL_UNWIND_LIMIT;
	if (trace->folding)
		end_fold(trace);
}

static int write_folds(const struct trace *trace, struct knell_arena *arena,
	struct knell_thread *thread)
{
	if (!trace->cycle_count)
		return 0;
	thread->folds = knell_arena_take_array(
		arena, trace->cycle_count, sizeof(*thread->folds));
	if (!thread->folds)
		return -ENOMEM;
	thread->fold_count = trace->cycle_count;
	for (uint32_t i = 0; i < trace->cycle_count; i++) {
		const struct cycle *cycle = &trace->cycles[i];
		uint64_t first = cycle->first;

		if (first >= trace->oldest && trace->oldest > trace->head_max)
			first -= trace->oldest - trace->head_max;
		thread->folds[i] = (struct knell_fold){
			.first = (uint32_t)first,
			.length = cycle->length,
			.times = cycle->times,
		};
	}
	return 0;
}

int knell_trace_collect(struct knell_unwind *unwind, struct knell_arena *arena,
	uint32_t frames_max, struct knell_thread *thread)
{
	struct trace trace = { 0 };
	uint32_t count;

	if (frames_max < FRAMES_MIN)
		frames_max = FRAMES_MIN;
	trace.head_max = frames_max - RING_MAX;
	/* The frame that crashed stands for itself: its pc is no call. */
	trace.barrier = 1;
	trace.head =
		knell_arena_take_array(arena, frames_max, sizeof(*trace.head));
	if (!trace.head)
		return -ENOMEM;
	walk(unwind, &trace);
	count = (uint32_t)(trace.oldest < trace.head_max ? trace.oldest
							 : trace.head_max);
	thread->omitted = trace.omitted;
	thread->omitted_at = trace.omitted ? count : 0;
	for (uint64_t i = trace.oldest; i != trace.newest; i++)
		write_frame(&trace.head[count++], at_number(&trace, i));
	thread->frames = trace.head;
	thread->frame_count = count;
	thread->end = unwind->end;
	/* Nothing was taken since: give back what the frames do not need. */
	arena->used -= (frames_max - count) * sizeof(*trace.head);
	return write_folds(&trace, arena, thread);
}
