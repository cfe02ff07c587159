/* SPDX-License-Identifier: MIT */
/* Threads for tests without a libc that have nothing but a stack. */
#include "signal/thread_machine.h"
#include "sys/process.h"
#include "test/bare/bare.h"

enum { STACK_BYTES = 256 * 1024 };

void test_thread_end(void)
{
	sys_exit(0);
}

static void run_thread(void *argument)
{
	struct test_thread *thread = argument;

	thread->entry(thread->argument);
	test_thread_end();
}

void test_thread_start(
	struct test_thread *thread, void (*entry)(void *), void *argument)
{
	*thread = (struct test_thread){ .entry = entry,
		.argument = argument,
		.running = 1,
		.stack = test_map(STACK_BYTES),
		.stack_bytes = STACK_BYTES };
	CHECK_EQUAL(knell_thread_clone_on(thread->stack + STACK_BYTES,
			    run_thread, thread, &thread->tid, &thread->running),
		0);
}

void test_thread_join(struct test_thread *thread)
{
	while (__atomic_load_n(&thread->running, __ATOMIC_ACQUIRE))
		sys_futex_wait(&thread->running, 1);
	CHECK_EQUAL(KNELL_CALL2(munmap, thread->stack, thread->stack_bytes), 0);
}
