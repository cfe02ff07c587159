/* SPDX-License-Identifier: MIT */
/*
 * Sending: to each kind of receiver, by itself, with a value, and with a whole
 * siginfo; what comes is what was sent, and comes to nobody else.
 */
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

enum { RT = KNELL_SIGRTMIN + 7 };

static struct knell_set sent;
static int me, uid;
static const union knell_value value = { .pointer = &me };

static void block(void)
{
	me = (int)sys_getpid();
	uid = (int)sys_getuid();
	knell_set_empty(&sent);
	knell_set_add(&sent, KNELL_SIGUSR1);
	knell_set_add(&sent, RT);
	CHECK_EQUAL(knell_mask_set(&sent, NULL), 0);
}

static void expect_none(void *unused)
{
	(void)unused;
	CHECK_EQUAL(knell_wait_one(&sent, NULL, 0), -EAGAIN);
}

static struct knell_info expect(int signal, int code)
{
	struct knell_info info;

	CHECK_EQUAL(knell_wait_one(&sent, &info, 0), signal);
	CHECK_EQUAL(info.signal, signal);
	CHECK_EQUAL(info.code, code);
	CHECK_EQUAL(info.error, 0);
	CHECK_EQUAL(info.sender.pid, me);
	CHECK_EQUAL(info.sender.uid, uid);
	expect_none(NULL);
	return info;
}

static void expect_value(int signal)
{
	struct knell_info info = expect(signal, KNELL_SI_QUEUE);

	CHECK(info.sender.value.pointer == value.pointer);
}

/* Looks from another thread: a signal to this one alone is not there. */
static void expect_private(void)
{
	struct test_thread other;

	test_thread_start(&other, expect_none, NULL);
	test_thread_join(&other);
}

static int open_self(void)
{
	int pidfd = (int)sys_pidfd_open(me, 0);

	if (pidfd == -ENOSYS)
		TEST_SKIP("pidfd_open needs Linux 5.3");
	CHECK(pidfd >= 0);
	return pidfd;
}

static bool has_scopes(int pidfd)
{
	int error = knell_send_pidfd(pidfd, 0, KNELL_SCOPE_PROCESS);

	CHECK(error == 0 || error == -EINVAL);
	return !error;
}

static void check_plain(void)
{
	block();
	CHECK_EQUAL(knell_send_process(me, 0), 0);
	CHECK_EQUAL(knell_send_thread(me, me, 0), 0);
	expect_none(NULL);
	CHECK_EQUAL(knell_send_process(me, KNELL_SIGUSR1), 0);
	expect(KNELL_SIGUSR1, KNELL_SI_USER);
	CHECK_EQUAL(knell_send_thread(me, me, KNELL_SIGUSR1), 0);
	expect_private();
	expect(KNELL_SIGUSR1, KNELL_SI_TKILL);
}

static void check_self(void)
{
	block();
	CHECK_EQUAL(knell_send_self(0), 0);
	expect_none(NULL);
	CHECK_EQUAL(knell_send_self(KNELL_SIGUSR1), 0);
	expect_private();
	expect(KNELL_SIGUSR1, KNELL_SI_TKILL);
	CHECK_EQUAL(knell_send_self(RT), 0);
	expect(RT, KNELL_SI_TKILL);
}

static void check_queue(void)
{
	block();
	CHECK_EQUAL(knell_send_queue(me, 0, value), 0);
	CHECK_EQUAL(knell_send_queue(me, RT, value), 0);
	expect_value(RT);
	CHECK_EQUAL(knell_send_queue(me, KNELL_SIGUSR1, value), 0);
	expect_value(KNELL_SIGUSR1);
	CHECK_EQUAL(knell_send_queue_thread(me, me, 0, value), 0);
	CHECK_EQUAL(knell_send_queue_thread(me, me, RT, value), 0);
	expect_private();
	expect_value(RT);
}

static struct knell_info make_info(int signal, int code)
{
	struct knell_info info = { .signal = signal, .code = code };

	info.sender.pid = 0x1234567;
	info.sender.uid = 0x89abcde;
	info.sender.value = value;
	return info;
}

static void expect_whole(const struct knell_info *info)
{
	struct knell_info got;

	knell_memory_fill(&got, 0, sizeof(got));
	CHECK_EQUAL(knell_wait_one(&sent, &got, 0), info->signal);
	CHECK_EQUAL(got.code, info->code);
	CHECK_EQUAL(got.sender.pid, info->sender.pid);
	CHECK_EQUAL(got.sender.uid, info->sender.uid);
	CHECK(got.sender.value.pointer == info->sender.value.pointer);
}

static void check_info(void)
{
	static const int codes[] = { KNELL_SI_QUEUE, KNELL_SI_MESGQ, -33 };
	struct knell_info info;

	block();
	for (size_t i = 0; i < KNELL_COUNT(codes); i++) {
		info = make_info(RT, codes[i]);
		CHECK_EQUAL(knell_send_info(me, RT, &info), 0);
		expect_whole(&info);
		CHECK_EQUAL(knell_send_info_thread(me, me, RT, &info), 0);
		expect_private();
		expect_whole(&info);
		/* The member `signal` does not count. */
		info.signal = KNELL_SIGSEGV;
		CHECK_EQUAL(knell_send_info_thread(me, me, RT, &info), 0);
		info.signal = RT;
		expect_whole(&info);
	}
}

/* Any code: a crash handler passes its own signal on. */
static void check_fault_again(void)
{
	struct knell_info info = make_info(KNELL_SIGSEGV, KNELL_SEGV_MAPERR);
	struct knell_info got;

	block();
	knell_set_add(&sent, KNELL_SIGSEGV);
	CHECK_EQUAL(knell_mask_set(&sent, NULL), 0);
	CHECK_EQUAL(knell_send_info_thread(me, me, KNELL_SIGSEGV, &info), 0);
	CHECK_EQUAL(knell_wait_one(&sent, &got, 0), KNELL_SIGSEGV);
	CHECK_EQUAL(got.code, KNELL_SEGV_MAPERR);
	CHECK(got.fault.address == info.fault.address);
	expect_none(NULL);
	CHECK_EQUAL(knell_send_info(me, KNELL_SIGSEGV, &info), 0);
	CHECK_EQUAL(knell_wait_one(&sent, &got, 0), KNELL_SIGSEGV);
	CHECK(got.fault.address == info.fault.address);
}

static void check_pidfd(void)
{
	int pidfd;

	block();
	pidfd = open_self();
	CHECK_EQUAL(knell_send_pidfd(pidfd, 0, KNELL_SCOPE_OWN), 0);
	CHECK_EQUAL(knell_send_pidfd(pidfd, RT, KNELL_SCOPE_OWN), 0);
	expect(RT, KNELL_SI_USER);
}

static void check_pidfd_info(void)
{
	struct knell_info info = make_info(RT, KNELL_SI_QUEUE);
	int pidfd;

	block();
	pidfd = open_self();
	CHECK_EQUAL(
		knell_send_queue_pidfd(pidfd, RT, value, KNELL_SCOPE_OWN), 0);
	expect_value(RT);
	CHECK_EQUAL(
		knell_send_info_pidfd(pidfd, RT, &info, KNELL_SCOPE_OWN), 0);
	expect_whole(&info);
}

static void check_scopes(void)
{
	int pidfd;

	block();
	pidfd = open_self();
	if (!has_scopes(pidfd)) {
		CHECK_EQUAL(knell_send_pidfd(pidfd, RT, KNELL_SCOPE_THREAD),
			-EINVAL);
		expect_none(NULL);
		return;
	}
	CHECK_EQUAL(knell_send_pidfd(pidfd, RT, KNELL_SCOPE_THREAD), 0);
	expect_private();
	expect(RT, KNELL_SI_TKILL);
	CHECK_EQUAL(knell_send_pidfd(pidfd, RT, KNELL_SCOPE_PROCESS), 0);
	expect(RT, KNELL_SI_USER);
	CHECK_EQUAL(knell_send_pidfd(pidfd, RT, (enum knell_scope)8), -EINVAL);
	CHECK_EQUAL(knell_send_pidfd(pidfd, RT, (enum knell_scope)3), -EINVAL);
	expect_none(NULL);
}

static void check_scopes_info(void)
{
	struct knell_info info = make_info(RT, KNELL_SI_QUEUE);
	int pidfd;

	block();
	pidfd = open_self();
	if (!has_scopes(pidfd)) {
		CHECK_EQUAL(knell_send_info_pidfd(
				    pidfd, RT, &info, KNELL_SCOPE_PROCESS),
			-EINVAL);
		expect_none(NULL);
		return;
	}
	CHECK_EQUAL(
		knell_send_queue_pidfd(pidfd, RT, value, KNELL_SCOPE_THREAD),
		0);
	expect_private();
	expect_value(RT);
	CHECK_EQUAL(
		knell_send_info_pidfd(pidfd, RT, &info, KNELL_SCOPE_PROCESS),
		0);
	expect_whole(&info);
}

/* A child of the group, which has what came to all. */
static void expect_sent(void *code)
{
	struct knell_info info;

	CHECK_EQUAL(knell_wait_one(&sent, &info, 20000000000), RT);
	CHECK_EQUAL(info.code, *(int *)code);
	CHECK_EQUAL(info.sender.pid, me);
	if (info.code == KNELL_SI_QUEUE)
		CHECK(info.sender.value.pointer == value.pointer);
}

/* Everybody of the group gets it, this process as well. */
static void check_group_by(int (*send)(int group), int code)
{
	int children[2], result;

	for (int i = 0; i < 2; i++)
		children[i] = test_fork(expect_sent, &code);
	result = send(me);
	if (result == -EINVAL) {
		/* Told in the header: not before Linux 6.9. */
		CHECK_EQUAL(knell_send_group(0, RT), 0);
		test_wait(children[0]);
		test_wait(children[1]);
		CHECK_EQUAL(has_scopes(open_self()), false);
		expect(RT, KNELL_SI_USER);
		return;
	}
	CHECK_EQUAL(result, 0);
	for (int i = 0; i < 2; i++)
		CHECK_EQUAL(test_wait(children[i]), TEST_EXITED(0));
	expect(RT, code);
	CHECK_EQUAL(send(0), 0);
	expect(RT, code);
}

static int send_plain(int group)
{
	return knell_send_group(group, RT);
}

static int send_value(int group)
{
	return knell_send_queue_group(group, RT, value);
}

static int send_whole(int group)
{
	struct knell_info info = { .signal = RT, .code = -33 };

	info.sender.pid = me;
	info.sender.uid = (unsigned)uid;
	return knell_send_info_group(group, RT, &info);
}

static int send_by_pidfd(int group)
{
	int pidfd = open_self();

	CHECK(group == 0 || group == me);
	return knell_send_pidfd(pidfd, RT, KNELL_SCOPE_GROUP);
}

static void lead_group(void)
{
	block();
	CHECK_EQUAL(sys_setpgid(0, 0), 0);
}

static void check_group(void)
{
	lead_group();
	check_group_by(send_plain, KNELL_SI_USER);
	CHECK_EQUAL(knell_send_group(0, 0), 0);
	expect_none(NULL);
}

static void check_group_queue(void)
{
	lead_group();
	check_group_by(send_value, KNELL_SI_QUEUE);
}

static void check_group_info(void)
{
	lead_group();
	check_group_by(send_whole, -33);
}

static void check_group_pidfd(void)
{
	lead_group();
	check_group_by(send_by_pidfd, KNELL_SI_USER);
}

const struct test_case test_cases[] = {
	{ "plain", check_plain },
	{ "self", check_self },
	{ "queue", check_queue },
	{ "info", check_info },
	{ "fault-again", check_fault_again },
	{ "pidfd", check_pidfd },
	{ "pidfd-info", check_pidfd_info },
	{ "scopes", check_scopes },
	{ "scopes-info", check_scopes_info },
	{ "group", check_group },
	{ "group-queue", check_group_queue },
	{ "group-info", check_group_info },
	{ "group-pidfd", check_group_pidfd },
	{ NULL, NULL },
};
