/* SPDX-License-Identifier: MIT */
/*
 * NULL where the headers tell of -EFAULT, or that nothing is done. The other
 * tests of a header have its bad pointers that the kernel is given.
 */
#include "abi/errno.h"
#include "knell.h"
#include "test/bare/bare.h"

static volatile int handled;

static void run_context(void)
{
	unsigned long value = 7;
	char context[4096];

	CHECK_EQUAL(knell_context_get(NULL, "sp", &value), -EFAULT);
	CHECK_EQUAL(knell_context_get(context, NULL, &value), -EFAULT);
	CHECK_EQUAL(knell_context_get(context, "sp", NULL), -EFAULT);
	CHECK_EQUAL(knell_context_set(NULL, "sp", 1), -EFAULT);
	CHECK_EQUAL(knell_context_set(context, NULL, 1), -EFAULT);
	CHECK_EQUAL(knell_context_argument(NULL, 0, &value), -EFAULT);
	CHECK_EQUAL(knell_context_argument(context, 0, NULL), -EFAULT);
	CHECK_EQUAL(knell_context_set_argument(NULL, 0, 1), -EFAULT);
	CHECK_EQUAL(knell_context_call(NULL, NULL), -EFAULT);
	CHECK_EQUAL(value, 7);
}

static void handle(int signal, struct knell_info *info, void *context)
{
	CHECK_EQUAL(signal, info->signal);
	CHECK(!context);
	knell_return_refuse(context);
	CHECK_EQUAL(knell_call_interrupt(context), 0);
	handled++;
}

static struct knell_defer section;

static void keep(int signal, struct knell_info *info, void *context)
{
	if (!knell_defer_keep(&section, handle, info, context))
		handle(signal, info, context);
}

/* What handlers do at their end they do at a section's end as well. */
static void run_deferred(void)
{
	struct knell_action action = { .info_handler = keep,
		.flags = KNELL_ACTION_SIGINFO };
	struct knell_set set = { { 0 } };

	knell_set_add(&set, KNELL_SIGUSR1);
	knell_defer_init(&section, &set);
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	knell_defer_begin(&section);
	CHECK_EQUAL(knell_send_self(KNELL_SIGUSR1), 0);
	CHECK_EQUAL(handled, 0);
	knell_defer_end(&section);
	CHECK_EQUAL(handled, 1);
}

static void run_return(void)
{
	CHECK_EQUAL(knell_return_allow(NULL), -EFAULT);
}

static void run_start(void)
{
	unsigned long value = 7;

	CHECK_EQUAL(knell_start_value(NULL, 6, &value), -EFAULT);
	CHECK_EQUAL(knell_start_value(&test_start, 6, NULL), -EFAULT);
	CHECK_EQUAL(value, 7);
}

static void *give_back(void *argument)
{
	return argument;
}

static void run_thread(void)
{
	struct knell_thread_plan plan = { .stack_bytes = 4096 };
	struct knell_thread *thread = NULL;

	CHECK_EQUAL(knell_thread_set_up(NULL), -EFAULT);
	CHECK_EQUAL(knell_thread_start(&test_start, &plan, &thread), -EFAULT);
	plan.run = give_back;
	CHECK_EQUAL(knell_thread_start(NULL, &plan, &thread), -EFAULT);
	CHECK_EQUAL(knell_thread_start(&test_start, NULL, &thread), -EFAULT);
	CHECK_EQUAL(knell_thread_start(&test_start, &plan, NULL), -EFAULT);
	CHECK_EQUAL(knell_thread_join(NULL, NULL), -EFAULT);
	CHECK(!thread);
}

const struct test_case test_cases[] = {
	{ "context", run_context },
	{ "deferred", run_deferred },
	{ "return", run_return },
	{ "start", run_start },
	{ "thread", run_thread },
	{ NULL, NULL },
};
