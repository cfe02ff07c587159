/* SPDX-License-Identifier: MIT */
/*
 * libunwind unwinds through the trampoline, from a handler down to main.
 * It is a program of its own: libunwind replaces functions of libgcc.
 */
#define UNW_LOCAL_ONLY
#include <libunwind.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/lib/test.h"
#include "test/signal/trampoline.h"

static void check_next(unw_cursor_t *cursor, const char *expected)
{
	unw_word_t offset;
	char name[64];

	CHECK(unw_step(cursor) > 0);
	CHECK_EQUAL(unw_get_proc_name(cursor, name, sizeof(name), &offset), 0);
	CHECK_TEXT(name, expected);
}

static __attribute__((noinline)) void check_from_handler(const char *handler)
{
	unw_context_t context;
	unw_cursor_t cursor;

	CHECK_EQUAL(unw_getcontext(&context), 0);
	CHECK_EQUAL(unw_init_local(&cursor, &context), 0);
	check_next(&cursor, handler);
	/* The trampoline, whose name is that of what precedes its nop. */
	CHECK(unw_step(&cursor) > 0);
	check_next(&cursor, "knell_test_fault");
	check_next(&cursor, "inner_caller");
	check_next(&cursor, "outer_caller");
	check_next(&cursor, "fault_with");
	check_next(&cursor, "main");
	_exit(0);
}

static __attribute__((noinline)) void handle_info(int signal)
{
	(void)signal;
	check_from_handler("handle_info");
	__asm__ volatile("");
}

static __attribute__((noinline)) void handle_plain(int signal)
{
	(void)signal;
	check_from_handler("handle_plain");
	__asm__ volatile("");
}

int main(void)
{
	int status;
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (!pid)
		fault_with(0, handle_plain);
	CHECK_EQUAL(waitpid(pid, &status, 0), pid);
	CHECK_EQUAL(status, 0);
	fault_with(KNELL_ACTION_SIGINFO, handle_info);
	return 1;
}
