/* SPDX-License-Identifier: MIT */
/* Threads that give themselves an alternate stack, and take it back. */
#include "abi/errno.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "test/bare/bare.h"

enum { HANDLER_BYTES = 16384, THREADS = 4 };

static volatile int on_alternate;

/* Is it mapped? The write end of a pipe tells, and no fault. */
static bool is_mapped(const void *address)
{
	int fds[2];

	CHECK_EQUAL(sys_pipe2(fds, 0), 0);
	bool mapped = sys_write(fds[1], address, 1) == 1;

	sys_close(fds[0]);
	sys_close(fds[1]);
	return mapped;
}

static void note(int signal)
{
	struct knell_stack now;

	(void)signal;
	CHECK_EQUAL(knell_stack_get(&now), 0);
	if (now.flags & KNELL_STACK_ONSTACK)
		__atomic_fetch_add(&on_alternate, 1, __ATOMIC_SEQ_CST);
}

static void handle(void (*handler)(int))
{
	struct knell_action action = { .handler = handler,
		.flags = KNELL_ACTION_ONSTACK };

	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
}

static void use_own(void *unused)
{
	struct knell_stack stack, old, now;

	(void)unused;
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &stack, &old), 0);
	CHECK(stack.size_bytes >= knell_stack_size(HANDLER_BYTES));
	CHECK_EQUAL(old.flags, KNELL_STACK_DISABLE);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK(now.base == stack.base);
	CHECK(is_mapped(stack.base));
	CHECK(!is_mapped((char *)stack.base - 1));
	CHECK_EQUAL(knell_send_thread((int)sys_getpid(), (int)sys_gettid(),
			    KNELL_SIGUSR1),
		0);
	CHECK_EQUAL(knell_stack_end(&stack, &old), 0);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK_EQUAL(now.flags, KNELL_STACK_DISABLE);
}

static void run_threads(void)
{
	struct test_thread threads[THREADS];

	handle(note);
	for (int i = 0; i < THREADS; i++)
		test_thread_start(&threads[i], use_own, NULL);
	for (int i = 0; i < THREADS; i++)
		test_thread_join(&threads[i]);
	CHECK_EQUAL(on_alternate, THREADS);
}

static void run_released(void)
{
	struct knell_stack stack, old;

	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &stack, &old), 0);
	CHECK_EQUAL(knell_stack_end(&stack, &old), 0);
	CHECK(!is_mapped(stack.base));
	CHECK(!is_mapped((char *)stack.base + stack.size_bytes - 1));
}

/* One in the other: the first is there again. */
static void run_nested(void)
{
	struct knell_stack first, second, none, old, now;

	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &first, &none), 0);
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &second, &old), 0);
	CHECK(old.base == first.base);
	CHECK_EQUAL(knell_stack_end(&second, &old), 0);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK(now.base == first.base);
	CHECK_EQUAL(now.flags, 0);
	CHECK_EQUAL(knell_stack_end(&first, &none), 0);
}

static struct knell_stack own, before;

static void fail_there(int signal)
{
	struct knell_stack other = { .size_bytes = 1 }, old;

	(void)signal;
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &other, &old), -EPERM);
	CHECK_EQUAL(other.size_bytes, 1);
	CHECK_EQUAL(knell_stack_end(&own, &before), -EPERM);
	on_alternate++;
}

static void run_errors(void)
{
	struct knell_stack stack = { .size_bytes = 1 }, old;

	CHECK_EQUAL(knell_stack_begin(SIZE_MAX, &stack, &old), -ENOMEM);
	CHECK_EQUAL(stack.size_bytes, 1);
	handle(fail_there);
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &own, &before), 0);
	CHECK_EQUAL(knell_send_thread((int)sys_getpid(), (int)sys_gettid(),
			    KNELL_SIGUSR1),
		0);
	CHECK_EQUAL(on_alternate, 1);
	CHECK(is_mapped(own.base));
	stack = own;
	stack.size_bytes++;
	CHECK_EQUAL(knell_stack_end(&stack, &before), -EINVAL);
	CHECK_EQUAL(knell_stack_end(&own, &before), 0);
}

const struct test_case test_cases[] = {
	{ "threads", run_threads },
	{ "released", run_released },
	{ "nested", run_nested },
	{ "errors", run_errors },
	{ 0 },
};
