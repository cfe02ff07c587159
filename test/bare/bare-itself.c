/* SPDX-License-Identifier: MIT */
/* What tests without a libc rely on: children, threads, memory, time. */
#include "abi/auxv.h"
#include "sys/file.h"
#include "sys/process.h"
#include "test/bare/bare.h"

enum { THREADS = 8, ROUNDS = 1000 };

static volatile int count;

static void exit_with(void *status)
{
	sys_exit_group(*(int *)status);
}

static void touch(void *at)
{
	*(volatile char *)at = 1;
}

static void fail(void *unused)
{
	(void)unused;
	sys_close(2);
	CHECK_EQUAL(1, 2);
}

static void check_children(void)
{
	int status = 7;

	CHECK_EXITS(exit_with, &status, 7);
	CHECK_EXITS(touch, &status, 0);
	CHECK_EXITS(fail, NULL, 1);
	CHECK_DIES(touch, test_map_nothing(), KNELL_SIGSEGV);
	CHECK_EQUAL(status, 7);
}

static void add(void *step)
{
	for (int i = 0; i < ROUNDS; i++)
		__atomic_fetch_add(&count, *(int *)step, __ATOMIC_SEQ_CST);
}

static void end_early(void *ret_tid)
{
	*(int *)ret_tid = (int)sys_gettid();
	test_thread_end();
}

static void check_threads(void)
{
	struct test_thread threads[THREADS];
	int step = 3, tid = 0;

	for (int i = 0; i < THREADS; i++)
		test_thread_start(&threads[i], add, &step);
	for (int i = 0; i < THREADS; i++)
		test_thread_join(&threads[i]);
	CHECK_EQUAL(count, THREADS * ROUNDS * step);
	test_thread_start(&threads[0], end_early, &tid);
	CHECK(threads[0].tid != sys_getpid());
	test_thread_join(&threads[0]);
	CHECK_EQUAL(tid, threads[0].tid);
}

static void end_process(void *unused)
{
	struct test_thread thread;
	int status = 9;

	(void)unused;
	test_thread_start(&thread, exit_with, &status);
	test_sleep_ms(60000);
}

static void check_thread_ends_process(void)
{
	CHECK_EXITS(end_process, NULL, 9);
}

static void set_later(void *flag)
{
	test_sleep_ms(20);
	*(volatile int *)flag = 5;
}

static void check_time(void)
{
	struct test_thread thread;
	uint64_t start = test_now_ns();
	volatile int flag = 0;

	test_thread_start(&thread, set_later, (void *)(uintptr_t)&flag);
	TEST_AWAIT(&flag, 5);
	CHECK(test_now_ns() - start >= 20000000);
	test_thread_join(&thread);
}

static void check_start(void)
{
	size_t page = test_page_bytes();
	char *bytes = test_map(page);

	CHECK(page >= 4096 && (page & (page - 1)) == 0);
	CHECK_EQUAL(bytes[0] | bytes[page - 1], 0);
	CHECK(test_start.argc >= 1);
	CHECK(test_auxv(K_AT_ENTRY) != 0);
	CHECK_TEXT(test_start.argv[test_start.argc], NULL);
}

const struct test_case test_cases[] = {
	{ "children", check_children },
	{ "threads", check_threads },
	{ "thread-ends-process", check_thread_ends_process },
	{ "time", check_time },
	{ "start", check_start },
	{ NULL, NULL },
};
