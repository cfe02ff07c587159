/* SPDX-License-Identifier: MIT */
/* libgcc unwinds through the trampoline, from a handler down to main. */
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unwind.h>

#include "signal/trampoline.h"
#include "test/lib/test.h"
#include "test/signal/trampoline.h"

enum { FRAMES_MAX = 16 };

static uintptr_t functions[FRAMES_MAX];
static unsigned frame_count;

static _Unwind_Reason_Code note_frame(
	struct _Unwind_Context *context, void *unused)
{
	int before = 0;
	uintptr_t ip = _Unwind_GetIPInfo(context, &before);

	(void)unused;
	if (frame_count == FRAMES_MAX)
		return _URC_END_OF_STACK;
	/* It looks up the byte before. */
	functions[frame_count++] = (uintptr_t)_Unwind_FindEnclosingFunction(
		(void *)(ip + (before != 0)));
	return _URC_NO_REASON;
}

int main(void);

static __attribute__((noinline)) void check_from_handler(
	uintptr_t handler, uintptr_t restorer)
{
	const uintptr_t expected[] = {
		handler,
		/* The nop before it begins its frame information. */
		restorer - 1,
		(uintptr_t)knell_test_fault,
		(uintptr_t)inner_caller,
		(uintptr_t)outer_caller,
		(uintptr_t)fault_with,
		(uintptr_t)main,
	};

	_Unwind_Backtrace(note_frame, NULL);
	/* The first is this function. */
	CHECK(frame_count > sizeof(expected) / sizeof(expected[0]));
	for (unsigned i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		CHECK_EQUAL(functions[i + 1], expected[i]);
	_exit(0);
}

static __attribute__((noinline)) void handle_info(int signal)
{
	(void)signal;
	check_from_handler(
		(uintptr_t)handle_info, (uintptr_t)K_TRAMPOLINE_INFO);
	__asm__ volatile("");
}

static __attribute__((noinline)) void handle_plain(int signal)
{
	(void)signal;
	check_from_handler(
		(uintptr_t)handle_plain, (uintptr_t)K_TRAMPOLINE_PLAIN);
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
