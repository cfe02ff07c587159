/* SPDX-License-Identifier: MIT */
/*
 * Storms of signals over threaded code that computes in all registers, on both
 * of its stacks, and calls C, which has its registers meanwhile: results are
 * what they are without signals, in handlers too, which do the same and nest;
 * no signal is lost.
 */
#include "knell.h"
#include "test/bare/bare.h"
#include "test/bare/lib/runtime.h"

#if TEST_RUNTIME
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/lib/bound.h"

enum {
	SIGNALS = 4000,
	/* By a timer, and what its handler sends. */
	TIMER = KNELL_SIGALRM,
	SENT = KNELL_SIGUSR1,
	LONGEST_US = 64,
	FIB_9 = 34,
	FIB_7 = 13,
};

static bool nested;
static volatile unsigned long taken[2], ways[2], depth, deepest, wrong;

/* ( n -- fib(n) ) */
static const test_word fib[] = { test_runtime_thread, test_dup, test_below_2,
	test_jump_if_0, (test_word)1, test_exit, test_dup, test_literal,
	(test_word)-1, test_plus, fib, test_swap, test_literal, (test_word)-2,
	test_plus, fib, test_plus, test_exit };

static unsigned long begin(unsigned long signal)
{
	taken[signal == SENT]++;
	if (++depth > deepest)
		deepest = depth;
	if (nested && signal == TIMER)
		CHECK_EQUAL(knell_send_thread(test_runtime_process,
				    test_runtime_thread_id, SENT),
			0);
	return 0;
}

/* The next one comes here or there in the code. */
static void set_timer(void)
{
	static uint32_t chance = 1;

	chance = chance * 1664525 + 1013904223;
	const long once[] = { 0, 0, 0, 1 + (chance >> 16) % LONGEST_US };

	if (taken[0] < SIGNALS)
		CHECK_EQUAL(KNELL_CALL3(setitimer, 0, once, NULL), 0);
}

static unsigned long end(unsigned long signal)
{
	depth--;
	if (signal == TIMER)
		set_timer();
	return 0;
}

static unsigned long note_way(unsigned long way)
{
	ways[way]++;
	return 0;
}

static unsigned long note_wrong(unsigned long value)
{
	wrong |= value;
	return 0;
}

static unsigned long wait_a_little(void)
{
	for (volatile int i = 0; i < 200; i++)
		;
	return 0;
}

static unsigned long in_foreign(unsigned long before)
{
	return before | test_foreign(wait_a_little);
}

/* ( -- ) computes, and notes what is not as it must be. */
static const test_word compute[] = { test_runtime_thread, test_literal,
	(test_word)20, test_spin, test_literal, (test_word)in_foreign,
	/* What both found: 0. */
	test_call, test_literal, (test_word)note_wrong, test_call, test_literal,
	(test_word)7, fib, test_literal, (test_word)-FIB_7, test_plus,
	test_plus, test_literal, (test_word)note_wrong, test_call, test_drop,
	test_exit };

/* ( -- ) leaves a value on the stack. */
static const test_word handler[] = { test_runtime_thread, test_first,
	test_literal, (test_word)begin, test_call, test_drop, test_second,
	test_literal, (test_word)note_way, test_call, test_drop, compute,
	test_first, test_dup, test_literal, (test_word)end, test_call,
	test_drop, test_exit };

static const test_word round[] = { compute, fib, test_leave };

static void bind_kind(int signal, unsigned long flags)
{
	struct knell_bind_code code =
		test_bind_make(test_bind_describe(handler));
	struct knell_action action = { .code = code.handler,
		.flags = flags | KNELL_ACTION_SIGINFO };

	CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
}

static void storm(unsigned long flags)
{
	test_runtime_process = (int)sys_getpid();
	test_runtime_thread_id = (int)sys_gettid();
	bind_kind(TIMER, flags);
	bind_kind(SENT, flags);
	set_timer();
	while (taken[0] < SIGNALS)
		CHECK_EQUAL(test_bound_run(round, 9), FIB_9);
	CHECK_EQUAL(taken[0], SIGNALS);
	CHECK_EQUAL(taken[1], nested ? SIGNALS : 0);
	CHECK_EQUAL(ways[0] + ways[1], taken[0] + taken[1]);
	CHECK_EQUAL(depth, 0);
	CHECK_EQUAL(deepest, nested ? 2 : 1);
	CHECK_EQUAL(wrong, 0);
	CHECK_EQUAL(test_kept_full, 0);
}

static void run_plain(void)
{
	storm(0);
}

static void run_nested(void)
{
	nested = true;
	storm(0);
}

static void run_alternate_stack(void)
{
	struct knell_stack stack;

	CHECK_EQUAL(knell_stack_map(256 * 1024, &stack), 0);
	CHECK_EQUAL(knell_stack_install(&stack, NULL), 0);
	nested = true;
	storm(KNELL_ACTION_ONSTACK);
}
#endif

const struct test_case test_cases[] = {
#if TEST_RUNTIME
	{ "plain", run_plain },
	{ "nested", run_nested },
	{ "alternate-stack", run_alternate_stack },
#endif
	{ 0 },
};
