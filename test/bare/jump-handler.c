/* SPDX-License-Identifier: MIT */
/* Jumps out of handlers: what becomes of the mask and the alternate stack. */
#include "abi/errno.h"
#include "knell.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"
#include "test/bare/lib/rounding.h"

enum { SIGNAL = KNELL_SIGUSR1, OTHER = KNELL_SIGUSR2 };

static struct knell_jump point;
static struct knell_stack alternate;
static char *volatile handler_local, *volatile second_local;
static volatile int seconds;

static void send(int signal)
{
	int pid = (int)sys_getpid();

	CHECK_EQUAL(knell_send_thread(pid, (int)sys_gettid(), signal), 0);
}

static void leave(int signal)
{
	char local;

	handler_local = &local;
	knell_jump_to(&point, signal);
}

static void set_handler(int signal, void (*handler)(int), unsigned long flags)
{
	struct knell_action action = { .handler = handler, .flags = flags };

	CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
}

static bool is_blocked(int signal)
{
	struct knell_set mask;

	CHECK_EQUAL(knell_mask_get(&mask), 0);
	return knell_set_has(&mask, signal);
}

static bool on_alternate(const char *address)
{
	return address >= (char *)alternate.base &&
	       address < (char *)alternate.base + alternate.size_bytes;
}

static void make_alternate(unsigned flags)
{
	CHECK_EQUAL(knell_stack_map(20000, &alternate), 0);
	alternate.flags = flags;
	CHECK_EQUAL(knell_stack_install(&alternate, NULL), 0);
}

static void run_mask(void)
{
	struct knell_set set = { { 0 } };

	set_handler(SIGNAL, leave, 0);
	knell_set_add(&set, KNELL_SIGWINCH);
	knell_set_add(&set, 40);
	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
	if (!knell_jump_save(&point, KNELL_JUMP_MASK)) {
		CHECK_EQUAL(knell_mask_unblock(&set, NULL), 0);
		send(SIGNAL);
		CHECK(false);
	}
	CHECK(!is_blocked(SIGNAL));
	CHECK(is_blocked(KNELL_SIGWINCH) && is_blocked(40));
}

static void run_no_mask(void)
{
	set_handler(SIGNAL, leave, 0);
	if (!knell_jump_save(&point, 0)) {
		send(SIGNAL);
		CHECK(false);
	}
	CHECK(is_blocked(SIGNAL));
}

/* A fault, time and again. */
static void run_fault(void)
{
	volatile char *nothing = test_map_nothing();
	volatile int faults = 0;

	set_handler(KNELL_SIGSEGV, leave, 0);
	set_handler(KNELL_SIGBUS, leave, 0);
	knell_jump_save(&point, KNELL_JUMP_MASK);
	if (faults < 100) {
		faults++;
		*nothing = 1;
		CHECK(false);
	}
	CHECK_EQUAL(faults, 100);
}

static void note_second(int signal)
{
	char local;

	CHECK_EQUAL(signal, OTHER);
	second_local = &local;
	seconds++;
}

/* A pending signal is delivered when the handler's stack has been left. */
static void run_mask_after_stack(void)
{
	make_alternate(0);
	set_handler(SIGNAL, leave, KNELL_ACTION_ONSTACK);
	set_handler(OTHER, note_second, 0);
	if (!knell_jump_save(&point, KNELL_JUMP_MASK)) {
		struct knell_set set = { { 0 } };

		knell_set_add(&set, OTHER);
		CHECK_EQUAL(knell_mask_block(&set, NULL), 0);
		send(OTHER);
		send(SIGNAL);
		CHECK(false);
	}
	CHECK(on_alternate(handler_local));
	CHECK_EQUAL(seconds, 1);
	CHECK(!on_alternate(second_local));
}

static void run_autodisarm(void)
{
	struct knell_stack now;

	make_alternate(0);
	alternate.flags = KNELL_STACK_AUTODISARM;
	if (knell_stack_install(&alternate, NULL) == -EINVAL)
		TEST_SKIP("SS_AUTODISARM is unknown");
	set_handler(SIGNAL, leave, KNELL_ACTION_ONSTACK | KNELL_ACTION_SIGINFO);
	set_handler(OTHER, note_second,
		KNELL_ACTION_ONSTACK | KNELL_ACTION_SIGINFO);
	if (!knell_jump_save(&point, KNELL_JUMP_MASK | KNELL_JUMP_STACK)) {
		struct knell_set set = { { 0 } };

		knell_set_add(&set, OTHER);
		CHECK_EQUAL(knell_mask_block(&set, NULL), 0);
		send(OTHER);
		send(SIGNAL);
	}
	CHECK(on_alternate(handler_local));
	/* The one that waited found it armed again. */
	CHECK_EQUAL(seconds, 1);
	CHECK(on_alternate(second_local));
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK(now.base == alternate.base);
	CHECK_EQUAL(now.flags, KNELL_STACK_AUTODISARM);

	if (!knell_jump_save(&point, KNELL_JUMP_MASK))
		send(SIGNAL);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK_EQUAL(now.flags, KNELL_STACK_DISABLE);
}

/* From one place on the alternate stack to another: it stays as it was. */
static void jump_there(int signal)
{
	struct knell_stack now;

	(void)signal;
	if (!knell_jump_save(&point, KNELL_JUMP_MASK | KNELL_JUMP_STACK))
		knell_jump_to(&point, 1);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK(now.base == alternate.base);
	CHECK_EQUAL(now.flags, KNELL_STACK_ONSTACK);
	seconds++;
}

static void run_on_stack(void)
{
	make_alternate(0);
	set_handler(SIGNAL, jump_there, KNELL_ACTION_ONSTACK);
	send(SIGNAL);
	CHECK_EQUAL(seconds, 1);
}

/* The stack is what it was when the place was saved. */
static void run_stack(void)
{
	struct knell_stack none = { .flags = KNELL_STACK_DISABLE }, now;

	make_alternate(0);
	if (!knell_jump_save(&point, KNELL_JUMP_STACK)) {
		CHECK_EQUAL(knell_stack_restore(&none), 0);
		knell_jump_to(&point, 1);
	}
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK(now.base == alternate.base);
	CHECK_EQUAL(now.flags, 0);
}

/* The stack used up: the handler has another, and gives this one back. */
static int eat_stack(volatile char *above, int depth)
{
	volatile char room[4096];

	room[0] = *above;
	room[4095] = (char)depth;
	/* The end is never reached: 16 GiB. */
	return depth > 1 << 22 ? 0 : eat_stack(room, depth + 1) + room[4095];
}

static void run_overflow(void)
{
	volatile int times = 0;
	char first = 0;

	make_alternate(0);
	set_handler(KNELL_SIGSEGV, leave, KNELL_ACTION_ONSTACK);
	knell_jump_save(&point, KNELL_JUMP_MASK);
	if (times < 2) {
		times++;
		eat_stack(&first, 0);
	}
	CHECK_EQUAL(times, 2);
}

/* How a handler starts is not how the place was: x86, ppc64le. */
static void run_rounding(void)
{
	set_handler(SIGNAL, leave, 0);
	test_round_up();
	if (!knell_jump_save(&point, KNELL_JUMP_MASK | KNELL_JUMP_FLOAT))
		send(SIGNAL);
	CHECK(test_rounds_up());
}

const struct test_case test_cases[] = {
	{ "mask", run_mask },
	{ "no-mask", run_no_mask },
	{ "fault", run_fault },
	{ "mask-after-stack", run_mask_after_stack },
	{ "autodisarm", run_autodisarm },
	{ "on-stack", run_on_stack },
	{ "stack", run_stack },
	{ "overflow", run_overflow },
	{ "rounding", run_rounding },
	{ 0 },
};
