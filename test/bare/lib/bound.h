/* SPDX-License-Identifier: MIT */
/* Handlers for the runtime of test/bare/lib/runtime.h. */
#ifndef KNELL_TEST_BARE_BOUND_H
#define KNELL_TEST_BARE_BOUND_H

#include "knell/action.h"
#include "knell/bind.h"
#include "test/bare/lib/runtime.h"

enum {
	TEST_CONTROL_WORDS = 4096,
	TEST_KEPT_BYTES = 4096,
	TEST_KEPT_COUNT = 4,
	TEST_KEPT_ALL = TEST_KEPT_BYTES * TEST_KEPT_COUNT,
	TEST_REGISTERS = 5,
};

extern unsigned long test_control[TEST_CONTROL_WORDS];
extern char test_kept[TEST_KEPT_COUNT][TEST_KEPT_BYTES];
/* Told when no control stack is left. */
extern volatile int test_kept_full;

/* For its two ways. */
extern struct knell_bind_register test_registers[2][TEST_REGISTERS];
/* All lists are in static memory. */
struct knell_bind *test_bind_describe(const test_word *handler);
/* Makes the handler, in memory that can be executed and not written. */
struct knell_bind_code test_bind_make(const struct knell_bind *bind);
/* All that, for a signal with flags of an action. */
void test_bind_usual(int signal, const test_word *handler, unsigned long flags);
/* test_runtime_run on test_control, whose stacks are as before then. */
unsigned long test_bound_run(const test_word *thread, unsigned long value);

#endif
