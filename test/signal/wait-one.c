/* SPDX-License-Identifier: MIT */
/* Waiting: the order and the values of what is queued, times, every error. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "knell/action.h"
#include "knell/mask.h"
#include "knell/number.h"
#include "knell/send.h"
#include "knell/wait.h"
#include "test/lib/test.h"
#include "test/signal/blocked.h"

#ifdef SYS_rt_sigtimedwait_time64
#define WAIT_CALL SYS_rt_sigtimedwait_time64
#else
#define WAIT_CALL SYS_rt_sigtimedwait
#endif

static struct knell_set waited;
static volatile int calls;
static pid_t waiter;

static void count(int signal)
{
	(void)signal;
	calls++;
}

static void queue(int signal, int number)
{
	union knell_value value = { .integer = number };

	CHECK_EQUAL(knell_send_queue(getpid(), signal, value), 0);
}

static void expect(int signal, int number)
{
	struct knell_info info;

	memset(&info, 0xff, sizeof(info));
	CHECK_EQUAL(knell_wait_one(&waited, &info, -1), signal);
	CHECK_EQUAL(info.signal, signal);
	CHECK_EQUAL(info.code, KNELL_SI_QUEUE);
	CHECK_EQUAL(info.sender.pid, getpid());
	CHECK_EQUAL(info.sender.value.integer, number);
}

static void check_order(void)
{
	queue(50, 1);
	queue(41, 2);
	queue(50, 3);
	queue(41, 4);
	queue(SIGUSR1, 5);
	/* Of a standard signal only the first is kept. */
	queue(SIGUSR1, 6);
	expect(SIGUSR1, 5);
	expect(41, 2);
	expect(41, 4);
	expect(50, 1);
	expect(50, 3);
	CHECK_EQUAL(knell_wait_one(&waited, NULL, 0), -EAGAIN);
	queue(64, 7);
	CHECK_EQUAL(knell_wait_one(&waited, NULL, 0), 64);
}

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void check_times(void)
{
	struct knell_info info, untouched;
	int64_t start = now_ns();

	memset(&info, 0x5a, sizeof(info));
	untouched = info;
	CHECK_EQUAL(knell_wait_one(&waited, &info, 20000000), -EAGAIN);
	CHECK(now_ns() - start >= 20000000);
	/* More than a second: both parts of the time count. */
	start = now_ns();
	CHECK_EQUAL(knell_wait_one(&waited, &info, 1010000000), -EAGAIN);
	CHECK(now_ns() - start >= 1010000000);
	CHECK_EQUAL(memcmp(&info, &untouched, sizeof(info)), 0);
	/* As long as there is. */
	queue(41, 8);
	CHECK_EQUAL(knell_wait_one(&waited, NULL, INT64_MAX), 41);
}

static void *send_handled(void *unused)
{
	(void)unused;
	wait_until_blocked(waiter, WAIT_CALL);
	CHECK_EQUAL(knell_send_thread(getpid(), waiter, SIGUSR2), 0);
	return NULL;
}

static void check_interrupted(void)
{
	/* Such a wait is never restarted. */
	struct knell_action action = { .handler = count,
		.flags = KNELL_ACTION_RESTART };
	pthread_t thread;

	CHECK_EQUAL(knell_action_set(SIGUSR2, &action, NULL), 0);
	CHECK_EQUAL(pthread_create(&thread, NULL, send_handled, NULL), 0);
	CHECK_EQUAL(knell_wait_one(&waited, NULL, -1), -EINTR);
	CHECK_EQUAL(calls, 1);
	CHECK_EQUAL(pthread_join(thread, NULL), 0);
}

static void check_bad_pointers(void)
{
	struct knell_set *bad_set = (struct knell_set *)8;
	struct knell_info *bad_info = (struct knell_info *)8;

	CHECK_EQUAL(knell_wait_one(bad_set, NULL, 0), -EFAULT);
	CHECK_EQUAL(knell_wait_suspend(bad_set), -EFAULT);
	queue(41, 9);
	CHECK_EQUAL(knell_wait_one(&waited, bad_info, 0), -EFAULT);
	/* Documented: it is lost. */
	CHECK_EQUAL(knell_wait_one(&waited, NULL, 0), -EAGAIN);
}

static void check_suspend(void)
{
	struct knell_action action = { .handler = count };
	struct knell_set mask, after;

	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	/* Blocked and pending: only the suspension lets it in. */
	CHECK_EQUAL(knell_send_process(getpid(), SIGUSR1), 0);
	calls = 0;
	mask = waited;
	knell_set_remove(&mask, SIGUSR1);
	CHECK_EQUAL(knell_wait_suspend(&mask), -EINTR);
	CHECK_EQUAL(calls, 1);
	CHECK_EQUAL(knell_mask_get(&after), 0);
	CHECK_EQUAL(memcmp(&after, &waited, sizeof(after)), 0);
}

int main(void)
{
	waiter = gettid();
	knell_set_empty(&waited);
	knell_set_add(&waited, SIGUSR1);
	knell_set_add(&waited, 41);
	knell_set_add(&waited, 50);
	knell_set_add(&waited, 64);
	CHECK_EQUAL(knell_mask_set(&waited, NULL), 0);
	check_order();
	check_times();
	check_interrupted();
	check_bad_pointers();
	check_suspend();
	return 0;
}
