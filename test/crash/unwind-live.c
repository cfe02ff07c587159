/* SPDX-License-Identifier: MIT */
/*
 * This process's own stacks against libgcc's _Unwind_Backtrace, frame by
 * frame: deep and shallow, below a callback of libc, in handlers on the same
 * and on an alternate stack and nested, in a thread, in C++ and so on.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <ucontext.h>
#include <unwind.h>

#include "crash/fold.h"
#include "test/lib/self.h"
#include "test/lib/test.h"

enum { FRAMES_MAX = 20000 };

static struct self self;
static struct knell_unwind unwind;
static unsigned traces, signal_frames;
/* Keeps recursions from becoming loops. */
static volatile int sink = 1;

struct frames {
	uint64_t pc[FRAMES_MAX];
	bool exact[FRAMES_MAX];
	unsigned count;
};

static struct frames ours, theirs;

static _Unwind_Reason_Code take_frame(
	struct _Unwind_Context *context, void *argument)
{
	struct frames *frames = argument;
	int exact = 0;
	uint64_t pc = _Unwind_GetIPInfo(context, &exact);

	/* Past the outermost frame it tells of one at 0. */
	if (!pc || frames->count == FRAMES_MAX)
		return _URC_END_OF_STACK;
	frames->exact[frames->count] = exact;
	frames->pc[frames->count++] = pc;
	return _URC_NO_REASON;
}

static void take_ours(const ucontext_t *context)
{
	struct knell_registers registers;

	ours.count = 0;
	self_registers(&self, context, &registers);
	self_begin(&self, &unwind, &registers);
	do {
		CHECK(ours.count < FRAMES_MAX);
		ours.exact[ours.count] = unwind.exact;
		ours.pc[ours.count++] =
			unwind.registers.value[self.target.machine->pc];
		CHECK(unwind.how != KNELL_FRAME_SCAN);
		CHECK(unwind.how != KNELL_FRAME_POINTER);
		signal_frames += unwind.how == KNELL_FRAME_SIGNAL;
	} while (knell_unwind_step(&unwind));
	CHECK_EQUAL(unwind.end, KNELL_UNWIND_OUTERMOST);
	traces++;
}

/* The frame of this function differs in where it is; its callers do not. */
static __attribute__((noinline)) void compare(void)
{
	ucontext_t context;

	getcontext(&context);
	take_ours(&context);
	theirs.count = 0;
	_Unwind_Backtrace(take_frame, &theirs);
	CHECK_EQUAL(ours.count, theirs.count);
	for (unsigned i = 1; i < ours.count; i++) {
		CHECK_EQUAL(ours.pc[i], theirs.pc[i]);
		CHECK_EQUAL(ours.exact[i], theirs.exact[i]);
	}
}

static __attribute__((noinline)) int recurse(int depth)
{
	if (!depth)
		compare();
	else
		sink = recurse(depth - 1);
	__asm__ volatile("");
	return sink;
}

static __attribute__((noinline)) int even(int depth);

static __attribute__((noinline)) int odd(int depth)
{
	char *space = __builtin_alloca((size_t)(depth % 7 * 16 + 8));

	memset(space, 0, 8);
	int result = even(depth - 1) + space[1] + 1;

	/* Or the compiler makes a jump, or a loop, of it. */
	__asm__ volatile("" : "+r"(result));
	return result;
}

static int even(int depth)
{
	if (!depth)
		compare();
	else
		sink = odd(depth - 1);
	__asm__ volatile("");
	return sink;
}

static int compare_numbers(const void *left, const void *right)
{
	compare();
	return *(const int *)left - *(const int *)right;
}

/* From the context too: what was interrupted, with its pc exact. */
static void handle(int signal, siginfo_t *info, void *context)
{
	unsigned first = traces;

	(void)info;
	take_ours(context);
	CHECK(ours.exact[0]);
	compare();
	CHECK_EQUAL(traces, first + 2);
	CHECK(unwind.signal_count > 0);
	CHECK_EQUAL(unwind.signals[0].context, (uintptr_t)context);
	CHECK_EQUAL(unwind.signals[0].info, (uintptr_t)info);
	/* And in a handler of a handler. */
	if (signal == SIGUSR1)
		raise(SIGUSR2);
}

static void take_signals(int flags)
{
	struct sigaction action = { .sa_sigaction = handle,
		.sa_flags = SA_SIGINFO | flags };

	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	raise(SIGUSR1);
	CHECK_EQUAL(unwind.signal_count, 2);
	raise(SIGUSR2);
	CHECK_EQUAL(unwind.signal_count, 1);
}

static void take_all(void)
{
	int numbers[] = { 3, 1, 2 };
	static char stack[1 << 18];
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };

	compare();
	recurse(40);
	CHECK(ours.count > 40);
	recurse(5000);
	CHECK(ours.count > 5000);
	odd(41);
	CHECK(ours.count > 40);
	qsort(numbers, 3, sizeof(numbers[0]), compare_numbers);
	bsearch(numbers + 1, numbers, 3, sizeof(numbers[0]), compare_numbers);
	take_signals(0);
	sigaltstack(&alternate, NULL);
	take_signals(SA_ONSTACK);
	take_signals(SA_ONSTACK | SA_NODEFER);
	alternate.ss_flags = SS_DISABLE;
	sigaltstack(&alternate, NULL);
}

static void *run_thread(void *argument)
{
	self_open(&self);
	take_all();
	return argument;
}

/* The whole of a deep recursion in one trace. */
static __attribute__((noinline)) void collect(void)
{
	static char memory[1 << 18];
	struct knell_arena arena = { memory, sizeof(memory), 0, false };
	struct knell_thread thread = { .tid = 1 };
	struct knell_registers registers;
	ucontext_t context;

	getcontext(&context);
	self_registers(&self, &context, &registers);
	self_begin(&self, &unwind, &registers);
	CHECK_EQUAL(knell_trace_collect(&unwind, &arena, 256, &thread), 0);
	CHECK_EQUAL(thread.end, KNELL_UNWIND_OUTERMOST);
	CHECK_EQUAL(thread.fold_count, 1);
	CHECK_EQUAL(thread.folds[0].length, 1);
	CHECK(thread.folds[0].times >= 9999);
	CHECK_EQUAL(thread.omitted, 0);
	CHECK(thread.frame_count < 20);
}

static __attribute__((noinline)) int overflow(int depth)
{
	if (!depth)
		collect();
	else
		sink = overflow(depth - 1);
	return sink;
}

int main(void)
{
	pthread_t thread;

	self_open(&self);
	take_all();
	overflow(10000);
	CHECK(!pthread_create(&thread, NULL, run_thread, NULL));
	CHECK(!pthread_join(thread, NULL));
	CHECK(traces > 20 && signal_frames > 10);
	return test_end();
}
