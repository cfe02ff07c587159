/* SPDX-License-Identifier: MIT */
/* Masks: what each call blocks and unblocks, what is pending, bad pointers. */
#include "abi/errno.h"
#include "abi/signal.h"
#include "base/memory.h"
#include "knell/action.h"
#include "knell/mask.h"
#include "knell/send.h"
#include "sys/process.h"
#include "test/bare/bare.h"

enum { RT = KNELL_SIGRTMIN + 7 };

static volatile int handled;
static volatile int order[8];

static void note(int signal)
{
	order[handled++ % 8] = signal;
}

static struct knell_set set_of(int a, int b)
{
	struct knell_set set;

	knell_set_empty(&set);
	knell_set_add(&set, a);
	knell_set_add(&set, b);
	return set;
}

static void check_set(const struct knell_set *got, struct knell_set expected)
{
	CHECK_EQUAL(knell_set_equal(got, &expected), 1);
	/* Nothing is left of what was there. */
	CHECK_EQUAL(got->bits[1], expected.bits[1]);
}

static void check_mask(struct knell_set expected)
{
	struct knell_set now = { { UINT64_MAX, UINT64_MAX } };

	CHECK_EQUAL(knell_mask_get(&now), 0);
	check_set(&now, expected);
}

static void check_changes(void)
{
	struct knell_set old = { { 1, 1 } }, set = set_of(KNELL_SIGUSR1, RT);
	struct knell_set four = set;

	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
	check_mask(set);
	set = set_of(KNELL_SIGUSR2, KNELL_SIGTERM);
	CHECK_EQUAL(knell_mask_block(&set, &old), 0);
	check_set(&old, set_of(KNELL_SIGUSR1, RT));
	knell_set_unite(&four, &set);
	check_mask(four);
	set = set_of(KNELL_SIGUSR2, RT);
	CHECK_EQUAL(knell_mask_unblock(&set, &old), 0);
	check_set(&old, four);
	check_mask(set_of(KNELL_SIGUSR1, KNELL_SIGTERM));
	/* Nothing but a look. */
	CHECK_EQUAL(knell_mask_block(NULL, &old), 0);
	check_set(&old, set_of(KNELL_SIGUSR1, KNELL_SIGTERM));
	CHECK_EQUAL(knell_mask_unblock(NULL, &old), 0);
	CHECK_EQUAL(knell_mask_set(NULL, &old), 0);
	check_set(&old, set_of(KNELL_SIGUSR1, KNELL_SIGTERM));
	check_mask(old);
}

static void check_every(void)
{
	struct knell_set set, none = { { 0 } };

	for (int signal = 1; signal <= K_NSIG; signal++) {
		if (signal == KNELL_SIGKILL || signal == KNELL_SIGSTOP)
			continue;
		set = set_of(signal, signal);
		CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
		check_mask(set);
	}
	CHECK_EQUAL(knell_mask_set(&none, NULL), 0);
	check_mask(none);
}

/* SIGKILL and SIGSTOP are passed over. */
static void check_stripped(void)
{
	struct knell_set all, expected;

	knell_set_fill_all(&all);
	expected = all;
	knell_set_remove(&expected, KNELL_SIGKILL);
	knell_set_remove(&expected, KNELL_SIGSTOP);
	CHECK_EQUAL(knell_mask_set(&all, NULL), 0);
	check_mask(expected);
	knell_set_empty(&expected);
	CHECK_EQUAL(knell_mask_set(&expected, NULL), 0);
	CHECK_EQUAL(knell_mask_block(&all, NULL), 0);
	CHECK_EQUAL(knell_mask_unblock(&all, NULL), 0);
	check_mask(expected);
}

static void handle(int signal)
{
	struct knell_action action = { .handler = note };

	knell_set_fill_all(&action.mask);
	CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
}

static void check_pending(void)
{
	struct knell_set set = set_of(KNELL_SIGUSR1, RT), pending;
	int me = (int)sys_getpid();

	handle(KNELL_SIGUSR1);
	handle(RT);
	CHECK_EQUAL(knell_mask_block(&set, NULL), 0);
	CHECK_EQUAL(knell_mask_pending(&pending), 0);
	check_set(&pending, (struct knell_set){ { 0 } });
	/* One for the process, one for the thread. */
	CHECK_EQUAL(knell_send_process(me, KNELL_SIGUSR1), 0);
	CHECK_EQUAL(knell_send_thread(me, me, RT), 0);
	pending.bits[1] = 1;
	CHECK_EQUAL(knell_mask_pending(&pending), 0);
	check_set(&pending, set);
	CHECK_EQUAL(handled, 0);
	/* They are delivered before the call returns. */
	CHECK_EQUAL(knell_mask_unblock(&set, NULL), 0);
	CHECK_EQUAL(handled, 2);
	CHECK_EQUAL(knell_mask_pending(&pending), 0);
	check_set(&pending, (struct knell_set){ { 0 } });
}

/* What is ignored pends as well while it is blocked. */
static void check_ignored(void)
{
	struct knell_set set = set_of(KNELL_SIGUSR1, KNELL_SIGCHLD), pending;

	CHECK_EQUAL(knell_action_ignore(KNELL_SIGUSR1, NULL), 0);
	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
	CHECK_EQUAL(knell_send_self(KNELL_SIGUSR1), 0);
	CHECK_EQUAL(knell_send_self(KNELL_SIGCHLD), 0);
	CHECK_EQUAL(knell_mask_pending(&pending), 0);
	check_set(&pending, set);
}

/* Synchronous ones first, then by number, where each masks the others. */
static void check_order(void)
{
	static const int sent[] = { RT, KNELL_SIGTERM, KNELL_SIGSEGV,
		KNELL_SIGHUP };
	static const int expected[] = { KNELL_SIGSEGV, KNELL_SIGHUP,
		KNELL_SIGTERM, RT };
	struct knell_set all;

	knell_set_fill_all(&all);
	CHECK_EQUAL(knell_mask_set(&all, NULL), 0);
	for (size_t i = 0; i < KNELL_COUNT(sent); i++) {
		handle(sent[i]);
		CHECK_EQUAL(knell_send_self(sent[i]), 0);
	}
	CHECK_EQUAL(knell_mask_unblock(&all, NULL), 0);
	CHECK_EQUAL(handled, KNELL_COUNT(sent));
	for (size_t i = 0; i < KNELL_COUNT(sent); i++)
		CHECK_EQUAL(order[i], expected[i]);
}

static void see_own_mask(void *unused)
{
	struct knell_set set = set_of(KNELL_SIGUSR2, KNELL_SIGUSR2);

	(void)unused;
	check_mask(set_of(KNELL_SIGUSR1, KNELL_SIGUSR1));
	CHECK_EQUAL(knell_mask_block(&set, NULL), 0);
	check_mask(set_of(KNELL_SIGUSR1, KNELL_SIGUSR2));
}

static void check_inherited(void)
{
	struct knell_set set = set_of(KNELL_SIGUSR1, KNELL_SIGUSR1);
	struct test_thread thread;

	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
	test_thread_start(&thread, see_own_mask, NULL);
	test_thread_join(&thread);
	CHECK_EXITS(see_own_mask, NULL, 0);
	check_mask(set);
}

static void check_pointers(void)
{
	struct knell_set set = set_of(KNELL_SIGUSR2, KNELL_SIGUSR2);
	struct knell_set *bad = test_map_nothing();

	CHECK_EQUAL(knell_mask_block(bad, NULL), -EFAULT);
	CHECK_EQUAL(knell_mask_unblock(bad, NULL), -EFAULT);
	CHECK_EQUAL(knell_mask_set(bad, NULL), -EFAULT);
	CHECK_EQUAL(knell_mask_get(bad), -EFAULT);
	CHECK_EQUAL(knell_mask_get(NULL), -EFAULT);
	CHECK_EQUAL(knell_mask_pending(bad), -EFAULT);
	CHECK_EQUAL(knell_mask_pending(NULL), -EFAULT);
	check_mask((struct knell_set){ { 0 } });
	/* Told in the header: done all the same. */
	CHECK_EQUAL(knell_mask_block(&set, bad), -EFAULT);
	check_mask(set);
}

const struct test_case test_cases[] = {
	{ "changes", check_changes },
	{ "every", check_every },
	{ "stripped", check_stripped },
	{ "pending", check_pending },
	{ "ignored", check_ignored },
	{ "order", check_order },
	{ "inherited", check_inherited },
	{ "pointers", check_pointers },
	{ NULL, NULL },
};
