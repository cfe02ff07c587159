/* SPDX-License-Identifier: MIT */
/*
 * Waiting: the order and the values of what is queued, time limits, restarts,
 * suspension, and every error.
 */
#include "abi/errno.h"
#include "abi/signal.h"
#include "base/memory.h"
#include "knell/action.h"
#include "knell/mask.h"
#include "knell/number.h"
#include "knell/send.h"
#include "knell/wait.h"
#include "sys/process.h"
#include "test/bare/bare.h"

enum { LOW = KNELL_SIGRTMIN + 7, HIGH = KNELL_SIGRTMIN + 16 };
enum { MS = 1000000 };

typedef int wait_call(const struct knell_set *, struct knell_info *, int64_t);
static wait_call *const calls[] = { knell_wait_one, knell_wait_restarting };

static struct knell_set waited;
static int me;
static volatile int handled;

static void count(int signal)
{
	(void)signal;
	handled++;
}

static void block(void)
{
	static const int signals[] = { KNELL_SIGUSR1, KNELL_SIGSEGV, LOW,
		HIGH };

	me = (int)sys_getpid();
	knell_set_empty(&waited);
	for (size_t i = 0; i < KNELL_COUNT(signals); i++)
		knell_set_add(&waited, signals[i]);
	CHECK_EQUAL(knell_mask_set(&waited, NULL), 0);
}

static void queue(int signal, int number)
{
	const union knell_value value = { .integer = number };

	CHECK_EQUAL(knell_send_queue(me, signal, value), 0);
}

static void expect(int signal, int number)
{
	struct knell_info info;

	knell_memory_fill(&info, 0xff, sizeof(info));
	CHECK_EQUAL(knell_wait_one(&waited, &info, -1), signal);
	CHECK_EQUAL(info.signal, signal);
	CHECK_EQUAL(info.code, KNELL_SI_QUEUE);
	CHECK_EQUAL(info.sender.pid, me);
	CHECK_EQUAL(info.sender.value.integer, number);
}

/* Lower numbers first; of one, in the order sent; a standard one once. */
static void check_order(void)
{
	block();
	queue(HIGH, 1);
	queue(LOW, 2);
	queue(HIGH, 3);
	queue(LOW, 4);
	queue(KNELL_SIGUSR1, 5);
	queue(KNELL_SIGUSR1, 6);
	CHECK_EQUAL(knell_send_process(me, KNELL_SIGUSR1), 0);
	expect(KNELL_SIGUSR1, 5);
	expect(LOW, 2);
	expect(LOW, 4);
	expect(HIGH, 1);
	expect(HIGH, 3);
	CHECK_EQUAL(knell_wait_one(&waited, NULL, 0), -EAGAIN);
}

/* Many of one signal: none lost, none before another. */
static void check_many(void)
{
	block();
	for (int i = 0; i < 200; i++)
		queue(HIGH, i);
	for (int i = 0; i < 200; i++)
		expect(HIGH, i);
	CHECK_EQUAL(knell_wait_one(&waited, NULL, 0), -EAGAIN);
}

/* What is not in the set stays pending, also SIGKILL in it is no error. */
static void check_set(void)
{
	struct knell_set other;

	block();
	queue(LOW, 1);
	knell_set_empty(&other);
	knell_set_add(&other, HIGH);
	knell_set_add(&other, KNELL_SIGKILL);
	knell_set_add(&other, KNELL_SIGSTOP);
	CHECK_EQUAL(knell_wait_one(&other, NULL, 0), -EAGAIN);
	CHECK_EQUAL(knell_wait_restarting(&other, NULL, 0), -EAGAIN);
	expect(LOW, 1);
}

static void check_limit(void)
{
	struct knell_info info, untouched;

	block();
	knell_memory_fill(&info, 0x5a, sizeof(info));
	untouched = info;
	for (size_t i = 0; i < KNELL_COUNT(calls); i++) {
		uint64_t start = test_now_ns();

		CHECK_EQUAL(calls[i](&waited, &info, 20 * MS), -EAGAIN);
		CHECK(test_now_ns() - start >= 20 * MS);
		/* More than a second: both parts of the time count. */
		start = test_now_ns();
		CHECK_EQUAL(
			calls[i](&waited, &info, 1010 * (int64_t)MS), -EAGAIN);
		CHECK(test_now_ns() - start >= 1010 * (uint64_t)MS);
		CHECK_EQUAL(
			knell_memory_compare(&info, &untouched, sizeof(info)),
			0);
		/* As long as there is, and for ever. */
		queue(LOW, 1);
		CHECK_EQUAL(calls[i](&waited, NULL, INT64_MAX), LOW);
		queue(LOW, 1);
		CHECK_EQUAL(calls[i](&waited, NULL, INT64_MIN), LOW);
	}
}

struct bother {
	int signal;
	volatile int stop;
};

/* Sends a signal that has a handler every few milliseconds. */
static void send_again(void *argument)
{
	struct bother *bother = argument;

	while (!bother->stop) {
		CHECK_EQUAL(knell_send_thread(me, me, bother->signal), 0);
		test_sleep_ms(3);
	}
}

static void start_bother(struct bother *bother, struct test_thread *thread)
{
	/* Such a wait is never restarted by the kernel. */
	struct knell_action action = { .handler = count,
		.flags = KNELL_ACTION_RESTART };

	block();
	handled = 0;
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR2, &action, NULL), 0);
	bother->signal = KNELL_SIGUSR2;
	bother->stop = 0;
	test_thread_start(thread, send_again, bother);
}

static void check_interrupted(void)
{
	struct bother bother;
	struct test_thread thread;

	start_bother(&bother, &thread);
	CHECK_EQUAL(knell_wait_one(&waited, NULL, -1), -EINTR);
	CHECK_EQUAL(knell_wait_one(&waited, NULL, INT64_MAX), -EINTR);
	CHECK(handled >= 2);
	bother.stop = 1;
	test_thread_join(&thread);
}

/* Handlers cost it no time: neither the whole nor less than was asked for. */
static void check_restarted(void)
{
	struct bother bother;
	struct test_thread thread;
	uint64_t start = test_now_ns();

	start_bother(&bother, &thread);
	CHECK_EQUAL(knell_wait_restarting(&waited, NULL, 100 * MS), -EAGAIN);
	CHECK(test_now_ns() - start >= 100 * MS);
	/* It would not have ended, had each begun it anew. */
	CHECK(handled >= 2);
	bother.stop = 1;
	test_thread_join(&thread);
}

static void send_at_last(void *unused)
{
	(void)unused;
	while (handled < 5)
		test_sleep_ms(1);
	queue(HIGH, 9);
}

static void check_restarted_for_ever(void)
{
	static const int64_t limits[] = { -1, INT64_MAX };

	for (size_t i = 0; i < KNELL_COUNT(limits); i++) {
		struct bother bother;
		struct test_thread thread, sender;
		struct knell_info info;

		start_bother(&bother, &thread);
		test_thread_start(&sender, send_at_last, NULL);
		CHECK_EQUAL(
			knell_wait_restarting(&waited, &info, limits[i]), HIGH);
		CHECK_EQUAL(info.sender.value.integer, 9);
		CHECK(handled >= 5);
		bother.stop = 1;
		test_thread_join(&thread);
		test_thread_join(&sender);
	}
}

static void wait_for_low(void *unused)
{
	(void)unused;
	CHECK_EQUAL(knell_wait_restarting(&waited, NULL, -1), LOW);
}

/* A stop ends such a wait with EINTR even where there is no handler. */
static void check_stopped(void)
{
	const union knell_value value = { .integer = 0 };
	int child, status;

	block();
	child = test_fork(wait_for_low, NULL);
	test_sleep_ms(20);
	CHECK_EQUAL(knell_send_process(child, KNELL_SIGSTOP), 0);
	CHECK_EQUAL(sys_wait4(child, &status, 2 /* WUNTRACED */, NULL), child);
	CHECK(k_wait_stopped(status));
	CHECK_EQUAL(knell_send_process(child, KNELL_SIGCONT), 0);
	test_sleep_ms(20);
	CHECK_EQUAL(knell_send_queue(child, LOW, value), 0);
	CHECK_EQUAL(test_wait(child), TEST_EXITED(0));
}

static void check_pointers(void)
{
	struct knell_info *nowhere;

	block();
	nowhere = test_map_nothing();
	for (size_t i = 0; i < KNELL_COUNT(calls); i++) {
		CHECK_EQUAL(calls[i](NULL, NULL, 0), -EFAULT);
		CHECK_EQUAL(calls[i]((const void *)nowhere, NULL, 0), -EFAULT);
		queue(LOW, 9);
		CHECK_EQUAL(calls[i](&waited, nowhere, 0), -EFAULT);
		/* Told in the header: it is lost. */
		CHECK_EQUAL(calls[i](&waited, NULL, 0), -EAGAIN);
	}
	CHECK_EQUAL(knell_wait_one(NULL, NULL, 0), -EFAULT);
	CHECK_EQUAL(knell_wait_restarting(NULL, NULL, 0), -EFAULT);
	CHECK_EQUAL(knell_wait_suspend(NULL), -EFAULT);
	CHECK_EQUAL(knell_wait_suspend((const void *)nowhere), -EFAULT);
}

static void check_suspend(void)
{
	struct knell_action action = { .handler = count,
		.flags = KNELL_ACTION_RESTART };
	struct knell_set mask, after;

	block();
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	mask = waited;
	knell_set_remove(&mask, KNELL_SIGUSR1);
	for (int i = 1; i <= 3; i++) {
		/* Blocked and pending: only the suspension lets it in. */
		CHECK_EQUAL(knell_send_process(me, KNELL_SIGUSR1), 0);
		CHECK_EQUAL(handled, i - 1);
		CHECK_EQUAL(knell_wait_suspend(&mask), -EINTR);
		CHECK_EQUAL(handled, i);
		CHECK_EQUAL(knell_mask_get(&after), 0);
		CHECK_EQUAL(knell_set_equal(&after, &waited), 1);
	}
}

static void wake_later(void *unused)
{
	(void)unused;
	test_sleep_ms(20);
	CHECK_EQUAL(knell_send_thread(me, me, KNELL_SIGUSR1), 0);
}

static void check_suspend_sleeps(void)
{
	struct knell_action action = { .handler = count };
	struct test_thread thread;
	struct knell_set mask;

	block();
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	mask = waited;
	knell_set_remove(&mask, KNELL_SIGUSR1);
	test_thread_start(&thread, wake_later, NULL);
	CHECK_EQUAL(knell_wait_suspend(&mask), -EINTR);
	CHECK_EQUAL(handled, 1);
	test_thread_join(&thread);
}

const struct test_case test_cases[] = {
	{ "order", check_order },
	{ "many", check_many },
	{ "set", check_set },
	{ "limit", check_limit },
	{ "interrupted", check_interrupted },
	{ "restarted", check_restarted },
	{ "restarted-for-ever", check_restarted_for_ever },
	{ "stopped", check_stopped },
	{ "pointers", check_pointers },
	{ "suspend", check_suspend },
	{ "suspend-sleeps", check_suspend_sleeps },
	{ NULL, NULL },
};
