/* SPDX-License-Identifier: MIT */
/*
 * Traces of every shape, long and short, with and without cycles: what was
 * folded unfolds to the very stack that was walked, what was left out is
 * counted, and both ends are whole.
 */
#include <stdlib.h>

#include "crash/fold.h"
#include "test/lib/fake.h"
#include "test/lib/test.h"

enum { CODE = 0x400000, FUNCTIONS = 64, STACK = 0x7000000, DEPTH_MAX = 200000 };

static uint8_t code[FUNCTIONS * 16 + 16];
static uint64_t stack[2 * DEPTH_MAX + 2];
/* The functions from the innermost outward. */
static unsigned functions[DEPTH_MAX];
static unsigned depth;
static char memory[1 << 20];
static struct knell_thread thread;
static unsigned long folded, cut;

static uint64_t pc_in(unsigned function)
{
	return CODE + 16 * ((uint64_t)function + 1);
}

/* A chain of frame pointers through `functions`. */
static void collect(uint32_t frames_max)
{
	static struct fake fake;
	static struct knell_unwind unwind;
	struct knell_arena arena = { memory, sizeof(memory), 0, false };

	fake_open(&fake, &knell_machine_x86_64);
	fake_fill_code(code, sizeof(code));
	fake_add_code(&fake, CODE, code, sizeof(code), NULL);
	for (unsigned i = 0; i < depth; i++) {
		stack[2 * i] =
			i + 1 < depth ? STACK + 16 * ((uint64_t)i + 1) : 0;
		stack[2 * i + 1] = i + 1 < depth ? pc_in(functions[i + 1]) : 0;
	}
	fake_add_memory(&fake, STACK, stack, 16 * (size_t)depth);
	fake_begin(&fake, &unwind, pc_in(functions[0]), STACK, STACK);
	thread = (struct knell_thread){ .tid = 1 };
	CHECK_EQUAL(
		knell_trace_collect(&unwind, &arena, frames_max, &thread), 0);
	CHECK_EQUAL(thread.end, KNELL_UNWIND_OUTERMOST);
	CHECK(thread.frame_count <= (frames_max < 128 ? 128 : frames_max));
	CHECK_EQUAL(unwind.depth, depth - 1);
}

/* The fold that begins at a frame; NULL: none. */
static const struct knell_fold *fold_at(uint32_t frame)
{
	for (uint32_t i = 0; i < thread.fold_count; i++)
		if (thread.folds[i].first == frame)
			return &thread.folds[i];
	return NULL;
}

/* Walks the stored frames against the stack that they tell of. */
static void check_unfolded(void)
{
	uint64_t at = 0;

	for (uint32_t i = 0; i < thread.frame_count;) {
		const struct knell_fold *fold = fold_at(i);
		uint32_t length = fold ? fold->length : 1;
		uint64_t times = fold ? fold->times : 1;

		if (thread.omitted && i == thread.omitted_at)
			at += thread.omitted;
		CHECK(length && i + length <= thread.frame_count);
		for (uint64_t j = 0; j < times * length; j++, at++) {
			CHECK(at < depth);
			CHECK_EQUAL(thread.frames[i + j % length].pc,
				pc_in(functions[at]));
		}
		i += length;
		folded += fold != NULL;
	}
	if (thread.omitted && thread.omitted_at == thread.frame_count)
		at += thread.omitted;
	CHECK_EQUAL(at, depth);
	cut += thread.omitted != 0;
	CHECK_EQUAL(thread.frames[0].how, KNELL_FRAME_REGISTERS);
	CHECK(thread.frames[0].exact);
	CHECK_EQUAL(thread.frames[0].module, -1);
	for (uint32_t i = 1; i < thread.frame_count; i++)
		CHECK_EQUAL(thread.frames[i].how, KNELL_FRAME_POINTER);
}

static unsigned random_below(unsigned limit)
{
	static uint64_t state = 88172645463325252;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state % limit);
}

static void add(unsigned function)
{
	if (depth < DEPTH_MAX)
		functions[depth++] = function % FUNCTIONS;
}

static void add_random(unsigned count)
{
	while (count--)
		add(random_below(FUNCTIONS));
}

static void add_cycle(unsigned period, unsigned count)
{
	unsigned first = random_below(FUNCTIONS);

	for (unsigned i = 0; i < count; i++)
		add(first + i % period);
}

/* A stack overflow: a few frames, one cycle, a few frames. */
static void check_overflow(unsigned period)
{
	depth = 0;
	add(60);
	add(61);
	for (unsigned i = 0; i < 170000; i++)
		add(i % period);
	add(62);
	add(63);
	collect(256);
	check_unfolded();
	CHECK_EQUAL(thread.fold_count, 1);
	CHECK_EQUAL(thread.folds[0].first, 2);
	CHECK_EQUAL(thread.folds[0].length, period);
	CHECK_EQUAL(thread.folds[0].times, 170000 / period);
	CHECK_EQUAL(thread.omitted, 0);
	CHECK_EQUAL(thread.frame_count, 2 + period + 170000 % period + 2);
}

static void check_deep(void)
{
	depth = 0;
	/* No cycle of 16 or fewer: the period is 17. */
	for (unsigned i = 0; i < 1000; i++)
		add(i % 17);
	collect(256);
	check_unfolded();
	CHECK_EQUAL(thread.fold_count, 0);
	CHECK_EQUAL(thread.frame_count, 256);
	CHECK_EQUAL(thread.omitted, 1000 - 256);
	CHECK_EQUAL(thread.omitted_at, 256 - 64);
	/* Just what there is room for, and one more. */
	depth = 256;
	collect(256);
	check_unfolded();
	CHECK_EQUAL(thread.frame_count, 256);
	CHECK_EQUAL(thread.omitted, 0);
	depth = 257;
	collect(256);
	check_unfolded();
	CHECK_EQUAL(thread.omitted, 1);
	/* Fewer frames than a trace is cut to. */
	depth = 129;
	collect(1);
	check_unfolded();
	CHECK_EQUAL(thread.frame_count, 128);
}

/* A recursion that is no more than a person reads is left as it is. */
static void check_shallow(void)
{
	depth = 0;
	for (unsigned i = 0; i < 17; i++)
		add(1);
	collect(256);
	check_unfolded();
	CHECK_EQUAL(thread.fold_count, 0);
	CHECK_EQUAL(thread.frame_count, 17);
	add(1);
	collect(256);
	check_unfolded();
	CHECK_EQUAL(thread.fold_count, 1);
	/* The innermost frame is not one of many. */
	CHECK_EQUAL(thread.folds[0].first, 1);
	CHECK_EQUAL(thread.folds[0].times, 17);
	/* Long rounds: two of them are no cycle yet, three are. */
	for (unsigned rounds = 2; rounds <= 3; rounds++) {
		depth = 0;
		add(60);
		for (unsigned i = 0; i < rounds * 16; i++)
			add(i % 16);
		collect(256);
		check_unfolded();
		CHECK_EQUAL(thread.fold_count, rounds - 2);
	}
	depth = 1;
	collect(256);
	check_unfolded();
}

static void check_random(void)
{
	for (unsigned round = 0; round < 2000; round++) {
		depth = 0;
		for (unsigned part = random_below(8) + 1; part--;)
			if (random_below(2))
				add_random(random_below(150));
			else
				add_cycle(random_below(20) + 1,
					random_below(400));
		add(0);
		collect(random_below(2) ? 128 : 128 + random_below(300));
		check_unfolded();
	}
}

/* More cycles than are kept: the rest is told in full, or counted. */
static void check_many_cycles(void)
{
	depth = 0;
	for (unsigned i = 0; i < 200; i++) {
		add_cycle(1 + i % 16, 100);
		add_random(3);
	}
	collect(4096);
	check_unfolded();
	CHECK_EQUAL(thread.fold_count, 32);
	collect(256);
	check_unfolded();
}

static void check_no_room(void)
{
	static struct fake fake;
	static struct knell_unwind unwind;
	struct knell_arena arena = { memory, 1000, 0, false };

	fake_open(&fake, &knell_machine_x86_64);
	fake_begin(&fake, &unwind, CODE, STACK, 0);
	CHECK_EQUAL(
		knell_trace_collect(&unwind, &arena, 256, &thread), -ENOMEM);
}

int main(void)
{
	for (unsigned period = 1; period <= 16; period++)
		check_overflow(period);
	check_deep();
	check_shallow();
	check_random();
	check_many_cycles();
	CHECK(folded > 100 && cut > 100);
	check_no_room();
	return test_end();
}
