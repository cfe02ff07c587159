/* SPDX-License-Identifier: MIT */
/* When too many signals are queued (RLIMIT_SIGPENDING): what is refused, what
 * is sent without its siginfo, and what needs no room. */
#include "abi/errno.h"
#include "abi/signal.h"
#include "base/memory.h"
#include "knell/mask.h"
#include "knell/number.h"
#include "knell/send.h"
#include "knell/wait.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

enum { RT = KNELL_SIGRTMIN + 7 };

static struct knell_set all;
static int me;
static const union knell_value value = { .integer = 5 };

static void block_all(void)
{
	me = (int)sys_getpid();
	knell_set_fill_all(&all);
	CHECK_EQUAL(knell_mask_set(&all, NULL), 0);
}

static void leave_no_room(void)
{
	const struct k_rlimit none = { 0, 0 };

	block_all();
	CHECK_EQUAL(sys_prlimit64(0, K_RLIMIT_SIGPENDING, &none, NULL), 0);
}

static struct knell_info expect(int signal)
{
	struct knell_info info;

	CHECK_EQUAL(knell_wait_one(&all, &info, 0), signal);
	CHECK_EQUAL(knell_wait_one(&all, NULL, 0), -EAGAIN);
	return info;
}

static void check_refused(void)
{
	struct knell_info info = { .signal = RT, .code = KNELL_SI_QUEUE };
	int pidfd, error;

	leave_no_room();
	pidfd = (int)sys_pidfd_open(me, 0);
	CHECK_EQUAL(knell_send_thread(me, me, RT), -EAGAIN);
	CHECK_EQUAL(knell_send_self(RT), -EAGAIN);
	CHECK_EQUAL(knell_send_queue(me, RT, value), -EAGAIN);
	CHECK_EQUAL(knell_send_queue_thread(me, me, RT, value), -EAGAIN);
	CHECK_EQUAL(knell_send_info(me, RT, &info), -EAGAIN);
	CHECK_EQUAL(knell_send_info_thread(me, me, RT, &info), -EAGAIN);
	error = knell_send_pidfd(pidfd, RT, KNELL_SCOPE_THREAD);
	/* Before Linux 6.9 there are no scopes. */
	CHECK(error == -EAGAIN || error == -EINVAL);
	CHECK_EQUAL(knell_wait_one(&all, NULL, 0), -EAGAIN);
}

static void check_refused_pidfd(void)
{
	struct knell_info info = { .signal = RT, .code = KNELL_SI_QUEUE };
	int pidfd, error;

	leave_no_room();
	CHECK_EQUAL(sys_setpgid(0, 0), 0);
	pidfd = (int)sys_pidfd_open(me, 0);
	CHECK_EQUAL(knell_send_queue_pidfd(pidfd, RT, value, KNELL_SCOPE_OWN),
		-EAGAIN);
	CHECK_EQUAL(knell_send_info_pidfd(pidfd, RT, &info, KNELL_SCOPE_OWN),
		-EAGAIN);
	error = knell_send_queue_group(0, RT, value);
	CHECK(error == -EAGAIN || error == -EINVAL);
	error = knell_send_info_group(0, RT, &info);
	CHECK(error == -EAGAIN || error == -EINVAL);
	CHECK_EQUAL(knell_wait_one(&all, NULL, 0), -EAGAIN);
}

/* kill needs no room, and a real-time signal loses what would tell of it. */
static void check_killed(void)
{
	struct knell_info info;

	leave_no_room();
	CHECK_EQUAL(knell_send_process(me, RT), 0);
	info = expect(RT);
	CHECK_EQUAL(info.code, KNELL_SI_USER);
	CHECK_EQUAL(info.sender.pid, 0);
	CHECK_EQUAL(knell_send_process(me, KNELL_SIGUSR1), 0);
	info = expect(KNELL_SIGUSR1);
	CHECK_EQUAL(info.code, KNELL_SI_USER);
	CHECK_EQUAL(info.sender.pid, me);
}

/* A standard signal is sent, but its value is lost. */
static void check_lost(void)
{
	struct knell_info info;

	leave_no_room();
	CHECK_EQUAL(knell_send_queue(me, KNELL_SIGUSR1, value), 0);
	info = expect(KNELL_SIGUSR1);
	CHECK_EQUAL(info.code, KNELL_SI_USER);
	CHECK_EQUAL(info.sender.pid, 0);
	CHECK_EQUAL(info.sender.value.integer, 0);
	CHECK_EQUAL(knell_send_self(KNELL_SIGUSR1), 0);
	CHECK_EQUAL(expect(KNELL_SIGUSR1).sender.pid, 0);
}

/* The first of a standard signal is kept whole, the others are none. */
static void check_coalesced(void)
{
	struct knell_info info;

	block_all();
	for (int i = 1; i <= 3; i++)
		CHECK_EQUAL(knell_send_queue(me, KNELL_SIGUSR1,
				    (union knell_value){ .integer = i }),
			0);
	CHECK_EQUAL(knell_send_process(me, KNELL_SIGUSR1), 0);
	info = expect(KNELL_SIGUSR1);
	CHECK_EQUAL(info.code, KNELL_SI_QUEUE);
	CHECK_EQUAL(info.sender.value.integer, 1);
	/* For the thread and for the process they count apart. */
	CHECK_EQUAL(knell_send_process(me, KNELL_SIGUSR1), 0);
	CHECK_EQUAL(knell_send_queue_thread(me, me, KNELL_SIGUSR1, value), 0);
	CHECK_EQUAL(knell_wait_one(&all, &info, 0), KNELL_SIGUSR1);
	CHECK_EQUAL(info.code, KNELL_SI_QUEUE);
	expect(KNELL_SIGUSR1);
}

const struct test_case test_cases[] = {
	{ "refused", check_refused },
	{ "refused-pidfd", check_refused_pidfd },
	{ "killed", check_killed },
	{ "lost", check_lost },
	{ "coalesced", check_coalesced },
	{ NULL, NULL },
};
