/* SPDX-License-Identifier: MIT */
/*
 * Handlers in threaded code: they run words, call C, nest, and come back to
 * the word or the function that was interrupted, with all registers and both
 * stacks as they were.
 */
#include "knell.h"
#include "test/bare/bare.h"
#include "test/bare/lib/runtime.h"

#if TEST_RUNTIME
#include "sys/file.h"
#include "sys/process.h"
#include "test/bare/lib/bound.h"

enum {
	SIGNAL = KNELL_SIGUSR1,
	OTHER = KNELL_SIGUSR2,
	FIB_12 = 144,
};

static volatile unsigned long handled, foreign, signals;
static struct knell_bind_code made;

/* ( n -- fib(n) ) */
static const test_word fib[] = { test_runtime_thread, test_dup, test_below_2,
	test_jump_if_0, (test_word)1, test_exit, test_dup, test_literal,
	(test_word)-1, test_plus, fib, test_swap, test_literal, (test_word)-2,
	test_plus, fib, test_plus, test_exit };

static unsigned long note_signal(unsigned long signal)
{
	signals |= 1UL << signal;
	return 0;
}

static unsigned long note_way(unsigned long way)
{
	foreign += way;
	handled++;
	return 0;
}

/* ( -- ) It leaves the result of computing on the value stack, as some do. */
static const test_word handler[] = { test_runtime_thread, test_first,
	test_literal, (test_word)note_signal, test_call, test_drop, test_second,
	test_literal, (test_word)note_way, test_call, test_drop, test_literal,
	(test_word)12, fib, test_exit };

static unsigned long send_now(void)
{
	CHECK_EQUAL(knell_send_thread(test_runtime_process,
			    test_runtime_thread_id, SIGNAL),
		0);
	return 1;
}

static unsigned long send_from_foreign(unsigned long unused)
{
	(void)unused;
	return test_foreign(send_now);
}

static const test_word interrupted[] = { test_literal, (test_word)SIGNAL,
	test_send, fib, test_leave };
static const test_word interrupted_calling[] = { test_literal, (test_word)7,
	test_literal, (test_word)send_from_foreign, test_call, test_drop, fib,
	test_leave };

static void run_runtime(void)
{
	test_bind_usual(SIGNAL, handler, 0);
	CHECK_EQUAL(test_bound_run(interrupted, 12), FIB_12);
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(foreign, 0);
	CHECK_EQUAL(signals, 1UL << SIGNAL);
}

static void run_foreign(void)
{
	test_bind_usual(SIGNAL, handler, 0);
	CHECK_EQUAL(test_bound_run(interrupted_calling, 12), FIB_12);
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(foreign, 1);
}
/* What `first` was, in the handler. */
static volatile unsigned long loaded;

static unsigned long note_first(unsigned long value)
{
	loaded = value;
	return 0;
}

static const test_word noting[] = { test_runtime_thread, test_first,
	test_literal, (test_word)note_first, test_call, test_drop, test_exit };

/* What `first` is when it is loaded from there. */
static unsigned long load_first(struct knell_bind_source source)
{
	struct knell_bind *bind = test_bind_describe(noting);
	struct knell_action action = { .flags = KNELL_ACTION_SIGINFO };

	test_registers[0][TEST_RUNTIME_FIRST].source = source;
	made = test_bind_make(bind);
	action.code = made.handler;
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(test_bound_run(interrupted, 12), FIB_12);
	return loaded;
}

static void run_sources(void)
{
	static const unsigned long word = 0x123456789abcdef0;
	const char *control = test_runtime_names[TEST_RUNTIME_CONTROL];
	const struct knell_bind_record *record;
	const struct knell_info *info;
	unsigned long value = (uintptr_t)&word;

#define LOADED(...) load_first((struct knell_bind_source){ __VA_ARGS__ })
	CHECK_EQUAL(LOADED(KNELL_BIND_VALUE, value, NULL, -1), value - 1);
	CHECK_EQUAL(LOADED(KNELL_BIND_MEMORY, value, NULL, 16), word + 16);
	CHECK_EQUAL(LOADED(KNELL_BIND_REGISTER, 0, control, -1000000),
		(uintptr_t)(test_control + TEST_CONTROL_WORDS - 2) - 1000000);
	CHECK_EQUAL(LOADED(KNELL_BIND_SIGNAL, 0, NULL, 3), SIGNAL + 3);
	/* The second word that a thread has; the handler clears the flag. */
	CHECK_EQUAL(LOADED(KNELL_BIND_THREAD, 16, NULL, 1),
		(uintptr_t)test_kept + 1);
	info = (const void *)LOADED(KNELL_BIND_INFO, 0, NULL, 0);
	CHECK_EQUAL(info->signal, SIGNAL);
	value = knell_context_pc(
		(const void *)LOADED(KNELL_BIND_CONTEXT, 0, NULL, 0));
	CHECK(value > (uintptr_t)test_runtime_begin);
	CHECK(value < (uintptr_t)test_runtime_end);
	/* Nothing has been written there since. */
	record = (const void *)LOADED(KNELL_BIND_RECORD, 0, NULL, 0);
	CHECK_EQUAL((uintptr_t)record % 16, 0);
	CHECK_EQUAL(record->signal, SIGNAL);
	CHECK_EQUAL(record->info->signal, SIGNAL);
	CHECK_EQUAL(record->foreign, 0);
	value = LOADED(KNELL_BIND_END, 0, NULL, 0);
	CHECK_EQUAL(value, (uintptr_t)made.end);
	value = LOADED(KNELL_BIND_END_WORD, 0, NULL, 0);
	CHECK_EQUAL(value, (uintptr_t)made.end_word);
	CHECK_EQUAL(*(unsigned long *)value, (uintptr_t)made.end);
	value = LOADED(KNELL_BIND_END_THREAD, 0, NULL, 0);
	CHECK_EQUAL(value, (uintptr_t)made.end_thread);
	CHECK_EQUAL(*(unsigned long *)value, (uintptr_t)made.end_word);
#undef LOADED
}
#endif

const struct test_case test_cases[] = {
#if TEST_RUNTIME
	{ "runtime", run_runtime },
	{ "foreign", run_foreign },
	{ "sources", run_sources },
#endif
	{ 0 },
};
