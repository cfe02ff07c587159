/* SPDX-License-Identifier: MIT */
/*
 * Machine code that is no C function, bound as it is: it is entered with its
 * three arguments, whatever the interrupted code had in its registers, and
 * returns through any trampoline, whatever it left in them.
 */
#include "knell.h"
#include "test/bare/bare.h"
#include "test/bare/lib/raw.h"

static struct test_raw raw;

static void check_code(const void *code, unsigned long flags, bool user_return)
{
	struct knell_action action = { .code = code,
		.flags = flags | KNELL_ACTION_SIGINFO },
			    now;
	unsigned long handled = test_raw_handled;

	if (user_return)
		CHECK_EQUAL(knell_return_allow(&action), 0);
	CHECK_EQUAL(knell_action_set(KNELL_SIGILL, &action, NULL), 0);
	CHECK_EQUAL(knell_action_set(KNELL_SIGTRAP, &action, NULL), 0);
	CHECK_EQUAL(knell_action_get(KNELL_SIGILL, &now), 0);
	CHECK(now.code == code);
	for (unsigned long round = 0; round < 3; round++) {
		for (unsigned long i = 0; i < test_raw_count; i++)
			raw.before[i] = ~0UL / 257 * (i + 1) + round;
		test_raw_trap(&raw);
		for (unsigned long i = 0; i < test_raw_count; i++)
			CHECK_EQUAL(raw.after[i], raw.before[i]);
	}
	CHECK_EQUAL(test_raw_handled, handled + 3);
	CHECK(test_raw_arguments[0] == KNELL_SIGILL ||
		test_raw_arguments[0] == KNELL_SIGTRAP);
	/* Both are in the kernel's frame. */
	CHECK(test_raw_arguments[2] - test_raw_arguments[1] + 4096 < 8192);
	CHECK_EQUAL(test_raw_arguments[1] % sizeof(int), 0);
}

static void run_plain(void)
{
	check_code(test_raw_handler, 0, false);
}

static void run_user_return(void)
{
	check_code(test_raw_handler, KNELL_ACTION_NODEFER, true);
}

static void run_alternate_stack(void)
{
	struct knell_stack stack;

	CHECK_EQUAL(knell_stack_map(16384, &stack), 0);
	CHECK_EQUAL(knell_stack_install(&stack, NULL), 0);
	check_code(test_raw_handler, KNELL_ACTION_ONSTACK, false);
	CHECK(test_raw_arguments[2] - (unsigned long)(uintptr_t)stack.base <
		stack.size_bytes);
}

#ifdef __arm__
static void run_thumb(void)
{
	CHECK_EQUAL((uintptr_t)test_raw_handler_thumb & 1, 1);
	check_code(test_raw_handler_thumb, 0, false);
}
#endif

const struct test_case test_cases[] = {
	{ "plain", run_plain },
	{ "user-return", run_user_return },
	{ "alternate-stack", run_alternate_stack },
#ifdef __arm__
	{ "thumb", run_thumb },
#endif
	{ 0 },
};
