/* SPDX-License-Identifier: MIT */
/* Sections that are left by a jump, and by children. */
#include "abi/errno.h"
#include "knell.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

enum { RT = KNELL_SIGRTMIN + 2, MOST = 64 };

static struct knell_defer section;
static struct knell_set signals;
static struct knell_jump point;
static int seen[MOST];
static volatile int count;

static void note(int signal, struct knell_info *info, void *context)
{
	if (knell_defer_keep(&section, note, info, context))
		return;
	CHECK(signal == RT && count < MOST);
	seen[count] = info->sender.value.integer;
	count++;
}

static void leave(int signal, struct knell_info *info, void *context)
{
	(void)info;
	(void)context;
	knell_jump_to(&point, signal);
}

static void queue(int first, int last)
{
	for (int number = first; number <= last; number++)
		CHECK_EQUAL(knell_send_queue((int)sys_getpid(), RT,
				    (union knell_value){ .integer = number }),
			0);
}

static void prepare(void)
{
	struct knell_action action = { .info_handler = note,
		.flags = KNELL_ACTION_SIGINFO };

	knell_set_add(&signals, RT);
	knell_defer_init(&section, &signals);
	action.mask = signals;
	CHECK_EQUAL(knell_action_set(RT, &action, NULL), 0);
	action.info_handler = leave;
	CHECK_EQUAL(knell_action_set(KNELL_SIGSEGV, &action, NULL), 0);
}

static void expect(int last)
{
	CHECK_EQUAL(count, last);
	for (int i = 0; i < last; i++)
		CHECK_EQUAL(seen[i], i + 1);
}

static void end_those_since(unsigned depth)
{
	while (section.depth > depth)
		knell_defer_end(&section);
}

/* Out of two sections in a third, with more signals than there is room for. */
static void run_jump(void)
{
	prepare();
	knell_defer_begin(&section);
	if (!knell_jump_save(&point, KNELL_JUMP_MASK)) {
		knell_defer_begin(&section);
		knell_defer_begin(&section);
		queue(1, 20);
		knell_jump_to(&point, 1);
	}
	end_those_since(1);
	queue(21, 21);
	CHECK_EQUAL(count, 0);
	knell_defer_end(&section);
	expect(21);
	queue(22, 22);
	expect(22);
}

/* A fault is handled at once, in the section. */
static void run_fault(void)
{
	volatile char *nothing = test_map_nothing();

	prepare();
	if (!knell_jump_save(&point, KNELL_JUMP_MASK)) {
		knell_defer_begin(&section);
		queue(1, 1);
		*nothing = 1;
		test_fail(__FILE__, __LINE__, "no fault");
	}
	CHECK_EQUAL(count, 0);
	end_those_since(0);
	expect(1);
}

static void begin_anew(void *unused)
{
	(void)unused;
	knell_defer_init(&section, &signals);
	CHECK_EQUAL(knell_mask_unblock(&signals, NULL), 0);
	CHECK_EQUAL(count, 0);
	queue(1, 1);
	expect(1);
	knell_defer_begin(&section);
	queue(2, 2);
	expect(1);
	knell_defer_end(&section);
	expect(2);
}

/* A child has none of its parent's signals, and its own come. */
static void run_fork(void)
{
	prepare();
	knell_defer_begin(&section);
	queue(1, 20);
	CHECK_EXITS(begin_anew, NULL, 0);
	CHECK_EQUAL(count, 0);
	knell_defer_end(&section);
	expect(20);
}

const struct test_case test_cases[] = {
	{ "jump", run_jump },
	{ "fault", run_fault },
	{ "fork", run_fork },
	{ NULL, NULL },
};
