/* SPDX-License-Identifier: MIT */
/* Sending that must fail: each error, and nothing sent. */
#include <limits.h>

#include "abi/errno.h"
#include "abi/signal.h"
#include "base/memory.h"
#include "knell/mask.h"
#include "knell/number.h"
#include "knell/send.h"
#include "knell/wait.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

enum {
	RT = KNELL_SIGRTMIN + 7,
	/* mips, which has more signals too, numbers it otherwise. */
	K_RLIMIT_NOFILE = K_NSIG > 64 ? 5 : 7,
};

static struct knell_set all;
static int me;
static const union knell_value value = { .integer = 5 };
static struct knell_info info = { .signal = RT, .code = KNELL_SI_QUEUE };

static void block_all(void)
{
	me = (int)sys_getpid();
	knell_set_fill_all(&all);
	CHECK_EQUAL(knell_mask_set(&all, NULL), 0);
}

static void expect_none(void)
{
	CHECK_EQUAL(knell_wait_one(&all, NULL, 0), -EAGAIN);
}

static void check_signals(void)
{
	static const int wrong[] = { INT_MIN, -1, K_NSIG + 1, INT_MAX };
	int pidfd;

	block_all();
	pidfd = (int)sys_pidfd_open(me, 0);
	CHECK_EQUAL(sys_setpgid(0, 0), 0);
	for (size_t i = 0; i < KNELL_COUNT(wrong); i++) {
		int s = wrong[i];
		struct knell_info other = info;

		other.signal = s;
		CHECK_EQUAL(knell_send_process(me, s), -EINVAL);
		CHECK_EQUAL(knell_send_group(0, s), -EINVAL);
		CHECK_EQUAL(knell_send_thread(me, me, s), -EINVAL);
		CHECK_EQUAL(knell_send_self(s), -EINVAL);
		CHECK_EQUAL(
			knell_send_pidfd(pidfd, s, KNELL_SCOPE_OWN), -EINVAL);
		CHECK_EQUAL(knell_send_queue(me, s, value), -EINVAL);
		CHECK_EQUAL(knell_send_queue_thread(me, me, s, value), -EINVAL);
		CHECK_EQUAL(knell_send_queue_group(0, s, value), -EINVAL);
		CHECK_EQUAL(knell_send_queue_pidfd(
				    pidfd, s, value, KNELL_SCOPE_OWN),
			-EINVAL);
		CHECK_EQUAL(knell_send_info(me, s, &other), -EINVAL);
		CHECK_EQUAL(knell_send_info_thread(me, me, s, &other), -EINVAL);
		CHECK_EQUAL(knell_send_info_group(0, s, &other), -EINVAL);
		CHECK_EQUAL(knell_send_info_pidfd(
				    pidfd, s, &other, KNELL_SCOPE_OWN),
			-EINVAL);
	}
	/* A siginfo of another signal. */
	CHECK_EQUAL(knell_send_info_pidfd(
			    pidfd, KNELL_SIGUSR1, &info, KNELL_SCOPE_OWN),
		-EINVAL);
	CHECK_EQUAL(knell_send_info_group(0, KNELL_SIGUSR1, &info), -EINVAL);
	expect_none();
}

/* Signal 0 only: to kill, -1 is every process there is. */
static void check_numbers(void)
{
	static const int wrong[] = { INT_MIN, -1, 0 };

	block_all();
	for (size_t i = 0; i < KNELL_COUNT(wrong); i++) {
		int p = wrong[i];

		CHECK_EQUAL(knell_send_process(p, 0), -EINVAL);
		CHECK_EQUAL(knell_send_thread(p, me, 0), -EINVAL);
		CHECK_EQUAL(knell_send_thread(me, p, 0), -EINVAL);
		CHECK_EQUAL(knell_send_queue(p, 0, value), -EINVAL);
		CHECK_EQUAL(knell_send_queue_thread(p, me, 0, value), -EINVAL);
		CHECK_EQUAL(knell_send_queue_thread(me, p, 0, value), -EINVAL);
		CHECK_EQUAL(knell_send_info(p, 0, &info), -EINVAL);
		CHECK_EQUAL(knell_send_info_thread(p, me, 0, &info), -EINVAL);
		CHECK_EQUAL(knell_send_info_thread(me, p, 0, &info), -EINVAL);
	}
	static const int groups[] = { INT_MIN, -1, 1 };
	for (size_t i = 0; i < KNELL_COUNT(groups); i++) {
		CHECK_EQUAL(knell_send_group(groups[i], 0), -EINVAL);
		CHECK_EQUAL(
			knell_send_queue_group(groups[i], 0, value), -EINVAL);
		CHECK_EQUAL(
			knell_send_info_group(groups[i], 0, &info), -EINVAL);
	}
}

static void check_descriptors(void)
{
	static const int wrong[] = { -1, 1, 999, INT_MAX };

	block_all();
	for (size_t i = 0; i < KNELL_COUNT(wrong); i++) {
		int fd = wrong[i];

		CHECK_EQUAL(knell_send_pidfd(fd, RT, KNELL_SCOPE_OWN), -EBADF);
		CHECK_EQUAL(
			knell_send_queue_pidfd(fd, RT, value, KNELL_SCOPE_OWN),
			-EBADF);
		CHECK_EQUAL(
			knell_send_info_pidfd(fd, RT, &info, KNELL_SCOPE_OWN),
			-EBADF);
	}
	expect_none();
}

static void check_pointers(void)
{
	const struct knell_info *nowhere;
	int pidfd;

	block_all();
	CHECK_EQUAL(sys_setpgid(0, 0), 0);
	nowhere = test_map_nothing();
	pidfd = (int)sys_pidfd_open(me, 0);
	CHECK_EQUAL(knell_send_info(me, RT, NULL), -EFAULT);
	CHECK_EQUAL(knell_send_info(me, RT, nowhere), -EFAULT);
	CHECK_EQUAL(knell_send_info_thread(me, me, RT, NULL), -EFAULT);
	CHECK_EQUAL(knell_send_info_thread(me, me, RT, nowhere), -EFAULT);
	CHECK_EQUAL(knell_send_info_pidfd(pidfd, RT, NULL, KNELL_SCOPE_OWN),
		-EFAULT);
	CHECK_EQUAL(knell_send_info_pidfd(pidfd, RT, nowhere, KNELL_SCOPE_OWN),
		-EFAULT);
	CHECK_EQUAL(knell_send_info_group(0, RT, NULL), -EFAULT);
	expect_none();
}

static void do_nothing(void *unused)
{
	(void)unused;
}

/* What is gone: a process waited for, a thread that has ended. */
static void check_dead(void)
{
	int dead = test_fork(do_nothing, NULL);
	int pidfd = (int)sys_pidfd_open(dead, 0);

	CHECK(pidfd >= 0);
	/* Not yet waited for, it is still there. */
	CHECK_EQUAL(knell_send_process(dead, 0), 0);
	CHECK_EQUAL(test_wait(dead), TEST_EXITED(0));
	CHECK_EQUAL(knell_send_process(dead, RT), -ESRCH);
	CHECK_EQUAL(knell_send_group(dead, RT), -ESRCH);
	CHECK_EQUAL(knell_send_thread(dead, dead, RT), -ESRCH);
	CHECK_EQUAL(knell_send_pidfd(pidfd, RT, KNELL_SCOPE_OWN), -ESRCH);
	CHECK_EQUAL(knell_send_queue(dead, RT, value), -ESRCH);
	CHECK_EQUAL(knell_send_queue_thread(dead, dead, RT, value), -ESRCH);
	CHECK_EQUAL(knell_send_queue_group(dead, RT, value), -ESRCH);
	CHECK_EQUAL(knell_send_info(dead, RT, &info), -ESRCH);
	CHECK_EQUAL(knell_send_info_thread(dead, dead, RT, &info), -ESRCH);
	CHECK_EQUAL(knell_send_info_group(dead, RT, &info), -ESRCH);
}

static void check_dead_thread(void)
{
	struct test_thread thread;

	me = (int)sys_getpid();
	test_thread_start(&thread, do_nothing, NULL);
	test_thread_join(&thread);
	/* It lets go of its memory before its number. */
	for (int ms = 0; ms < 10000; ms++) {
		if (knell_send_thread(me, thread.tid, 0))
			break;
		test_sleep_ms(1);
	}
	CHECK_EQUAL(knell_send_thread(me, thread.tid, RT), -ESRCH);
	CHECK_EQUAL(knell_send_queue_thread(me, thread.tid, RT, value), -ESRCH);
	CHECK_EQUAL(knell_send_info_thread(me, thread.tid, RT, &info), -ESRCH);
	/* A thread, but of another process. */
	CHECK_EQUAL(knell_send_thread(me, (int)sys_getppid(), RT), -ESRCH);
}

static void check_dead_pidfd(void)
{
	int dead = test_fork(do_nothing, NULL);
	int pidfd = (int)sys_pidfd_open(dead, 0);

	CHECK_EQUAL(test_wait(dead), TEST_EXITED(0));
	CHECK_EQUAL(knell_send_queue_pidfd(pidfd, RT, value, KNELL_SCOPE_OWN),
		-ESRCH);
	CHECK_EQUAL(knell_send_info_pidfd(pidfd, RT, &info, KNELL_SCOPE_OWN),
		-ESRCH);
}

/* A process that leads no group. */
static void check_no_leader(void)
{
	int pidfd, error;

	block_all();
	if (sys_getpgid(0) == me)
		TEST_SKIP("started as the leader of a group");
	pidfd = (int)sys_pidfd_open(me, 0);
	error = knell_send_pidfd(pidfd, RT, KNELL_SCOPE_GROUP);
	/* Before Linux 6.9 there is no such scope. */
	CHECK(error == -ESRCH || error == -EINVAL);
	error = knell_send_queue_group(me, RT, value);
	CHECK(error == -ESRCH || error == -EINVAL);
	expect_none();
}

static void check_foreign_code(void *unused)
{
	static const int codes[] = { KNELL_SI_USER, KNELL_SI_TKILL,
		KNELL_SI_KERNEL, KNELL_SEGV_MAPERR };

	(void)unused;
	for (size_t i = 0; i < KNELL_COUNT(codes); i++) {
		struct knell_info foreign = { .signal = RT, .code = codes[i] };

		/* Not its own thread. */
		CHECK_EQUAL(
			knell_send_info_thread(me, me, RT, &foreign), -EPERM);
		CHECK_EQUAL(knell_send_info(me, RT, &foreign), -EPERM);
	}
}

static void check_codes(void)
{
	struct knell_info foreign = { .signal = RT, .code = KNELL_SI_USER };
	struct test_thread thread;
	int error;

	block_all();
	CHECK_EQUAL(sys_setpgid(0, 0), 0);
	test_thread_start(&thread, check_foreign_code, NULL);
	test_thread_join(&thread);
	/* A group is never oneself alone. */
	error = knell_send_info_group(0, RT, &foreign);
	CHECK(error == -EPERM || error == -EINVAL);
	expect_none();
}

static void wait_long(void *ret_ready)
{
	*(volatile int *)ret_ready = 1;
	test_sleep_ms(60000);
}

static void send_as_other(void *pid)
{
	int victim = *(int *)pid, pidfd = (int)sys_pidfd_open(victim, 0);

	CHECK_EQUAL(KNELL_CALL1(setuid, 12345), 0);
	CHECK_EQUAL(knell_send_process(victim, RT), -EPERM);
	CHECK_EQUAL(knell_send_process(victim, 0), -EPERM);
	CHECK_EQUAL(knell_send_group(victim, RT), -EPERM);
	CHECK_EQUAL(knell_send_thread(victim, victim, RT), -EPERM);
	CHECK_EQUAL(knell_send_pidfd(pidfd, RT, KNELL_SCOPE_OWN), -EPERM);
	CHECK_EQUAL(knell_send_queue(victim, RT, value), -EPERM);
	CHECK_EQUAL(knell_send_queue_thread(victim, victim, RT, value), -EPERM);
	CHECK_EQUAL(knell_send_info(victim, RT, &info), -EPERM);
	CHECK_EQUAL(knell_send_info_thread(victim, victim, RT, &info), -EPERM);
}

static void send_info_as_other(void *pid)
{
	int pidfd = (int)sys_pidfd_open(*(int *)pid, 0);

	CHECK_EQUAL(KNELL_CALL1(setuid, 12345), 0);
	CHECK_EQUAL(knell_send_queue_pidfd(pidfd, RT, value, KNELL_SCOPE_OWN),
		-EPERM);
	CHECK_EQUAL(knell_send_info_pidfd(pidfd, RT, &info, KNELL_SCOPE_OWN),
		-EPERM);
	/* Before Linux 6.9 there are no groups here. */
	int error = knell_send_queue_group(*(int *)pid, RT, value);

	CHECK(error == -EPERM || error == -EINVAL);
	CHECK_EQUAL(knell_send_info_group(*(int *)pid, RT, &info), error);
}

static void check_permission_of(void (*send)(void *))
{
	int *ready = test_map(4096), victim, status;

	if (sys_getuid())
		TEST_SKIP("needs root");
	victim = test_fork(wait_long, ready);
	CHECK_EQUAL(sys_setpgid(victim, victim), 0);
	/* The victim must go, also when what was sent has wrongly come. */
	status = test_run(send, &victim);
	CHECK_EQUAL(knell_send_process(victim, KNELL_SIGKILL), 0);
	CHECK_EQUAL(test_death(test_wait(victim)), KNELL_SIGKILL);
	CHECK_EQUAL(status, 0);
}

static void check_permission(void)
{
	check_permission_of(send_as_other);
}

static void check_permission_pidfd(void)
{
	check_permission_of(send_info_as_other);
}

/* A code whose siginfo the kernel does not know must leave its end empty. */
static void check_too_much(void)
{
	struct knell_info large = { .signal = RT, .code = -33 };
	/* But for programs of 32 bits on a kernel of 64. */
	int least = sizeof(long) < 8 ? 0 : -E2BIG, error;

	block_all();
	CHECK_EQUAL(sys_setpgid(0, 0), 0);
	large.words[KNELL_COUNT(large.words) - 1] = &large;
	error = knell_send_info(me, RT, &large);
	CHECK(error == -E2BIG || error == least);
	error = knell_send_info_thread(me, me, RT, &large);
	CHECK(error == -E2BIG || error == least);
	error = knell_send_info_pidfd(
		(int)sys_pidfd_open(me, 0), RT, &large, KNELL_SCOPE_OWN);
	CHECK(error == -E2BIG || error == least);
	error = knell_send_info_group(0, RT, &large);
	CHECK(error == -E2BIG || error == -EINVAL || error == least);
	if (least)
		expect_none();
}

static void check_no_descriptor(void)
{
	const struct k_rlimit none = { 0, 0 };

	block_all();
	CHECK_EQUAL(sys_setpgid(0, 0), 0);
	CHECK_EQUAL(sys_prlimit64(0, K_RLIMIT_NOFILE, &none, NULL), 0);
	CHECK_EQUAL(knell_send_queue_group(0, RT, value), -EMFILE);
	CHECK_EQUAL(knell_send_info_group(0, RT, &info), -EMFILE);
}

const struct test_case test_cases[] = {
	{ "signals", check_signals },
	{ "numbers", check_numbers },
	{ "descriptors", check_descriptors },
	{ "pointers", check_pointers },
	{ "dead", check_dead },
	{ "dead-thread", check_dead_thread },
	{ "dead-pidfd", check_dead_pidfd },
	{ "no-leader", check_no_leader },
	{ "codes", check_codes },
	{ "permission", check_permission },
	{ "permission-pidfd", check_permission_pidfd },
	{ "too-much", check_too_much },
	{ "no-descriptor", check_no_descriptor },
	{ NULL, NULL },
};
