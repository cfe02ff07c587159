/* SPDX-License-Identifier: MIT */
/*
 * Alternate stacks hold what they promise: a handler runs when the stack is
 * used up, it has the room that was asked for, all of it is mapped at once,
 * and who walks off it dies on the guard page.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "knell/action.h"
#include "knell/mask.h"
#include "knell/send.h"
#include "knell/stack.h"
#include "test/lib/test.h"

enum { HANDLER_BYTES = 40000, PAGE = 4096 };

static struct knell_stack stack;

/* Touches `bytes` of its stack, in all, down to the lowest. */
static __attribute__((noinline)) void use_stack(size_t bytes)
{
	char *memory = __builtin_alloca(bytes);

	for (size_t at = bytes; at > 0; at -= at > PAGE ? PAGE : at)
		*(volatile char *)(memory + at - 1) = 1;
	*(volatile char *)memory = 1;
}

static void use_most(int signal)
{
	(void)signal;
	/* The call itself takes some of it. */
	use_stack(HANDLER_BYTES - 256);
	_exit(42);
}

static void use_more(int signal)
{
	(void)signal;
	use_stack(stack.size_bytes);
	_exit(42);
}

static __attribute__((noinline)) int recurse(volatile int depth)
{
	volatile char filler[512];

	/* All of it: ThreadSanitizer counts 65536 calls and no more. */
	__asm__("" : : "r"(filler) : "memory");
	filler[0] = (char)depth;
	return depth < 0 ? 0 : recurse(depth + 1) + filler[0];
}

static int status_of_overflow(void (*handler)(int))
{
	struct knell_action action = { .handler = handler,
		.flags = KNELL_ACTION_ONSTACK };
	int status;
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (!pid) {
		CHECK_EQUAL(knell_stack_install(&stack, NULL), 0);
		CHECK_EQUAL(knell_action_set(SIGSEGV, &action, NULL), 0);
		_exit(recurse(0));
	}
	CHECK_EQUAL(waitpid(pid, &status, 0), pid);
	return status;
}

static void check_touched(void)
{
	size_t pages = stack.size_bytes / PAGE;
	unsigned char *present = malloc(pages);

	CHECK_EQUAL(mincore(stack.base, stack.size_bytes, present), 0);
	for (size_t i = 0; i < pages; i++)
		CHECK(present[i] & 1);
	free(present);
}

int main(void)
{
	int status;

	CHECK_EQUAL(sysconf(_SC_PAGESIZE), PAGE);
	CHECK_EQUAL(knell_stack_map(HANDLER_BYTES, &stack), 0);
	check_touched();
	status = status_of_overflow(use_most);
	CHECK(WIFEXITED(status));
	CHECK_EQUAL(WEXITSTATUS(status), 42);
	/* The guard page: a fault in the blocked handler kills. */
	status = status_of_overflow(use_more);
	CHECK(WIFSIGNALED(status));
	CHECK_EQUAL(WTERMSIG(status), SIGSEGV);
	CHECK_EQUAL(knell_stack_unmap(&stack), 0);
	return 0;
}
