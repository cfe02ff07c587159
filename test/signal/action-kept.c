/* SPDX-License-Identifier: MIT */
/*
 * Every flag is set as given and read back as set; what a libc had set is
 * read whole and put back whole; wrong calls change nothing.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "abi/signal.h"
#include "knell/action.h"
#include "sys/signal.h"
#include "test/lib/test.h"

static const unsigned long flags[] = {
	0,
	KNELL_ACTION_NOCLDSTOP,
	KNELL_ACTION_NOCLDWAIT,
	KNELL_ACTION_SIGINFO,
	KNELL_ACTION_EXPOSE_TAGBITS,
	KNELL_ACTION_ONSTACK,
	KNELL_ACTION_RESTART,
	KNELL_ACTION_NODEFER,
	KNELL_ACTION_RESETHAND,
	KNELL_ACTION_RESTART | KNELL_ACTION_RESETHAND | KNELL_ACTION_SIGINFO,
};

static void handle(int signal)
{
	(void)signal;
}

static void check_flags(void)
{
	for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		struct knell_action action = { .handler = handle,
			.flags = flags[i] };
		struct knell_action got;
		struct sigaction libc;

		knell_set_add(&action.mask, SIGRTMAX);
		CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
		CHECK_EQUAL(knell_action_get(SIGUSR1, &got), 0);
		CHECK_EQUAL(got.flags & ~KNELL_ACTION_RESTORER, flags[i]);
		CHECK(got.handler == handle);
		CHECK_EQUAL(
			memcmp(&got.mask, &action.mask, sizeof(got.mask)), 0);
		/* The restorer is told as it is: some programs use it. */
		CHECK_EQUAL(
			!!(got.flags & KNELL_ACTION_RESTORER), !K_VDSO_RETURNS);
		CHECK_EQUAL(got.restorer != NULL, !K_VDSO_RETURNS);

		CHECK_EQUAL(sigaction(SIGUSR1, NULL, &libc), 0);
		CHECK(libc.sa_handler == handle);
		CHECK_EQUAL((unsigned)libc.sa_flags & ~KNELL_ACTION_RESTORER,
			flags[i]);
		CHECK(sigismember(&libc.sa_mask, SIGRTMAX));
	}
}

static void handle_otherwise(int signal)
{
	(void)signal;
}

static struct k_sigaction raw_action(int signal)
{
	struct k_sigaction action;

	CHECK_EQUAL(sys_rt_sigaction(signal, NULL, &action), 0);
	return action;
}

static void check_restored(int signal)
{
	struct knell_action action = { .handler = handle_otherwise }, old;
	struct k_sigaction before = raw_action(signal), after;

	CHECK_EQUAL(knell_action_set(signal, &action, &old), 0);
	after = raw_action(signal);
	CHECK(memcmp(&before, &after, sizeof(before)));
	CHECK_EQUAL(knell_action_restore(signal, &old), 0);
	after = raw_action(signal);
	CHECK_EQUAL(memcmp(&before, &after, sizeof(before)), 0);
}

static void check_libc_action(void)
{
	struct sigaction libc = { .sa_flags = SA_RESTART };
	struct k_sigaction bare = { .handler = (uintptr_t)handle };

	libc.sa_handler = handle;
	sigfillset(&libc.sa_mask);
	CHECK_EQUAL(sigaction(SIGUSR2, &libc, NULL), 0);
	check_restored(SIGUSR2);
	/* One without a restorer stays without. */
	CHECK_EQUAL(sys_rt_sigaction(SIGUSR2, &bare, NULL), 0);
	check_restored(SIGUSR2);
	CHECK_EQUAL(signal(SIGUSR2, SIG_DFL) == SIG_ERR, 0);
	check_restored(SIGUSR2);
}

static void check_own_restorer(void)
{
	struct knell_action action = {
		.handler = handle,
		.flags = KNELL_ACTION_RESTORER,
		.restorer = (void (*)(void))handle,
	};
	struct knell_action got;

	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_action_get(SIGUSR1, &got), 0);
	CHECK(got.restorer == (void (*)(void))handle);
}

static void check_errors(void)
{
	static const int wrong[] = { INT_MIN, -1, 0, 65, INT_MAX };
	struct knell_action action = { .handler = handle }, old, untouched;

	memset(&old, 0x5a, sizeof(old));
	untouched = old;
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		CHECK_EQUAL(knell_action_set(wrong[i], &action, &old), -EINVAL);
		CHECK_EQUAL(knell_action_get(wrong[i], &old), -EINVAL);
		CHECK_EQUAL(knell_action_restore(wrong[i], &action), -EINVAL);
		CHECK_EQUAL(knell_action_ignore(wrong[i], &old), -EINVAL);
		CHECK_EQUAL(knell_action_default(wrong[i], &old), -EINVAL);
	}
	CHECK_EQUAL(knell_action_set(SIGKILL, &action, &old), -EINVAL);
	CHECK_EQUAL(knell_action_set(SIGSTOP, &action, &old), -EINVAL);
	CHECK_EQUAL(knell_action_ignore(SIGKILL, &old), -EINVAL);
	CHECK_EQUAL(knell_action_default(SIGSTOP, &old), -EINVAL);
	CHECK_EQUAL(knell_action_restore(SIGKILL, &action), -EINVAL);
	CHECK_EQUAL(memcmp(&old, &untouched, sizeof(old)), 0);
	CHECK_EQUAL(knell_action_get(SIGKILL, &old), 0);
	CHECK(old.handler == KNELL_ACTION_DEFAULT);
	CHECK_EQUAL(knell_action_get(SIGSTOP, &old), 0);
}

int main(void)
{
	check_flags();
	check_libc_action();
	check_own_restorer();
	check_errors();
	return 0;
}
