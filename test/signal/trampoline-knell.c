/* SPDX-License-Identifier: MIT */
/*
 * knell's own unwinder goes through the trampoline, from a handler down to
 * main, and finds the signal's frame on the way.
 */
#include <string.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "test/lib/self.h"
#include "test/lib/test.h"
#include "test/signal/trampoline.h"

int main(void);

static void check_next(struct knell_unwind *unwind, void *function)
{
	CHECK(knell_unwind_step(unwind));
	CHECK_EQUAL(unwind->function_start, (uintptr_t)function);
}

static __attribute__((noinline)) void check_from_handler(
	void *handler, const void *context, const void *info)
{
	static struct self self;
	static struct knell_unwind unwind;
	static struct knell_registers registers;
	/* As large as the kernel's. */
	union {
		ucontext_t context;
		char room[1024];
	} here;

	CHECK_EQUAL(getcontext(&here.context), 0);
	self_open(&self);
	self_registers(&self, &here, &registers);
	self_begin(&self, &unwind, &registers);
	check_next(&unwind, handler);
	CHECK_EQUAL(unwind.exact, false);
	while (!unwind.exact)
		CHECK(knell_unwind_step(&unwind));
	CHECK_EQUAL(unwind.function_start, (uintptr_t)knell_test_fault);
	CHECK_EQUAL(unwind.how, KNELL_FRAME_SIGNAL);
	CHECK_EQUAL(unwind.signal_count, 1);
	if (context) {
		CHECK_EQUAL(unwind.signals[0].context, (uintptr_t)context);
		CHECK_EQUAL(unwind.signals[0].info, (uintptr_t)info);
	}
	check_next(&unwind, inner_caller);
	check_next(&unwind, outer_caller);
	check_next(&unwind, fault_with);
	check_next(&unwind, main);
	_exit(0);
}

static __attribute__((noinline)) void handle_info(
	int signal, struct knell_info *info, void *context)
{
	(void)signal;
	check_from_handler(handle_info, context, info);
	__asm__ volatile("");
}

static __attribute__((noinline)) void handle_plain(int signal)
{
	(void)signal;
	check_from_handler(handle_plain, NULL, NULL);
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
	fault_with(KNELL_ACTION_SIGINFO,
		(void (*)(int))(void (*)(void))handle_info);
	return 1;
}
