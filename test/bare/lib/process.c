/* SPDX-License-Identifier: MIT */
/* Children, memory and time for tests without a libc. */
#include "sys/process.h"
#include "abi/auxv.h"
#include "abi/errno.h"
#include "sys/file.h"
#include "sys/time.h"
#include "test/bare/bare.h"

enum { PATIENCE_MS = 30000 };

unsigned long test_auxv(unsigned long type)
{
	unsigned long value = 0;

	knell_start_value(&test_start, type, &value);
	return value;
}

int test_fork(void (*piece)(void *), void *argument)
{
	long pid = sys_clone_fork();

	if (pid == 0) {
		piece(argument);
		sys_exit_group(0);
	}
	CHECK(pid > 0);
	return (int)pid;
}

int test_wait(int pid)
{
	int status;
	long got;

	do
		got = sys_wait4(pid, &status, K_WALL, NULL);
	while (got == -EINTR);
	CHECK_EQUAL(got, pid);
	return status;
}

int test_run(void (*piece)(void *), void *argument)
{
	return test_wait(test_fork(piece, argument));
}

/* The signal, or 0: it ended in another way. */
int test_death(int status)
{
	return k_wait_signaled(status) ? status & 0x7f : 0;
}

static void *map(size_t bytes, int protection)
{
	long at = sys_mmap(NULL, bytes, protection,
		K_MAP_PRIVATE | K_MAP_ANONYMOUS, -1, 0);

	CHECK(!sys_mmap_failed(at));
	return (void *)at;
}

void *test_map(size_t bytes)
{
	return map(bytes, K_PROT_READ | K_PROT_WRITE);
}

size_t test_page_bytes(void)
{
	return test_auxv(K_AT_PAGESZ);
}

void *test_map_nothing(void)
{
	return map(test_page_bytes(), K_PROT_NONE);
}

uint64_t test_now_ns(void)
{
	return knell_clock_ns(K_CLOCK_MONOTONIC);
}

void test_sleep_ms(unsigned ms)
{
	const struct k_timespec time = { ms / 1000,
		(int64_t)(ms % 1000) * 1000000 };

	sys_poll(NULL, 0, &time);
}

void test_await(const char *file, int line, const char *text,
	const volatile int *flag, int value)
{
	for (int ms = 0; *flag != value; ms++) {
		if (ms == PATIENCE_MS)
			test_fail_equal(file, line, text, *flag, value);
		test_sleep_ms(1);
	}
}
