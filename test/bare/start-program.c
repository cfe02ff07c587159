/* SPDX-License-Identifier: MIT */
/* What a program without a libc is given, and how it ends. */
#include "abi/auxv.h"
#include "abi/errno.h"
#include "knell.h"
#include "sys/process.h"
#include "test/bare/bare.h"

static void run_variables(void)
{
	char words[5][8] = { "AB=1", "A=x=y", "A=z", "EMPTY=", "NONE" };
	char *environment[] = { words[0], words[1], words[2], words[3],
		words[4], NULL };
	struct knell_start start = { .environment = environment };

	CHECK_TEXT(knell_start_variable(&start, "A"), "x=y");
	CHECK_TEXT(knell_start_variable(&start, "AB"), "1");
	CHECK_TEXT(knell_start_variable(&start, "EMPTY"), "");
	CHECK_TEXT(knell_start_variable(&start, "NONE"), NULL);
	CHECK_TEXT(knell_start_variable(&start, "B"), NULL);
	environment[0] = NULL;
	CHECK_TEXT(knell_start_variable(&start, "A"), NULL);
}

static void run_values(void)
{
	unsigned long value = 7;

	CHECK_EQUAL(knell_start_value(&test_start, 12345, &value), -ENOENT);
	CHECK_EQUAL(knell_start_value(&test_start, K_AT_NULL, &value), -ENOENT);
	CHECK_EQUAL(value, 7);
	CHECK_EQUAL(knell_start_value(&test_start, K_AT_PAGESZ, &value), 0);
	CHECK(value >= 4096 && value % 4096 == 0);
	CHECK_EQUAL(knell_start_value(&test_start, K_AT_EXECFN, &value), 0);
	CHECK(*(const char *)value != 0);
}

/* Where it lies: one after the other. */
static void run_vectors(void)
{
	char **at = test_start.argv;

	CHECK(test_start.argc >= 1);
	CHECK_TEXT(at[test_start.argc], NULL);
	CHECK(test_start.environment == at + test_start.argc + 1);
	for (at = test_start.environment; *at; at++)
		CHECK(**at != 0);
	CHECK(test_start.auxv == (unsigned long *)(at + 1));
}

static void end(void *status)
{
	knell_start_exit(*(int *)status);
}

static void end_thread(void *status)
{
	struct test_thread thread;

	test_thread_start(&thread, end, status);
	test_thread_join(&thread);
}

static void run_exit(void)
{
	static int statuses[] = { 0, 1, 255 };

	for (int i = 0; i < 3; i++) {
		CHECK_EXITS(end, &statuses[i], statuses[i]);
		CHECK_EXITS(end_thread, &statuses[i], statuses[i]);
	}
}

const struct test_case test_cases[] = {
	{ "variables", run_variables },
	{ "values", run_values },
	{ "vectors", run_vectors },
	{ "exit", run_exit },
	{ 0 },
};
