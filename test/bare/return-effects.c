/* SPDX-License-Identifier: MIT */
/* A return in user space has the effects of the kernel's, or is not made. */
#include "abi/errno.h"
#include "abi/signal.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

enum { SIGNAL = KNELL_SIGUSR1, OTHER = KNELL_SIGUSR2 };

static volatile int handled;
static struct knell_stack alternate;
static char *volatile handler_local;

static void send(int signal)
{
	int pid = (int)sys_getpid();

	CHECK_EQUAL(knell_send_thread(pid, (int)sys_gettid(), signal), 0);
}

static void allow(int signal, unsigned long flags,
	void (*handler)(int, struct knell_info *, void *))
{
	struct knell_action action = { .info_handler = handler,
		.flags = flags | KNELL_ACTION_SIGINFO | KNELL_ACTION_NODEFER };

	CHECK_EQUAL(knell_return_allow(&action), 0);
	CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
}

static void note(int signal, struct knell_info *info, void *context)
{
	char local;

	(void)signal;
	(void)info;
	(void)context;
	handler_local = &local;
	handled++;
}

static bool is_blocked(int signal)
{
	struct knell_set mask;

	CHECK_EQUAL(knell_mask_get(&mask), 0);
	return knell_set_has(&mask, signal);
}

static void run_refusals(void)
{
	struct knell_action action = { .info_handler = note,
		.flags = KNELL_ACTION_SIGINFO };

	CHECK_EQUAL(knell_return_allow(&action), -EINVAL);
	action.flags |= KNELL_ACTION_NODEFER;
	knell_set_add(&action.mask, OTHER);
	CHECK_EQUAL(knell_return_allow(&action), -EINVAL);
	action.mask.bits[0] = 0;
	action.mask.bits[1] = 1;
	CHECK_EQUAL(knell_return_allow(&action), -EINVAL);
	action.mask.bits[1] = 0;
	action.flags |= KNELL_ACTION_RESTORER;
	CHECK_EQUAL(knell_return_allow(&action), -EINVAL);
	CHECK(!action.restorer);
}

static void run_sent(void)
{
	allow(SIGNAL, 0, note);
	for (int i = 1; i <= 1000; i++) {
		send(SIGNAL);
		CHECK_EQUAL(handled, i);
	}
}

/* With one argument it is the same frame. */
static void note_plain(int signal)
{
	CHECK_EQUAL(signal, SIGNAL);
	handled++;
}

static void run_plain(void)
{
	struct knell_action action = { .handler = note_plain,
		.flags = KNELL_ACTION_NODEFER };

	CHECK_EQUAL(knell_return_allow(&action), 0);
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	send(SIGNAL);
	CHECK_EQUAL(handled, 1);
}

static void change_mask(int signal, struct knell_info *info, void *context)
{
	struct knell_set set = { { 0 } };

	note(signal, info, context);
	knell_set_add(&set, OTHER);
	CHECK_EQUAL(knell_mask_block(&set, NULL), 0);
	knell_return_refuse(context);
}

static void run_mask(void)
{
	allow(SIGNAL, 0, change_mask);
	send(SIGNAL);
	CHECK_EQUAL(handled, 1);
	CHECK(!is_blocked(OTHER) && !is_blocked(SIGNAL));
}

static void change_context(int signal, struct knell_info *info, void *context)
{
	struct knell_set set;

	note(signal, info, context);
	knell_context_mask(context, &set);
	knell_set_add(&set, OTHER);
	knell_context_set_mask(context, &set);
}

static void run_context_mask(void)
{
	allow(SIGNAL, 0, change_context);
	send(SIGNAL);
	CHECK_EQUAL(handled, 1);
	CHECK(is_blocked(OTHER));
}

static void change_stack(int signal, struct knell_info *info, void *context)
{
	note(signal, info, context);
	knell_context_set_stack(context, &alternate);
}

static void run_context_stack(void)
{
	struct knell_stack now;

	CHECK_EQUAL(knell_stack_map(20000, &alternate), 0);
	allow(SIGNAL, 0, change_stack);
	send(SIGNAL);
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK(now.base == alternate.base);
}

static void run_alternate(void)
{
	CHECK_EQUAL(knell_stack_map(20000, &alternate), 0);
	CHECK_EQUAL(knell_stack_install(&alternate, NULL), 0);
	allow(SIGNAL, KNELL_ACTION_ONSTACK, note);
	for (int i = 1; i <= 10; i++) {
		send(SIGNAL);
		CHECK_EQUAL(handled, i);
		CHECK(handler_local > (char *)alternate.base &&
			handler_local <
				(char *)alternate.base + alternate.size_bytes);
	}
}

/* The handler on the stack that it interrupts disarms another one. */
static void run_autodisarm(void)
{
	struct knell_stack now;

	CHECK_EQUAL(knell_stack_map(20000, &alternate), 0);
	alternate.flags = KNELL_STACK_AUTODISARM;
	if (knell_stack_install(&alternate, NULL) == -EINVAL)
		TEST_SKIP("SS_AUTODISARM is unknown");
	allow(SIGNAL, 0, note);
	send(SIGNAL);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK_EQUAL(now.flags, KNELL_STACK_AUTODISARM);
	allow(SIGNAL, KNELL_ACTION_ONSTACK, note);
	send(SIGNAL);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK_EQUAL(now.flags, KNELL_STACK_AUTODISARM);
	CHECK_EQUAL(handled, 2);
}

/* The mask of the wait is not the one to go on with. */
static void run_suspend(void)
{
	struct knell_set set = { { 0 } };

	allow(SIGNAL, 0, note);
	knell_set_add(&set, SIGNAL);
	CHECK_EQUAL(knell_mask_block(&set, NULL), 0);
	send(SIGNAL);
	CHECK_EQUAL(handled, 0);
	knell_set_empty(&set);
	knell_set_add(&set, OTHER);
	CHECK_EQUAL(knell_wait_suspend(&set), -EINTR);
	CHECK_EQUAL(handled, 1);
	CHECK(is_blocked(SIGNAL) && !is_blocked(OTHER));
}

static void send_twice(int signal, struct knell_info *info, void *context)
{
	note(signal, info, context);
	if (handled < 100)
		send(handled % 2 ? SIGNAL : OTHER);
}

static void run_nested(void)
{
	allow(SIGNAL, 0, send_twice);
	allow(OTHER, 0, send_twice);
	send(SIGNAL);
	CHECK_EQUAL(handled, 100);
}

const struct test_case test_cases[] = {
	{ "refusals", run_refusals },
	{ "sent", run_sent },
	{ "plain", run_plain },
	{ "mask", run_mask },
	{ "context-mask", run_context_mask },
	{ "context-stack", run_context_stack },
	{ "alternate", run_alternate },
	{ "autodisarm", run_autodisarm },
	{ "suspend", run_suspend },
	{ "nested", run_nested },
	{ 0 },
};
