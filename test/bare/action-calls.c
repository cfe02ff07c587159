/* SPDX-License-Identifier: MIT */
/*
 * Actions: handlers of each form, what is set is read back, changed whole or
 * not at all; every error; what the default and ignoring do to what is pending.
 */
#include <limits.h>

#include "abi/errno.h"
#include "abi/signal.h"
#include "base/memory.h"
#include "knell/action.h"
#include "knell/mask.h"
#include "knell/number.h"
#include "knell/send.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

enum { SIGNAL = KNELL_SIGUSR1, CODE_BYTES = 512 };

static const unsigned long flags[] = {
	0,
	KNELL_ACTION_NOCLDSTOP,
	KNELL_ACTION_NOCLDWAIT,
	KNELL_ACTION_SIGINFO,
	KNELL_ACTION_ONSTACK,
	KNELL_ACTION_RESTART,
	KNELL_ACTION_NODEFER,
	KNELL_ACTION_RESETHAND,
	KNELL_ACTION_RESTART | KNELL_ACTION_RESETHAND | KNELL_ACTION_SIGINFO,
};

static volatile int handled;
static struct knell_info last_info;
static struct knell_set last_mask;

static void count(int signal)
{
	CHECK_EQUAL(signal, SIGNAL);
	CHECK_EQUAL(knell_mask_get(&last_mask), 0);
	handled++;
}

static void note(int signal, struct knell_info *info, void *context)
{
	CHECK(context != NULL);
	last_info = *info;
	count(signal);
}

/* Each member of its own: between the words of an action there is padding. */
static void check_same(
	const struct knell_action *got, const struct knell_action *expected)
{
	CHECK(got->code == expected->code);
	CHECK_EQUAL(got->flags, expected->flags);
	CHECK(got->restorer == expected->restorer);
	CHECK_EQUAL(knell_set_equal(&got->mask, &expected->mask), 1);
	CHECK_EQUAL(got->mask.bits[1], expected->mask.bits[1]);
}

static void check_forms(void)
{
	const union knell_value value = { .integer = 0x1234567 };
	struct knell_action action = { .handler = count };

	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
	CHECK_EQUAL(handled, 1);
	action.info_handler = note;
	action.flags = KNELL_ACTION_SIGINFO;
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(knell_send_queue((int)sys_getpid(), SIGNAL, value), 0);
	CHECK_EQUAL(handled, 2);
	CHECK_EQUAL(last_info.signal, SIGNAL);
	CHECK_EQUAL(last_info.code, KNELL_SI_QUEUE);
	CHECK_EQUAL(last_info.sender.pid, sys_getpid());
	CHECK_EQUAL(last_info.sender.value.integer, 0x1234567);
}

static void check_kept(void)
{
	struct knell_action old = { .handler = KNELL_ACTION_DEFAULT };

	for (size_t i = 0; i < KNELL_COUNT(flags); i++) {
		struct knell_action action = { .handler = count,
			.flags = flags[i] };
		struct knell_action got, before;

		knell_set_add(&action.mask, KNELL_SIGRTMIN + (int)i);
		CHECK_EQUAL(knell_action_set(SIGNAL, &action, &before), 0);
		check_same(&before, &old);
		CHECK_EQUAL(knell_action_get(SIGNAL, &got), 0);
		CHECK(got.handler == count);
		CHECK_EQUAL(got.flags & ~KNELL_ACTION_RESTORER, flags[i]);
		CHECK_EQUAL(knell_set_equal(&got.mask, &action.mask), 1);
		CHECK_EQUAL(got.mask.bits[1], action.mask.bits[1]);
		/* The restorer is told as it is: some programs use it. */
		CHECK_EQUAL(!!(got.flags & KNELL_ACTION_RESTORER),
			K_RESTORER_USED && !K_VDSO_RETURNS);
		CHECK_EQUAL(got.restorer != NULL,
			K_RESTORER_USED && !K_VDSO_RETURNS);
		old = got;
	}
}

/* The mask while it runs: what was blocked, sa_mask, and the signal. */
static void check_mask(void)
{
	struct knell_action action = { .handler = count };
	struct knell_set before, expected;

	knell_set_empty(&before);
	knell_set_add(&before, KNELL_SIGUSR2);
	CHECK_EQUAL(knell_mask_set(&before, NULL), 0);
	knell_set_add(&action.mask, KNELL_SIGTERM);
	knell_set_add(&action.mask, KNELL_SIGRTMIN + 20);
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
	expected = action.mask;
	knell_set_unite(&expected, &before);
	knell_set_add(&expected, SIGNAL);
	CHECK_EQUAL(knell_set_equal(&last_mask, &expected), 1);
	CHECK_EQUAL(knell_mask_get(&last_mask), 0);
	CHECK_EQUAL(knell_set_equal(&last_mask, &before), 1);
}

static void check_mask_full(void)
{
	struct knell_action action = { .handler = count };

	knell_set_fill_all(&action.mask);
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
	knell_set_remove(&action.mask, KNELL_SIGKILL);
	knell_set_remove(&action.mask, KNELL_SIGSTOP);
	CHECK_EQUAL(knell_set_equal(&last_mask, &action.mask), 1);
}

static void check_mask_stripped(void)
{
	struct knell_action action = { .handler = count }, got;

	knell_set_fill_all(&action.mask);
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(knell_action_get(SIGNAL, &got), 0);
	knell_set_remove(&action.mask, KNELL_SIGKILL);
	knell_set_remove(&action.mask, KNELL_SIGSTOP);
	CHECK_EQUAL(knell_set_equal(&got.mask, &action.mask), 1);
}

static void check_restore(void)
{
	struct knell_action action = { .handler = count,
		.flags = KNELL_ACTION_RESTART | KNELL_ACTION_NODEFER };
	struct knell_action saved, got;
	/* As somebody else set it: without a restorer. */
	struct k_sigaction bare = { .handler = (uintptr_t)count,
		.flags = K_SA_RESTART };

	CHECK_EQUAL(sys_rt_sigaction(SIGNAL, &bare, NULL), 0);
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, &saved), 0);
	CHECK_EQUAL(saved.flags, KNELL_ACTION_RESTART);
	CHECK(!saved.restorer);
	CHECK_EQUAL(knell_action_restore(SIGNAL, &saved), 0);
	CHECK_EQUAL(knell_action_get(SIGNAL, &got), 0);
	check_same(&got, &saved);
	CHECK_EQUAL(knell_action_ignore(SIGNAL, &got), 0);
	check_same(&got, &saved);
	CHECK_EQUAL(knell_action_default(SIGNAL, &got), 0);
	CHECK(got.handler == KNELL_ACTION_IGNORE);
	CHECK_EQUAL(knell_action_get(SIGNAL, &got), 0);
	CHECK(got.handler == KNELL_ACTION_DEFAULT);
	CHECK_EQUAL(got.flags, 0);
}

static void own_restorer(void)
{
}

static void check_own_restorer(void)
{
	struct knell_action action = { .handler = count,
		.flags = KNELL_ACTION_RESTORER,
		.restorer = own_restorer };
	struct knell_action got;

	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(knell_action_get(SIGNAL, &got), 0);
	CHECK(!K_RESTORER_SLOT || got.restorer == own_restorer);
}

static void check_refused(int signal, int error)
{
	struct knell_action action = { .handler = count }, old, untouched;

	knell_memory_fill(&old, 0x5a, sizeof(old));
	untouched = old;
	CHECK_EQUAL(knell_action_set(signal, &action, &old), error);
	CHECK_EQUAL(knell_action_restore(signal, &action), error);
	CHECK_EQUAL(knell_action_ignore(signal, &old), error);
	CHECK_EQUAL(knell_action_default(signal, &old), error);
	CHECK_EQUAL(knell_memory_compare(&old, &untouched, sizeof(old)), 0);
}

static void check_signals(void)
{
	static const int wrong[] = { INT_MIN, -1, 0, K_NSIG + 1, INT_MAX };
	struct knell_action got;
	unsigned long known = 7;

	for (size_t i = 0; i < KNELL_COUNT(wrong); i++) {
		check_refused(wrong[i], -EINVAL);
		CHECK_EQUAL(knell_action_get(wrong[i], &got), -EINVAL);
		CHECK_EQUAL(
			knell_action_probe_flags(wrong[i], 1, &known), -EINVAL);
	}
	check_refused(KNELL_SIGKILL, -EINVAL);
	check_refused(KNELL_SIGSTOP, -EINVAL);
	CHECK_EQUAL(
		knell_action_probe_flags(KNELL_SIGKILL, 1, &known), -EINVAL);
	CHECK_EQUAL(known, 7);
	/* These may be asked about. */
	CHECK_EQUAL(knell_action_get(KNELL_SIGKILL, &got), 0);
	CHECK(got.handler == KNELL_ACTION_DEFAULT);
	CHECK_EQUAL(knell_action_get(KNELL_SIGSTOP, &got), 0);
	CHECK(got.handler == KNELL_ACTION_DEFAULT);
}

/* Every signal but those two can have a handler, a libc's own too. */
static void check_every(void)
{
	struct knell_action action = { .handler = count }, got;

	for (int signal = 1; signal <= K_NSIG; signal++) {
		if (signal == KNELL_SIGKILL || signal == KNELL_SIGSTOP)
			continue;
		CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
		CHECK_EQUAL(knell_action_get(signal, &got), 0);
		CHECK(got.handler == count);
	}
}

static void check_wrong(void)
{
	struct knell_action action = { .handler = count,
		.flags = KNELL_ACTION_RESTART };
	struct knell_action before, got;

	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(knell_action_get(SIGNAL, &before), 0);
	action.handler = KNELL_ACTION_IGNORE;
	for (int bit = 0; bit < 8 * (int)sizeof(long); bit++) {
		static const unsigned long told =
			KNELL_ACTION_NOCLDSTOP | KNELL_ACTION_NOCLDWAIT |
			KNELL_ACTION_SIGINFO | KNELL_ACTION_UNSUPPORTED |
			KNELL_ACTION_EXPOSE_TAGBITS | KNELL_ACTION_RESTORER |
			KNELL_ACTION_ONSTACK | KNELL_ACTION_RESTART |
			KNELL_ACTION_NODEFER | KNELL_ACTION_RESETHAND;

		action.flags = 1UL << bit;
		if (action.flags & told)
			continue;
		CHECK_EQUAL(knell_action_set(SIGNAL, &action, &got), -EINVAL);
	}
	CHECK_EQUAL(knell_action_set(SIGNAL, NULL, &got), -EFAULT);
	CHECK_EQUAL(knell_action_restore(SIGNAL, NULL), -EFAULT);
	CHECK_EQUAL(knell_action_get(SIGNAL, NULL), -EFAULT);
	CHECK_EQUAL(knell_action_probe_flags(SIGNAL, 1, NULL), -EFAULT);
	CHECK_EQUAL(knell_action_get(SIGNAL, &got), 0);
	check_same(&got, &before);
}

static void check_probe(void)
{
	const unsigned long old = KNELL_ACTION_RESTART | KNELL_ACTION_SIGINFO |
				  KNELL_ACTION_ONSTACK | KNELL_ACTION_NODEFER |
				  KNELL_ACTION_RESETHAND |
				  KNELL_ACTION_NOCLDSTOP |
				  KNELL_ACTION_NOCLDWAIT;
	struct knell_action action = { .handler = count,
		.flags = KNELL_ACTION_RESTART };
	struct knell_action before, after;
	unsigned long known = 0;

	knell_set_add(&action.mask, KNELL_SIGTERM);
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(knell_action_get(SIGNAL, &before), 0);
	CHECK_EQUAL(knell_action_probe_flags(SIGNAL, old, &known), 0);
	CHECK_EQUAL(known, old);
	CHECK_EQUAL(knell_action_probe_flags(SIGNAL, 0, &known), 0);
	CHECK_EQUAL(known, 0);
	CHECK_EQUAL(knell_action_probe_flags(SIGNAL,
			    KNELL_ACTION_UNSUPPORTED | 0x2000 | 0x100 |
				    KNELL_ACTION_RESTART,
			    &known),
		0);
	CHECK_EQUAL(known, KNELL_ACTION_RESTART);
	CHECK_EQUAL(knell_action_get(SIGNAL, &after), 0);
	check_same(&after, &before);
}

/* All kernels that are tested on know it: from Linux 5.11. */
static void check_probe_tagbits(void)
{
	unsigned long known = 0;

	CHECK_EQUAL(knell_action_probe_flags(
			    SIGNAL, KNELL_ACTION_EXPOSE_TAGBITS, &known),
		0);
	CHECK_EQUAL(known, KNELL_ACTION_EXPOSE_TAGBITS);
}

static void expect_pending(int signal, int expected)
{
	struct knell_set pending;

	CHECK_EQUAL(knell_mask_pending(&pending), 0);
	CHECK_EQUAL(knell_set_has(&pending, signal), expected);
}

/* What is pending is discarded where it is ignored, also by default. */
static void check_flushed(void)
{
	struct knell_action action = { .handler = count };
	struct knell_set set = { { 0 } };

	knell_set_add(&set, SIGNAL);
	knell_set_add(&set, KNELL_SIGCHLD);
	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(knell_action_set(KNELL_SIGCHLD, &action, NULL), 0);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
	CHECK_EQUAL(knell_send_self(KNELL_SIGCHLD), 0);
	CHECK_EQUAL(knell_action_default(SIGNAL, NULL), 0);
	expect_pending(SIGNAL, 1);
	CHECK_EQUAL(knell_action_ignore(SIGNAL, NULL), 0);
	expect_pending(SIGNAL, 0);
	expect_pending(KNELL_SIGCHLD, 1);
	CHECK_EQUAL(knell_action_default(KNELL_SIGCHLD, NULL), 0);
	expect_pending(KNELL_SIGCHLD, 0);
	CHECK_EQUAL(knell_mask_unblock(&set, NULL), 0);
	CHECK_EQUAL(handled, 0);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
}

static void die_by_default(void *unused)
{
	(void)unused;
	CHECK_EQUAL(knell_action_ignore(KNELL_SIGTERM, NULL), 0);
	CHECK_EQUAL(knell_send_self(KNELL_SIGTERM), 0);
	CHECK_EQUAL(knell_action_default(KNELL_SIGTERM, NULL), 0);
	knell_send_self(KNELL_SIGTERM);
}

static void check_default(void)
{
	CHECK_DIES(die_by_default, NULL, KNELL_SIGTERM);
}

/* Without optimization, gcc calls a function of i386's to learn where it is. */
#ifdef __clang__
#define OPTIMIZED
#else
#define OPTIMIZED __attribute__((optimize("O1")))
#endif

/*
 * Needs nothing but its arguments and calls nothing, so that it works wherever
 * its instructions are.
 */
OPTIMIZED static void store_there(
	int signal, struct knell_info *info, void *context)
{
	volatile int *at = info->sender.value.pointer;

	*at = context ? signal : 0;
}

/* Machine code in memory that was mapped for it. */
static void check_code(void)
{
	struct knell_action action = { .flags = KNELL_ACTION_SIGINFO }, got;
	volatile int stored = 0;
	const union knell_value value = { .pointer =
						  (void *)(uintptr_t)&stored };
	char *code = test_map(test_page_bytes());

	knell_memory_copy(
		code, (const void *)(uintptr_t)store_there, CODE_BYTES);
	/* The kernel makes it visible to the processor as instructions. */
	CHECK_EQUAL(sys_mprotect(code, test_page_bytes(), K_PROT_READ | 4), 0);
	action.code = code;
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(knell_action_get(SIGNAL, &got), 0);
	CHECK(got.code == code);
	CHECK_EQUAL(knell_send_queue((int)sys_getpid(), SIGNAL, value), 0);
	CHECK_EQUAL(stored, SIGNAL);
}

const struct test_case test_cases[] = {
	{ "forms", check_forms },
	{ "kept", check_kept },
	{ "mask", check_mask },
	{ "mask-full", check_mask_full },
	{ "mask-stripped", check_mask_stripped },
	{ "restore", check_restore },
	{ "own-restorer", check_own_restorer },
	{ "signals", check_signals },
	{ "every", check_every },
	{ "wrong", check_wrong },
	{ "probe", check_probe },
	{ "probe-tagbits", check_probe_tagbits },
	{ "flushed", check_flushed },
	{ "default", check_default },
	{ "code", check_code },
	{ NULL, NULL },
};
