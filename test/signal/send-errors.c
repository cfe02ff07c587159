/* SPDX-License-Identifier: MIT */
/*
 * Sending: whom each call reaches, with what, and every error but that of
 * another user's process, which send-permission.c has.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "knell/mask.h"
#include "knell/number.h"
#include "knell/send.h"
#include "knell/wait.h"
#include "test/lib/test.h"

static const union knell_value value = { .integer = 77 };
static pid_t me;
static struct knell_set all;

static struct knell_info take(int signal)
{
	struct knell_info info;

	CHECK_EQUAL(knell_wait_one(&all, &info, 0), signal);
	CHECK_EQUAL(knell_wait_one(&all, NULL, 0), -EAGAIN);
	return info;
}

static void check_success(void)
{
	struct knell_info info = { .code = KNELL_SEGV_ACCERR };
	int pidfd = (int)syscall(SYS_pidfd_open, me, 0);

	CHECK_EQUAL(knell_send_process(me, SIGUSR1), 0);
	CHECK_EQUAL(take(SIGUSR1).code, KNELL_SI_USER);
	CHECK_EQUAL(knell_send_group(0, SIGUSR1), 0);
	CHECK_EQUAL(take(SIGUSR1).code, KNELL_SI_USER);
	CHECK_EQUAL(knell_send_group(me, SIGUSR1), 0);
	CHECK_EQUAL(take(SIGUSR1).sender.pid, me);
	CHECK_EQUAL(knell_send_thread(me, me, SIGUSR1), 0);
	CHECK_EQUAL(take(SIGUSR1).code, KNELL_SI_TKILL);
	CHECK_EQUAL(knell_send_queue(me, 45, value), 0);
	CHECK_EQUAL(take(45).sender.value.integer, 77);
	CHECK_EQUAL(knell_send_queue_thread(me, me, 45, value), 0);
	CHECK_EQUAL(take(45).sender.value.integer, 77);
	CHECK_EQUAL(knell_send_pidfd(pidfd, SIGUSR1, KNELL_SCOPE_OWN), 0);
	CHECK_EQUAL(take(SIGUSR1).code, KNELL_SI_USER);
	/* To oneself any code, and the address is kept. */
	info.fault.address = &info;
	CHECK_EQUAL(knell_send_info_thread(me, me, SIGSEGV, &info), 0);
	info = take(SIGSEGV);
	CHECK_EQUAL(info.signal, SIGSEGV);
	CHECK_EQUAL(info.code, KNELL_SEGV_ACCERR);
	CHECK(info.fault.address == &info);
	/* 0 only checks. */
	CHECK_EQUAL(knell_send_process(me, 0), 0);
	CHECK_EQUAL(knell_send_thread(me, me, 0), 0);
	CHECK_EQUAL(knell_send_queue(me, 0, value), 0);
	CHECK_EQUAL(knell_wait_one(&all, NULL, 0), -EAGAIN);
	close(pidfd);
}

/* Not the one process alone whose number the group has. */
static void check_group(void)
{
	pid_t member = fork();
	int status;

	CHECK(member >= 0);
	if (!member)
		_exit(knell_wait_one(&all, NULL, 10000000000) != SIGUSR1);
	CHECK_EQUAL(knell_send_group(me, SIGUSR1), 0);
	CHECK_EQUAL(waitpid(member, &status, 0), member);
	CHECK_EQUAL(status, 0);
	CHECK_EQUAL(knell_wait_one(&all, NULL, 0), SIGUSR1);
	CHECK_EQUAL(knell_wait_one(&all, NULL, -1), SIGCHLD);
}

static void check_invalid(void)
{
	static const int signals[] = { INT_MIN, -1, 65, INT_MAX };
	static const int pids[] = { INT_MIN, -1, 0 };
	struct knell_info info = { .code = KNELL_SI_QUEUE };
	int pidfd = (int)syscall(SYS_pidfd_open, me, 0);

	for (unsigned i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		int s = signals[i];

		CHECK_EQUAL(knell_send_process(me, s), -EINVAL);
		CHECK_EQUAL(knell_send_group(0, s), -EINVAL);
		CHECK_EQUAL(knell_send_thread(me, me, s), -EINVAL);
		CHECK_EQUAL(knell_send_queue(me, s, value), -EINVAL);
		CHECK_EQUAL(knell_send_queue_thread(me, me, s, value), -EINVAL);
		CHECK_EQUAL(knell_send_info_thread(me, me, s, &info), -EINVAL);
		CHECK_EQUAL(
			knell_send_pidfd(pidfd, s, KNELL_SCOPE_OWN), -EINVAL);
	}
	for (unsigned i = 0; i < sizeof(pids) / sizeof(pids[0]); i++) {
		int p = pids[i];

		/*
		 * Signal 0 only: to kill(2), -1 is every process there is,
		 * and a fault in these checks must not reach them.
		 */
		CHECK_EQUAL(knell_send_process(p, 0), -EINVAL);
		CHECK_EQUAL(knell_send_thread(p, me, 0), -EINVAL);
		CHECK_EQUAL(knell_send_thread(me, p, 0), -EINVAL);
		CHECK_EQUAL(knell_send_queue(p, 0, value), -EINVAL);
		CHECK_EQUAL(knell_send_queue_thread(p, me, 0, value), -EINVAL);
		CHECK_EQUAL(knell_send_info_thread(me, p, 0, &info), -EINVAL);
	}
	CHECK_EQUAL(knell_send_group(-1, 0), -EINVAL);
	CHECK_EQUAL(knell_send_group(1, 0), -EINVAL);
	CHECK_EQUAL(knell_send_info_thread(
			    me, me, SIGUSR1, (const struct knell_info *)8),
		-EFAULT);
	CHECK_EQUAL(knell_send_pidfd(-1, SIGUSR1, KNELL_SCOPE_OWN), -EBADF);
	CHECK_EQUAL(knell_send_pidfd(STDOUT_FILENO, SIGUSR1, KNELL_SCOPE_OWN),
		-EBADF);
	close(pidfd);
}

static void check_dead(void)
{
	struct knell_info info = { .code = KNELL_SI_QUEUE };
	pid_t dead = fork();
	int pidfd;

	CHECK(dead >= 0);
	if (!dead)
		_exit(0);
	pidfd = (int)syscall(SYS_pidfd_open, dead, 0);
	CHECK(pidfd >= 0);
	CHECK_EQUAL(waitpid(dead, NULL, 0), dead);
	CHECK_EQUAL(knell_wait_one(&all, NULL, -1), SIGCHLD);
	CHECK_EQUAL(knell_send_process(dead, SIGUSR1), -ESRCH);
	CHECK_EQUAL(knell_send_group(dead, SIGUSR1), -ESRCH);
	CHECK_EQUAL(knell_send_thread(dead, dead, SIGUSR1), -ESRCH);
	/* A thread of another process is none of this. */
	CHECK_EQUAL(knell_send_thread(me, getppid(), SIGUSR1), -ESRCH);
	CHECK_EQUAL(knell_send_queue(dead, SIGUSR1, value), -ESRCH);
	CHECK_EQUAL(
		knell_send_queue_thread(dead, dead, SIGUSR1, value), -ESRCH);
	CHECK_EQUAL(knell_send_info_thread(dead, dead, SIGUSR1, &info), -ESRCH);
	CHECK_EQUAL(knell_send_pidfd(pidfd, SIGUSR1, KNELL_SCOPE_OWN), -ESRCH);
	close(pidfd);
}

static void *check_foreign_code(void *unused)
{
	struct knell_info info = { .code = KNELL_SI_USER };

	(void)unused;
	CHECK_EQUAL(knell_send_info_thread(me, me, SIGUSR1, &info), -EPERM);
	info.code = KNELL_SI_TKILL;
	CHECK_EQUAL(knell_send_info_thread(me, me, SIGUSR1, &info), -EPERM);
	info.code = KNELL_SEGV_MAPERR;
	CHECK_EQUAL(knell_send_info_thread(me, me, SIGSEGV, &info), -EPERM);
	return NULL;
}

static void check_queue_full(void)
{
	struct knell_info info = { .code = KNELL_SI_QUEUE };
	struct rlimit old, none;

	CHECK_EQUAL(getrlimit(RLIMIT_SIGPENDING, &old), 0);
	none = old;
	none.rlim_cur = 0;
	CHECK_EQUAL(setrlimit(RLIMIT_SIGPENDING, &none), 0);
	CHECK_EQUAL(knell_send_thread(me, me, 45), -EAGAIN);
	CHECK_EQUAL(knell_send_queue(me, 45, value), -EAGAIN);
	CHECK_EQUAL(knell_send_queue_thread(me, me, 45, value), -EAGAIN);
	CHECK_EQUAL(knell_send_info_thread(me, me, 45, &info), -EAGAIN);
	CHECK_EQUAL(knell_send_queue(me, SIGUSR1, value), 0);
	CHECK_EQUAL(knell_wait_one(&all, NULL, 0), SIGUSR1);
	CHECK_EQUAL(setrlimit(RLIMIT_SIGPENDING, &old), 0);
}

int main(void)
{
	pthread_t thread;

	me = getpid();
	CHECK_EQUAL(setpgid(0, 0), 0);
	knell_set_fill(&all);
	CHECK_EQUAL(knell_mask_set(&all, NULL), 0);
	check_success();
	check_group();
	check_invalid();
	check_dead();
	CHECK_EQUAL(pthread_create(&thread, NULL, check_foreign_code, NULL), 0);
	CHECK_EQUAL(pthread_join(thread, NULL), 0);
	CHECK_EQUAL(knell_wait_one(&all, NULL, 0), -EAGAIN);
	check_queue_full();
	return 0;
}
