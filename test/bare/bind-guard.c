/* SPDX-License-Identifier: MIT */
/*
 * Signals that come while other code than the runtime's runs: their handlers
 * have control stacks of their own, which no other one writes to, until there
 * are no more of them.
 */
#include "base/memory.h"
#include "knell.h"
#include "test/bare/bare.h"
#include "test/bare/lib/runtime.h"

#if TEST_RUNTIME
#include "sys/process.h"
#include "test/bare/lib/bound.h"

enum { SIGNAL = KNELL_SIGUSR1, MAIN = 1000 };

static volatile unsigned long deepest, depth, wrong, seen_calling, way, ways[2];
static unsigned long places[TEST_KEPT_COUNT + 1];
static struct knell_jump place;
static bool has_flag = true;

static void send(void)
{
	CHECK_EQUAL(knell_send_thread(test_runtime_process,
			    test_runtime_thread_id, SIGNAL),
		0);
}

static unsigned long send_now(void)
{
	send();
	return 0;
}

static unsigned long send_foreign(unsigned long unused)
{
	(void)unused;
	return test_foreign(send_now);
}

/* In the handler: one more, of all that there is room for and more. */
static unsigned long go_deeper(unsigned long control)
{
	depth++;
	if (depth > deepest)
		deepest = depth;
	CHECK(depth <= TEST_KEPT_COUNT);
	places[depth] = control;
	/* The handler has the one after that of the handler it is in. */
	CHECK_EQUAL(test_own()->free,
		(uintptr_t)test_kept + depth * TEST_KEPT_BYTES);
	wrong |= test_foreign(send_now);
	CHECK_EQUAL(places[depth], control);
	depth--;
	return 0;
}

/* ( -- ) `second` is where the control stack begins. */
static const test_word deeper[] = { test_runtime_thread, test_second,
	test_literal, (test_word)go_deeper, test_call, test_drop, test_exit };
static const test_word sending[] = { test_literal, (test_word)0, test_literal,
	(test_word)send_foreign, test_call, test_plus, test_leave };

static void bind_deeper(void)
{
	struct knell_bind *bind = test_bind_describe(deeper);
	struct knell_action action = { .flags = KNELL_ACTION_SIGINFO |
						KNELL_ACTION_NODEFER };

	test_registers[1][TEST_RUNTIME_SECOND].source.from = KNELL_BIND_KEPT;
	test_registers[1][TEST_RUNTIME_SECOND].source.value = 0;
	action.code = test_bind_make(bind).handler;
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
}

static void run_nested(void)
{
	bind_deeper();
	CHECK_EQUAL(test_bound_run(sending, MAIN), MAIN);
	CHECK_EQUAL(deepest, TEST_KEPT_COUNT);
	CHECK_EQUAL(depth, 0);
	CHECK_EQUAL(wrong, 0);
	CHECK_EQUAL(test_kept_full, 1);
	for (unsigned long i = 1; i <= TEST_KEPT_COUNT; i++)
		CHECK_EQUAL(
			places[i], (uintptr_t)test_kept + i * TEST_KEPT_BYTES);
	/* Again, as if nothing had been. */
	CHECK_EQUAL(test_bound_run(sending, MAIN), MAIN);
	CHECK_EQUAL(test_kept_full, 2);
}

/* It is told in the register, the record, and by where the mark is. */
static unsigned long note_way(unsigned long record_address)
{
	const struct knell_bind_record *record = (const void *)record_address;

	CHECK_EQUAL(record->signal, SIGNAL);
	way = record->foreign;
	CHECK_EQUAL(record->calling, has_flag && way);
	/* It is set again for this call. */
	seen_calling = test_own()->calling;
	if (way) {
		CHECK_EQUAL(*(unsigned long *)(test_kept[1] - sizeof(long)),
			record_address);
	} else {
		CHECK_EQUAL(
			test_control[TEST_CONTROL_WORDS - 3], record_address);
	}
	return 0;
}

static const test_word noting[] = { test_runtime_thread, test_first,
	test_literal, (test_word)note_way, test_call, test_drop, test_exit };
static const test_word sending_self[] = { test_literal, (test_word)SIGNAL,
	test_send, test_leave };

static struct knell_bind *describe_noting(void)
{
	struct knell_bind *bind = test_bind_describe(noting);

	for (int i = 0; i < 2; i++)
		test_registers[i][TEST_RUNTIME_FIRST].source.from =
			KNELL_BIND_RECORD;
	return bind;
}

static struct knell_action bind_noting(const struct knell_bind *bind)
{
	struct knell_action action = { .flags = KNELL_ACTION_SIGINFO };

	action.code = test_bind_make(bind).handler;
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	return action;
}

static void run_told(void)
{
	bind_noting(describe_noting());
	way = 9;
	CHECK_EQUAL(test_bound_run(sending_self, MAIN), MAIN);
	CHECK_EQUAL(way, 0);
	CHECK_EQUAL(seen_calling, 1);
	CHECK_EQUAL(test_bound_run(sending, MAIN), MAIN);
	CHECK_EQUAL(way, 1);
}

/* Where it was tells alone. */
static void run_ranges(void)
{
	struct knell_bind *bind = describe_noting();

	bind->flags = 0;
	has_flag = false;
	bind_noting(bind);
	CHECK_EQUAL(test_bound_run(sending, MAIN), MAIN);
	CHECK_EQUAL(way, 1);
	CHECK_EQUAL(test_bound_run(sending_self, MAIN), MAIN);
	CHECK_EQUAL(way, 0);
}

static unsigned long count_way(unsigned long which)
{
	ways[which]++;
	return 0;
}

/* ( -- ) is sent another one first, if `second` is not 0. */
static const test_word sending_more[] = { test_runtime_thread, test_second,
	test_jump_if_0, (test_word)3, test_literal, (test_word)SIGNAL,
	test_send, test_second, test_literal, (test_word)count_way, test_call,
	test_drop, test_exit };

/* The handler of what came while C ran is the runtime's code again. */
static void run_cleared(void)
{
	test_bind_usual(SIGNAL, sending_more, KNELL_ACTION_NODEFER);
	CHECK_EQUAL(test_bound_run(sending, MAIN), MAIN);
	CHECK_EQUAL(ways[1], 1);
	CHECK_EQUAL(ways[0], 1);
}

/* All code counts as the runtime's: the flag alone tells that it is not. */
static void run_flag(void)
{
	/* Programs are below; what is mapped, and the handler, is above. */
	const struct knell_bind_range ranges[] = { { (void *)8, 4000 },
		{ (void *)4096, 1 << 30 } };
	struct knell_bind *bind = describe_noting();

	CHECK((uintptr_t)test_runtime_end < 1 << 30);
	bind->ranges = ranges;
	bind->range_count = 2;
	bind_noting(bind);
	CHECK_EQUAL(test_bound_run(sending, MAIN), MAIN);
	CHECK_EQUAL(way, 1);
	CHECK_EQUAL(test_bound_run(sending_self, MAIN), MAIN);
	CHECK_EQUAL(way, 0);
}

/* The way of a signal in the runtime's code, by where its stack should be. */
static unsigned long way_within(const void *begin, const void *end)
{
	struct knell_bind *bind = describe_noting();

	bind->control_memory = (struct knell_bind_range){ begin,
		(size_t)((const char *)end - (const char *)begin) };
	bind_noting(bind);
	way = 9;
	CHECK_EQUAL(test_bound_run(sending_self, MAIN), MAIN);
	return way;
}

/* A control stack that is lost counts as other code's. */
static void run_control_memory(void)
{
	const char *pointer = (char *)&test_control[TEST_CONTROL_WORDS - 2];
	const char *begin = (char *)test_control;
	const char *end = (char *)&test_control[TEST_CONTROL_WORDS];

	/* The record's `calling` is 0 either way. */
	has_flag = false;
	CHECK_EQUAL(way_within(begin, end), 0);
	CHECK_EQUAL(way_within(pointer, end), 0);
	CHECK_EQUAL(way_within(pointer + 1, end), 1);
	CHECK_EQUAL(way_within(begin, pointer), 0);
	CHECK_EQUAL(way_within(begin, pointer - 1), 1);
}

/* The handler is left; what it had taken is put back. */
static unsigned long leave(unsigned long unused)
{
	(void)unused;
	CHECK(test_own()->free != (uintptr_t)test_kept);
	knell_jump_to(&place, 1);
}

static const test_word leaving[] = { test_runtime_thread, test_dup,
	test_literal, (test_word)leave, test_call, test_exit };

static void run_left(void)
{
	volatile int left = 0;
	unsigned long before;

	test_bind_usual(SIGNAL, leaving, KNELL_ACTION_NODEFER);
	for (int i = 0; i < 3 * TEST_KEPT_COUNT; i++) {
		before = test_own()->free;
		if (knell_jump_save(&place, KNELL_JUMP_MASK) == 0) {
			test_bound_run(sending, MAIN);
			CHECK(false);
		}
		left++;
		test_own()->free = before;
		test_own()->calling = 0;
	}
	CHECK_EQUAL(left, 3 * TEST_KEPT_COUNT);
	CHECK_EQUAL(test_kept_full, 0);
}

/* One handler is left by a jump within another's: that one's end mends it. */
static unsigned long leave_inner(unsigned long outer)
{
	if (depth++)
		knell_jump_to(&place, 1);
	if (knell_jump_save(&place, KNELL_JUMP_MASK) == 0)
		send();
	return outer - outer;
}

static const test_word inner[] = { test_runtime_thread, test_dup, test_literal,
	(test_word)leave_inner, test_call, test_drop, test_exit };

static void run_left_inner(void)
{
	test_bind_usual(SIGNAL, inner, KNELL_ACTION_NODEFER);
	CHECK_EQUAL(test_bound_run(sending, MAIN), MAIN);
	CHECK_EQUAL(depth, 2);
	CHECK_EQUAL(test_own()->free, (uintptr_t)test_kept);
}

/* A handler that another one calls, with nothing to tell it the way. */
static void run_without_context(void)
{
	struct knell_info info = { .signal = SIGNAL };
	struct knell_action action = bind_noting(describe_noting());

	test_own()->calling = 1;
	action.info_handler(SIGNAL, &info, NULL);
	CHECK_EQUAL(way, 1);
	CHECK_EQUAL(test_own()->calling, 1);
	CHECK_EQUAL(test_own()->free, (uintptr_t)test_kept);
}

/*
 * The signal comes to two threads that are in C, and to one without control
 * stacks: the handlers of the two run at once, each on its thread's.
 */
static struct worker {
	struct test_own own;
	struct test_thread thread;
	_Alignas(16) char kept[TEST_KEPT_BYTES];
	unsigned long place;
} workers[3];
static volatile unsigned ready, inside, done;

static void await(volatile unsigned *count, unsigned enough)
{
	while (__atomic_load_n(count, __ATOMIC_ACQUIRE) < enough)
		KNELL_CALL0(sched_yield);
}

static void count_one(volatile unsigned *count)
{
	__atomic_fetch_add(count, 1, __ATOMIC_RELEASE);
}

/* The handlers begin and end together. */
static unsigned long meet(unsigned long control)
{
	struct worker *worker = (void *)knell_bind_thread_pointer();
	unsigned long kept = (uintptr_t)worker->kept;

	worker->place = control;
	CHECK_EQUAL(test_own()->free, kept + TEST_KEPT_BYTES);
	count_one(&inside);
	await(&inside, 2);
	CHECK_EQUAL(worker->place, control);
	count_one(&done);
	return 0;
}

static const test_word meeting[] = { test_runtime_thread, test_second,
	test_literal, (test_word)meet, test_call, test_drop, test_exit };

static void wait_in_c(void *argument)
{
	struct worker *worker = argument;

	test_own_set(&worker->own);
	count_one(&ready);
	await(&done, 3);
}

static void count_full(int signal, struct knell_info *info, void *context)
{
	(void)signal, (void)info, (void)context;
	CHECK(knell_bind_thread_pointer() == &workers[2].own);
	count_one(&done);
}

static void bind_meeting(void)
{
	struct knell_bind *bind = test_bind_describe(meeting);
	struct knell_action action = { .flags = KNELL_ACTION_SIGINFO };

	test_registers[1][TEST_RUNTIME_SECOND].source.from = KNELL_BIND_KEPT;
	test_registers[1][TEST_RUNTIME_SECOND].source.value = 0;
	bind->full = (const void *)count_full;
	action.code = test_bind_make(bind).handler;
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
}

static void run_threads(void)
{
	bind_meeting();
	for (int i = 0; i < 3; i++) {
		struct worker *worker = &workers[i];

		if (i < 2) {
			worker->own.bind.free = (uintptr_t)worker->kept;
			worker->own.bind.end =
				worker->own.bind.free + TEST_KEPT_BYTES;
		}
		test_thread_start(&worker->thread, wait_in_c, worker);
	}
	await(&ready, 3);
	for (int i = 0; i < 3; i++)
		CHECK_EQUAL(knell_send_thread((int)sys_getpid(),
				    workers[i].thread.tid, SIGNAL),
			0);
	for (int i = 0; i < 3; i++)
		test_thread_join(&workers[i].thread);
	for (int i = 0; i < 2; i++) {
		CHECK_EQUAL(workers[i].place,
			(uintptr_t)workers[i].kept + TEST_KEPT_BYTES);
		CHECK_EQUAL(
			workers[i].own.bind.free, (uintptr_t)workers[i].kept);
	}
	CHECK_EQUAL(workers[2].own.bind.free, 0);
}
#endif

const struct test_case test_cases[] = {
#if TEST_RUNTIME
	{ "nested", run_nested },
	{ "told", run_told },
	{ "ranges", run_ranges },
	{ "cleared", run_cleared },
	{ "flag", run_flag },
	{ "control-memory", run_control_memory },
	{ "left", run_left },
	{ "left-inner", run_left_inner },
	{ "without-context", run_without_context },
	{ "threads", run_threads },
#endif
	{ 0 },
};
