/* SPDX-License-Identifier: MIT */
/*
 * Threads for tests without a libc. Built with optimisation and without a
 * frame pointer, whatever else is (see test/test.mk): the new thread comes out
 * of the system call on an empty stack, and all that the compiler may do there
 * is to compare its result and call start_here.
 */
#include "base/memory.h"
#include "sys/process.h"
#include "sys/time.h"
#include "test/bare/bare.h"

/* include/uapi/linux/{sched,futex}.h */
enum {
	CLONE_VM = 0x100,
	CLONE_FS = 0x200,
	CLONE_FILES = 0x400,
	CLONE_SIGHAND = 0x800,
	CLONE_THREAD = 0x10000,
	CLONE_SYSVSEM = 0x40000,
	CLONE_PARENT_SETTID = 0x100000,
	CLONE_CHILD_CLEARTID = 0x200000,
	FUTEX_WAIT = 0,
};

enum {
	STACK_BYTES = 256 * 1024,
	/* What callees may write above their frame, and i386 reads back. */
	HEADROOM_BYTES = 512,
};

static struct test_thread *starting;

void test_thread_end(void)
{
	for (;;)
		KNELL_CALL1(exit, 0);
}

static _Noreturn __attribute__((noinline)) void start_here(void)
{
	struct test_thread *thread =
		__atomic_exchange_n(&starting, NULL, __ATOMIC_ACQ_REL);

	thread->entry(thread->argument);
	test_thread_end();
}

static __attribute__((noinline)) long clone_thread(
	unsigned long flags, char *stack, int *ret_tid, uint32_t *running)
{
	/* The last two are the thread pointer, which the flags leave alone,
	 * and where to clear: in an order that differs between machines. */
	long result = K_CLONE_STACK_FIRST ? KNELL_CALL5(clone, stack, flags,
						    ret_tid, running, running)
					  : KNELL_CALL5(clone, flags, stack,
						    ret_tid, running, running);

	if (result == 0)
		start_here();
	return result;
}

static long wait_word(uint32_t *word, uint32_t value)
{
#if UINTPTR_MAX < UINT64_MAX
	return KNELL_CALL4(futex_time64, word, FUTEX_WAIT, value, NULL);
#else
	return KNELL_CALL4(futex, word, FUTEX_WAIT, value, NULL);
#endif
}

void test_thread_start(
	struct test_thread *thread, void (*entry)(void *), void *argument)
{
	*thread = (struct test_thread){ .entry = entry,
		.argument = argument,
		.running = 1,
		.stack = test_map(STACK_BYTES),
		.stack_bytes = STACK_BYTES };
	__atomic_store_n(&starting, thread, __ATOMIC_RELEASE);
	CHECK(clone_thread(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
				   CLONE_THREAD | CLONE_SYSVSEM |
				   CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID,
		      thread->stack + STACK_BYTES - HEADROOM_BYTES,
		      &thread->tid, &thread->running) > 0);
	while (__atomic_load_n(&starting, __ATOMIC_ACQUIRE))
		KNELL_CALL0(sched_yield);
}

void test_thread_join(struct test_thread *thread)
{
	while (__atomic_load_n(&thread->running, __ATOMIC_ACQUIRE))
		wait_word(&thread->running, 1);
	CHECK_EQUAL(KNELL_CALL2(munmap, thread->stack, thread->stack_bytes), 0);
}
