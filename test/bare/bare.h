/* SPDX-License-Identifier: MIT */
/*
 * What tests without a libc share. A program defines its cases; each runs in
 * a child of its own, where the first check that fails says where and what.
 *
 *   PROGRAM           all cases
 *   PROGRAM CASE...   these only
 *   PROGRAM -CASE...  all but these
 *
 * The program ends with 0, with 1 when a case failed, or else with 77 when one
 * was skipped.
 */
#ifndef KNELL_TEST_BARE_H
#define KNELL_TEST_BARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "knell/start.h"

enum { TEST_SKIPPED = 77 };

/* The cases, each ended by its return or by sys_exit_group: 0 is success. */
struct test_case {
	const char *name;
	void (*run)(void);
};
/* To its end, the case with no name. */
extern const struct test_case test_cases[];

/* How the program was started. */
extern struct knell_start test_start;
/* A value of the auxiliary vector; 0: it has none. */
unsigned long test_auxv(unsigned long type);

_Noreturn void test_fail(const char *file, int line, const char *text);
_Noreturn void test_fail_equal(const char *file, int line, const char *text,
	int64_t actual, int64_t expected);
_Noreturn void test_fail_text(const char *file, int line, const char *text,
	const char *actual, const char *expected);
_Noreturn void test_skip(const char *reason);
bool test_same_text(const char *a, const char *b);

/* Also in a child, a thread or a handler: they end the whole process. */
#define CHECK(condition)                                                      \
	do {                                                                  \
		if (!(condition))                                             \
			test_fail(__FILE__, __LINE__, "not so: " #condition); \
	} while (0)
/* Numbers; both are shown. */
#define CHECK_EQUAL(actual, expected)                                         \
	do {                                                                  \
		int64_t test_a = (int64_t)(actual);                           \
		int64_t test_e = (int64_t)(expected);                         \
		if (test_a != test_e)                                         \
			test_fail_equal(                                      \
				__FILE__, __LINE__, #actual, test_a, test_e); \
	} while (0)
#define CHECK_TEXT(actual, expected)                                          \
	do {                                                                  \
		const char *test_a = (actual);                                \
		const char *test_e = (expected);                              \
		if (!test_same_text(test_a, test_e))                          \
			test_fail_text(                                       \
				__FILE__, __LINE__, #actual, test_a, test_e); \
	} while (0)
/* Ends the case as skipped: what it needs is not there. */
#define TEST_SKIP(reason) test_skip(reason)

/* Starts `piece` in a forked child, which exits with 0 when it returns. */
int test_fork(void (*piece)(void *), void *argument);
/* Waits for that child. Return: the status as wait4 gives it. */
int test_wait(int pid);
/* Both. */
int test_run(void (*piece)(void *), void *argument);
/* Statuses, for CHECK_EQUAL; the flag of a core is left out of what died. */
#define TEST_EXITED(code) ((code) << 8)
int test_death(int status);
#define CHECK_EXITS(piece, argument, code) \
	CHECK_EQUAL(test_run(piece, argument), TEST_EXITED(code))
#define CHECK_DIES(piece, argument, signal) \
	CHECK_EQUAL(test_death(test_run(piece, argument)), signal)

/*
 * A thread made by clone, with a stack of its own and no thread pointer.
 * `entry` returns or calls test_thread_end.
 */
struct test_thread {
	void (*entry)(void *argument);
	void *argument;
	int tid;          /* from the start on */
	uint32_t running; /* 1 until the kernel has let go of the thread */
	char *stack;
	size_t stack_bytes;
};
void test_thread_start(
	struct test_thread *thread, void (*entry)(void *), void *argument);
void test_thread_join(struct test_thread *thread);
_Noreturn void test_thread_end(void);

/* Zeroed pages that can be read and written; no guard beside them. */
void *test_map(size_t bytes);
size_t test_page_bytes(void);
/* A page that every access faults on. */
void *test_map_nothing(void);

/*
 * From now on, a system call fails in this thread and those that it starts, as
 * kernels, limits and filters may have it fail. More than one may be named,
 * prctl last. Ends the case as skipped where the kernel cannot do it.
 */
void test_refuse_call(long number, int error);
/* The same, and it ends the process by SIGSYS, for good: SA_IMMUTABLE. */
void test_deadly_call(long number);

uint64_t test_now_ns(void);
void test_sleep_ms(unsigned ms);
/*
 * Waits until *flag is `value`, and fails after some seconds: for what another
 * thread, a child or a handler does.
 */
#define TEST_AWAIT(flag, value) \
	test_await(__FILE__, __LINE__, #flag, (flag), (value))
void test_await(const char *file, int line, const char *text,
	const volatile int *flag, int value);

#endif
