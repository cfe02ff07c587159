/* SPDX-License-Identifier: MIT */
/* Threads of programs without a libc: start, signals, join, memory. */
#include "abi/errno.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "test/bare/bare.h"

enum { STACK_BYTES = 65536, HANDLER_BYTES = 16384, MANY = 1000 };

static struct knell_thread *thread;
static volatile int step, handled;

static struct knell_thread *start_one(void *(*run)(void *), void *argument)
{
	struct knell_thread *one = NULL;
	struct knell_thread_plan plan = { .run = run,
		.argument = argument,
		.stack_bytes = STACK_BYTES,
		.handler_bytes = HANDLER_BYTES };

	CHECK_EQUAL(knell_thread_start(&test_start, &plan, &one), 0);
	return one;
}

static void start(void *(*run)(void *), void *argument)
{
	thread = start_one(run, argument);
}

static void *join(void)
{
	void *value = NULL;

	CHECK_EQUAL(knell_thread_join(thread, &value), 0);
	return value;
}

/* Is it mapped? The write end of a pipe tells, and no fault. */
static bool is_mapped(const void *address)
{
	int fds[2];

	CHECK_EQUAL(sys_pipe2(fds, 0), 0);
	bool mapped = sys_write(fds[1], address, 1) == 1;

	sys_close(fds[0]);
	sys_close(fds[1]);
	return mapped;
}

static void handle(int signal, void (*handler)(int))
{
	struct knell_action action = { .handler = handler,
		.flags = KNELL_ACTION_ONSTACK };

	CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
}

static void *give_back(void *argument)
{
	volatile char used[STACK_BYTES - 4096];

	for (size_t i = 0; i < sizeof(used); i++)
		used[i] = 1;
	CHECK(sys_gettid() != sys_getpid());
	return (char *)argument + used[0];
}

static void run_value(void)
{
	char bytes[2];

	start(give_back, bytes);
	CHECK(knell_thread_id(thread) > 0);
	CHECK(knell_thread_id(thread) != sys_getpid());
	CHECK(join() == bytes + 1);
	start(give_back, bytes);
	CHECK_EQUAL(knell_thread_join(thread, NULL), 0);
}

/* Of the stack at entry: as compilers expect it for vectors. */
static void *look_at_stack(void *unused)
{
	struct {
		char bytes[16];
	} __attribute__((aligned(16))) volatile local;

	(void)unused;
	local.bytes[0] = 0;
	return (void *)((uintptr_t)&local % 16);
}

static void run_aligned(void)
{
	start(look_at_stack, NULL);
	CHECK(join() == NULL);
}

static void *tell_stack(void *argument)
{
	CHECK_EQUAL(knell_stack_get(argument), 0);
	return __builtin_frame_address(0);
}

/* All is there with a guard below, and gone after the join. */
static void run_memory(void)
{
	struct knell_stack stack;
	char *frame, *top;

	start(tell_stack, &stack);
	frame = join();
	top = (char *)stack.base + stack.size_bytes;
	CHECK_EQUAL(stack.flags, 0);
	CHECK(stack.size_bytes >= knell_stack_size(HANDLER_BYTES));
	CHECK(!is_mapped(stack.base));
	CHECK(!is_mapped(top - 1));
	CHECK(!is_mapped(frame));
}

static void *tell_guards(void *unused)
{
	struct knell_stack stack;
	char *top;

	(void)unused;
	CHECK_EQUAL(knell_stack_get(&stack), 0);
	top = (char *)stack.base + stack.size_bytes;
	CHECK(is_mapped(stack.base) && is_mapped(top - 1));
	CHECK(!is_mapped((char *)stack.base - 1));
	CHECK(!is_mapped(top) && !is_mapped(top + test_page_bytes() - 1));
	CHECK(is_mapped(top + test_page_bytes()));
	return NULL;
}

static void run_guards(void)
{
	start(tell_guards, NULL);
	join();
}

static void note_overflow(int signal)
{
	struct knell_stack now;

	(void)signal;
	CHECK_EQUAL(knell_stack_get(&now), 0);
	sys_exit_group(now.flags & KNELL_STACK_ONSTACK ? 42 : 1);
}

static int fall(int depth)
{
	volatile char bytes[512];

	bytes[0] = (char)depth;
	return depth < 0 ? 0 : fall(depth + 1) + bytes[0];
}

static void *overflow(void *unused)
{
	(void)unused;
	return (void *)(long)fall(0);
}

static void overflow_thread(void *unused)
{
	(void)unused;
	handle(KNELL_SIGSEGV, note_overflow);
	handle(KNELL_SIGBUS, note_overflow);
	start(overflow, NULL);
	join();
}

static void run_overflow(void)
{
	CHECK_EXITS(overflow_thread, NULL, 42);
}

static void *get_mask(void *ret_set)
{
	CHECK_EQUAL(knell_mask_get(ret_set), 0);
	return NULL;
}

static void run_mask(void)
{
	struct knell_set set = { { 0 } }, theirs, own;

	knell_set_add(&set, KNELL_SIGUSR2);
	knell_set_add(&set, KNELL_SIGRTMIN);
	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
	start(get_mask, &theirs);
	CHECK_EQUAL(knell_mask_get(&own), 0);
	join();
	CHECK(knell_set_equal(&set, &theirs));
	CHECK(knell_set_equal(&set, &own));
}

static void note(int signal)
{
	struct knell_stack now;

	(void)signal;
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK(now.flags & KNELL_STACK_ONSTACK);
	handled++;
}

static void *wait_handled(void *unused)
{
	(void)unused;
	TEST_AWAIT(&handled, 1);
	return NULL;
}

/* By its number, and on its alternate stack from the first one on. */
static void run_signal(void)
{
	handle(KNELL_SIGUSR1, note);
	start(wait_handled, NULL);
	CHECK_EQUAL(knell_send_thread((int)sys_getpid(),
			    knell_thread_id(thread), KNELL_SIGUSR1),
		0);
	join();
	CHECK_EQUAL(handled, 1);
}

static void count(int signal)
{
	(void)signal;
	handled++;
}

static void send_to(void *pid)
{
	while (knell_send_process(*(int *)pid, KNELL_SIGUSR1) == 0)
		KNELL_CALL0(sched_yield);
}

static void *do_nothing(void *argument)
{
	return argument;
}

/* With signals all the time: for the starter, the new thread and the end. */
static void run_storm(void)
{
	int self = (int)sys_getpid(), child;

	handle(KNELL_SIGUSR1, count);
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &(struct knell_stack){ 0 },
			    &(struct knell_stack){ 0 }),
		0);
	child = test_fork(send_to, &self);
	for (int i = 0; i < MANY / 5 || !handled; i++) {
		start(do_nothing, &self);
		CHECK(join() == &self);
	}
	CHECK_EQUAL(knell_send_process(child, KNELL_SIGKILL), 0);
	test_wait(child);
}

static void run_many(void)
{
	for (int i = 0; i < MANY; i++) {
		start(do_nothing, &thread);
		CHECK(join() == &thread);
	}
}

/* Others may start some too, and any may join them. */
static void *start_other(void *unused)
{
	(void)unused;
	return start_one(do_nothing, &thread);
}

static void run_nested(void)
{
	start(start_other, NULL);
	thread = join();
	CHECK(join() == &thread);
}

static void *join_itself(void *unused)
{
	(void)unused;
	TEST_AWAIT(&step, 1);
	CHECK_EQUAL(knell_thread_join(thread, NULL), -EDEADLK);
	return NULL;
}

static void check_no_memory(size_t stack_bytes, size_t handler_bytes)
{
	struct knell_thread_plan plan = { .run = do_nothing,
		.stack_bytes = stack_bytes,
		.handler_bytes = handler_bytes };
	struct knell_thread *none = NULL;

	CHECK_EQUAL(knell_thread_start(&test_start, &plan, &none), -ENOMEM);
	CHECK(none == NULL);
}

static void run_errors(void)
{
	check_no_memory(SIZE_MAX, HANDLER_BYTES);
	check_no_memory(STACK_BYTES, SIZE_MAX);
	check_no_memory(SIZE_MAX / 2, SIZE_MAX / 2);
	start(join_itself, NULL);
	step = 1;
	join();
}

/* A number of processes that does not allow one more. */
static void start_too_many(void *unused)
{
	struct knell_thread_plan plan = { .run = do_nothing,
		.stack_bytes = STACK_BYTES };
	struct k_rlimit limit = { 1, 1 };
	struct knell_set before, after;

	(void)unused;
	thread = NULL;
	CHECK_EQUAL(KNELL_CALL3(setresuid, 54321, 54321, 54321), 0);
	CHECK_EQUAL(sys_prlimit64(0, K_RLIMIT_NPROC, &limit, NULL), 0);
	CHECK_EQUAL(knell_mask_get(&before), 0);
	CHECK_EQUAL(knell_thread_start(&test_start, &plan, &thread), -EAGAIN);
	CHECK(thread == NULL);
	CHECK_EQUAL(knell_mask_get(&after), 0);
	CHECK(knell_set_equal(&before, &after));
}

static void run_too_many(void)
{
	if (sys_geteuid() != 0)
		TEST_SKIP("it takes root to become another user");
	CHECK_EXITS(start_too_many, NULL, 0);
}

const struct test_case test_cases[] = {
	{ "value", run_value },
	{ "aligned", run_aligned },
	{ "memory", run_memory },
	{ "guards", run_guards },
	{ "overflow", run_overflow },
	{ "mask", run_mask },
	{ "signal", run_signal },
	{ "storm", run_storm },
	{ "many", run_many },
	{ "nested", run_nested },
	{ "errors", run_errors },
	{ "too-many", run_too_many },
	{ 0 },
};
