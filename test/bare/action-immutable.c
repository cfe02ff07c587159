/* SPDX-License-Identifier: MIT */
/*
 * An action that the kernel set for good (SA_IMMUTABLE, from Linux 5.16): a
 * process that ends by a filter of system calls has one, and here shares it
 * with one that goes on. Nothing changes it, and nothing is told of it.
 */
#include "abi/errno.h"
#include "base/memory.h"
#include "knell/action.h"
#include "signal/thread_machine.h"
#include "sys/process.h"
#include "test/bare/bare.h"

enum {
	SIGNAL = KNELL_SIGSYS,
	STACK_BYTES = 65536,
	CLONE_SIGHAND = 0x800,
};

static void end_by_filter(void *unused)
{
	(void)unused;
	test_deadly_call(SYS_getppid);
	sys_getppid();
	sys_exit_group(1);
}

/* As knell_thread_clone_on, but no thread of this process. */
static int start_sharing(void)
{
	const unsigned long flags = K_CLONE_VM | CLONE_SIGHAND | K_SIGCHLD;
	char *memory = test_map(STACK_BYTES);
	uintptr_t *stack = (void *)(memory + STACK_BYTES);

	stack -= 4;
	stack[0] = (uintptr_t)end_by_filter;
	const long arguments[5] = {
		K_CLONE_STACK_FIRST ? (long)stack : (long)flags,
		K_CLONE_STACK_FIRST ? (long)flags : (long)stack,
	};
	return (int)knell_thread_clone(SYS_clone, arguments);
}

static void check_refused(void)
{
	struct knell_action action = { .handler = KNELL_ACTION_IGNORE };
	struct knell_action old, untouched;
	unsigned long known = 7;

	knell_memory_fill(&old, 0x5a, sizeof(old));
	untouched = old;
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, &old), -EINVAL);
	CHECK_EQUAL(knell_action_get(SIGNAL, &old), -EINVAL);
	CHECK_EQUAL(knell_action_restore(SIGNAL, &action), -EINVAL);
	CHECK_EQUAL(knell_action_ignore(SIGNAL, &old), -EINVAL);
	CHECK_EQUAL(knell_action_default(SIGNAL, &old), -EINVAL);
	CHECK_EQUAL(knell_action_probe_flags(SIGNAL, ~0UL, &known), -EINVAL);
	CHECK_EQUAL(knell_memory_compare(&old, &untouched, sizeof(old)), 0);
	CHECK_EQUAL(known, 7);
	/* The others are as they were. */
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
}

static void run_immutable(void)
{
	struct knell_action before;
	int status;

	CHECK_EQUAL(knell_action_get(SIGNAL, &before), 0);
	status = test_wait(start_sharing());
	if (status == TEST_EXITED(TEST_SKIPPED))
		sys_exit_group(TEST_SKIPPED);
	CHECK_EQUAL(test_death(status), SIGNAL);
	if (knell_action_get(SIGNAL, &before) == 0)
		TEST_SKIP("before Linux 5.16, no action is set for good");
	check_refused();
}

const struct test_case test_cases[] = {
	{ "immutable", run_immutable },
	{ NULL, NULL },
};
