/* SPDX-License-Identifier: MIT */
/*
 * Checks for tests. A test is a program; the first check that fails says
 * where and what, and ends it with status 1. Also in a child or a handler.
 */
#ifndef KNELL_TEST_LIB_TEST_H
#define KNELL_TEST_LIB_TEST_H

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEST_SKIPPED = 77 };

#define CHECK(condition)                                                      \
	do {                                                                  \
		if (!(condition)) {                                           \
			dprintf(2, "%s:%d: not so: %s\n", __FILE__, __LINE__, \
				#condition);                                  \
			_exit(1);                                             \
		}                                                             \
	} while (0)

/* Numbers; both are shown in decimal and in hex. */
#define CHECK_EQUAL(actual, expected)                                   \
	do {                                                            \
		long long test_a = (long long)(actual);                 \
		long long test_e = (long long)(expected);               \
		if (test_a != test_e) {                                 \
			dprintf(2,                                      \
				"%s:%d: %s is %lld (0x%llx), not %lld " \
				"(0x%llx)\n",                           \
				__FILE__, __LINE__, #actual, test_a,    \
				(unsigned long long)test_a, test_e,     \
				(unsigned long long)test_e);            \
			_exit(1);                                       \
		}                                                       \
	} while (0)

#define CHECK_TEXT(actual, expected)                                          \
	do {                                                                  \
		const char *test_a = (actual);                                \
		const char *test_e = (expected);                              \
		if (!test_a || !test_e ? test_a != test_e                     \
				       : strcmp(test_a, test_e) != 0) {       \
			dprintf(2, "%s:%d: %s is\n  \"%s\"\nnot\n  \"%s\"\n", \
				__FILE__, __LINE__, #actual,                  \
				test_a ? test_a : "(null)",                   \
				test_e ? test_e : "(null)");                  \
			_exit(1);                                             \
		}                                                             \
	} while (0)

/* Ends the test as skipped: what it needs is not there. */
#define TEST_SKIP(reason)                            \
	do {                                         \
		dprintf(1, "skipped: %s\n", reason); \
		_exit(TEST_SKIPPED);                 \
	} while (0)

/* All checks held, or it would have ended before. */
static inline int test_end(void)
{
	return 0;
}

#endif
