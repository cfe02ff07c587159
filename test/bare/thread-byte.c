/* SPDX-License-Identifier: MIT */
/*
 * A thread-local variable of one byte: where it lies depends on the alignment
 * of all of them together, here the least.
 */
#include "knell.h"
#include "test/bare/bare.h"

enum { STACK_BYTES = 65536, HANDLER_BYTES = 16384 };

static __thread __attribute__((tls_model("local-exec"))) volatile char byte =
	'b';

static void *look(void *argument)
{
	(void)argument;
	return (void *)(uintptr_t)byte;
}

static void run_first(void)
{
	CHECK_EQUAL(knell_thread_set_up(&test_start), 0);
	CHECK_EQUAL(byte, 'b');
}

static void run_other(void)
{
	const struct knell_thread_plan plan = { .run = look,
		.stack_bytes = STACK_BYTES,
		.handler_bytes = HANDLER_BYTES };
	struct knell_thread *thread;
	void *seen;

	CHECK_EQUAL(knell_thread_start(&test_start, &plan, &thread), 0);
	CHECK_EQUAL(knell_thread_join(thread, &seen), 0);
	CHECK_EQUAL((uintptr_t)seen, 'b');
}

const struct test_case test_cases[] = {
	{ "first", run_first },
	{ "other", run_other },
	{ 0 },
};
