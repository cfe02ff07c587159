/* SPDX-License-Identifier: MIT */
/*
 * Beside a libc: what knell sets, libc's sigaction reads, saves and restores,
 * and the other way round; masks and stacks are the same to both. The same
 * program is built for musl by action-musl.py.
 */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "knell/action.h"
#include "knell/mask.h"
#include "knell/send.h"
#include "knell/stack.h"
#include "test/lib/test.h"

enum { SIGNAL = SIGUSR1 };

static volatile int plain_calls, info_calls, libc_calls;
static struct knell_action saved;

static void plain(int signal)
{
	CHECK_EQUAL(signal, SIGNAL);
	plain_calls++;
}

static void with_info(int signal, struct knell_info *info, void *context)
{
	CHECK_EQUAL(signal, SIGNAL);
	CHECK_EQUAL(info->signal, SIGNAL);
	CHECK_EQUAL(info->sender.pid, getpid());
	CHECK(context != NULL);
	info_calls++;
}

static void of_libc(int signal, siginfo_t *info, void *context)
{
	CHECK_EQUAL(signal, SIGNAL);
	CHECK_EQUAL(info->si_pid, getpid());
	CHECK_EQUAL(info->si_value.sival_int, 77);
	CHECK(context != NULL);
	libc_calls++;
}

/* The action as the kernel has it, to its last byte. */
struct raw {
	unsigned long words[8];
};

static struct raw read_raw(void)
{
	struct raw raw;

	memset(&raw, 0, sizeof(raw));
	CHECK_EQUAL(
		syscall(SYS_rt_sigaction, SIGNAL, NULL, &raw, _NSIG / 8), 0);
	return raw;
}

static void check_read(const struct knell_action *set)
{
	struct sigaction read;

	memset(&read, 0xff, sizeof(read));
	CHECK_EQUAL(sigaction(SIGNAL, NULL, &read), 0);
	CHECK(read.sa_handler == set->handler);
	CHECK_EQUAL(
		(unsigned)read.sa_flags & ~KNELL_ACTION_RESTORER, set->flags);
	for (int signal = 1; signal <= 64; signal++)
		if (signal < 32 || signal > 34)
			CHECK_EQUAL(sigismember(&read.sa_mask, signal),
				knell_set_has(&set->mask, signal));
}

/* libc saves it, sets its own, and puts it back. */
static void check_kept_by_libc(const struct knell_action *set)
{
	struct sigaction own = { .sa_flags = SA_SIGINFO }, old;
	struct knell_action got;

	own.sa_sigaction = of_libc;
	sigemptyset(&own.sa_mask);
	CHECK_EQUAL(knell_action_set(SIGNAL, set, NULL), 0);
	check_read(set);
	CHECK_EQUAL(sigaction(SIGNAL, &own, &old), 0);
	CHECK_EQUAL(sigaction(SIGNAL, &old, NULL), 0);
	check_read(set);
	CHECK_EQUAL(knell_action_get(SIGNAL, &got), 0);
	CHECK(got.handler == set->handler);
	CHECK_EQUAL(got.flags & ~KNELL_ACTION_RESTORER, set->flags);
	CHECK_EQUAL(knell_set_equal(&got.mask, &set->mask), 1);
	/* libc's raise, and a return by libc's restorer. */
	CHECK_EQUAL(raise(SIGNAL), 0);
}

static void check_knells(void)
{
	struct knell_action action = { .handler = plain,
		.flags = KNELL_ACTION_RESTART };

	knell_set_add(&action.mask, SIGUSR2);
	knell_set_add(&action.mask, SIGRTMAX);
	check_kept_by_libc(&action);
	CHECK_EQUAL(plain_calls, 1);
	action.info_handler = with_info;
	action.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_NODEFER |
		       KNELL_ACTION_ONSTACK;
	check_kept_by_libc(&action);
	CHECK_EQUAL(info_calls, 1);
	action = (struct knell_action){ .handler = KNELL_ACTION_IGNORE };
	check_kept_by_libc(&action);
}

static void queue(void)
{
	const union knell_value value = { .integer = 77 };

	CHECK_EQUAL(knell_send_queue(getpid(), SIGNAL, value), 0);
}

/* Calls what it found by its contract. */
static void chain(int signal, struct knell_info *info, void *context)
{
	info_calls++;
	CHECK(saved.flags & KNELL_ACTION_SIGINFO);
	saved.info_handler(signal, info, context);
}

static void check_libcs(void)
{
	struct sigaction own = { .sa_flags = SA_SIGINFO | SA_RESTART }, got;
	struct knell_action action = { .info_handler = chain,
		.flags = KNELL_ACTION_SIGINFO };
	struct raw before, after;

	own.sa_sigaction = of_libc;
	sigfillset(&own.sa_mask);
	CHECK_EQUAL(sigaction(SIGNAL, &own, NULL), 0);
	before = read_raw();
	info_calls = 0;
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, &saved), 0);
	CHECK((void *)saved.info_handler == (void *)of_libc);
	queue();
	CHECK_EQUAL(info_calls, 1);
	CHECK_EQUAL(libc_calls, 1);
	CHECK_EQUAL(knell_action_restore(SIGNAL, &saved), 0);
	after = read_raw();
	CHECK_EQUAL(memcmp(&before, &after, sizeof(before)), 0);
	CHECK_EQUAL(sigaction(SIGNAL, NULL, &got), 0);
	CHECK(got.sa_sigaction == of_libc);
	queue();
	CHECK_EQUAL(info_calls, 1);
	CHECK_EQUAL(libc_calls, 2);
}

/* signal() takes SA_SIGINFO away: the flags tell which handler it is. */
static void check_signal(void)
{
	struct knell_action action = { .info_handler = with_info,
		.flags = KNELL_ACTION_SIGINFO };

	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK(signal(SIGNAL, plain) ==
		(void (*)(int))(uintptr_t)(void *)with_info);
	CHECK_EQUAL(knell_action_get(SIGNAL, &saved), 0);
	CHECK(saved.handler == plain);
	CHECK(!(saved.flags & KNELL_ACTION_SIGINFO));
}

static void check_mask(void)
{
	struct knell_set set = { { 0 } }, got;
	sigset_t libc, old;

	knell_set_add(&set, SIGUSR2);
	knell_set_add(&set, SIGRTMAX);
	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
	sigemptyset(&libc);
	sigaddset(&libc, SIGHUP);
	CHECK_EQUAL(pthread_sigmask(SIG_BLOCK, &libc, &old), 0);
	CHECK(sigismember(&old, SIGUSR2) && sigismember(&old, SIGRTMAX));
	CHECK(!sigismember(&old, SIGHUP) && !sigismember(&old, SIGTERM));
	knell_set_add(&set, SIGHUP);
	CHECK_EQUAL(knell_mask_get(&got), 0);
	CHECK_EQUAL(knell_set_equal(&got, &set), 1);
	CHECK_EQUAL(raise(SIGHUP), 0);
	CHECK_EQUAL(sigpending(&libc), 0);
	CHECK_EQUAL(knell_mask_pending(&got), 0);
	for (int signal = 1; signal < 32; signal++) {
		CHECK_EQUAL(sigismember(&libc, signal), signal == SIGHUP);
		CHECK_EQUAL(knell_set_has(&got, signal), signal == SIGHUP);
	}
}

static void check_stack(void)
{
	struct knell_stack stack, got;
	stack_t libc, none = { .ss_flags = SS_DISABLE };

	CHECK_EQUAL(knell_stack_map(20000, &stack), 0);
	CHECK_EQUAL(knell_stack_install(&stack, NULL), 0);
	CHECK_EQUAL(sigaltstack(NULL, &libc), 0);
	CHECK(libc.ss_sp == stack.base);
	CHECK_EQUAL(libc.ss_size, stack.size_bytes);
	CHECK_EQUAL(sigaltstack(&none, NULL), 0);
	CHECK_EQUAL(knell_stack_get(&got), 0);
	CHECK_EQUAL(got.flags, KNELL_STACK_DISABLE);
	CHECK_EQUAL(sigaltstack(&libc, NULL), 0);
	CHECK_EQUAL(knell_stack_get(&got), 0);
	CHECK(got.base == stack.base);
}

int main(void)
{
	check_knells();
	check_libcs();
	check_signal();
	check_mask();
	check_stack();
	return 0;
}
