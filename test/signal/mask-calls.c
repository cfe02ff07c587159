/* SPDX-License-Identifier: MIT */
/* Masks: what each call blocks and unblocks, pending signals, bad pointers. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "knell/action.h"
#include "knell/mask.h"
#include "knell/send.h"
#include "test/lib/test.h"

static volatile int calls;

static void count(int signal)
{
	(void)signal;
	calls++;
}

static struct knell_set set_of(int a, int b)
{
	struct knell_set set;

	knell_set_empty(&set);
	knell_set_add(&set, a);
	knell_set_add(&set, b);
	return set;
}

static void check_mask(uint64_t expected)
{
	struct knell_set now;

	memset(&now, 0xff, sizeof(now));
	CHECK_EQUAL(knell_mask_get(&now), 0);
	CHECK_EQUAL(now.bits[0], expected);
	CHECK_EQUAL(now.bits[1], 0);
}

static uint64_t bit(int signal)
{
	return (uint64_t)1 << (signal - 1);
}

static void check_changes(void)
{
	struct knell_set old, set = set_of(SIGUSR1, 64);

	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
	check_mask(bit(SIGUSR1) | bit(64));
	set = set_of(SIGUSR2, SIGTERM);
	memset(&old, 0xff, sizeof(old));
	CHECK_EQUAL(knell_mask_block(&set, &old), 0);
	CHECK_EQUAL(old.bits[0], bit(SIGUSR1) | bit(64));
	CHECK_EQUAL(old.bits[1], 0);
	check_mask(bit(SIGUSR1) | bit(64) | bit(SIGUSR2) | bit(SIGTERM));
	set = set_of(SIGUSR2, 64);
	CHECK_EQUAL(knell_mask_unblock(&set, &old), 0);
	check_mask(bit(SIGUSR1) | bit(SIGTERM));
	set = set_of(SIGKILL, SIGSTOP);
	CHECK_EQUAL(knell_mask_set(&set, &old), 0);
	CHECK_EQUAL(old.bits[0], bit(SIGUSR1) | bit(SIGTERM));
	check_mask(0);
	/* Real-time signals do not drag in others: 1 << 31 on an int would. */
	set = set_of(32, 32);
	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
	check_mask(bit(32));
	knell_set_empty(&set);
	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
}

static void check_pending(void)
{
	struct knell_action action = { .handler = count };
	struct knell_set set = set_of(SIGUSR1, 40), pending;

	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_action_set(40, &action, NULL), 0);
	CHECK_EQUAL(knell_mask_block(&set, NULL), 0);
	CHECK_EQUAL(knell_mask_pending(&pending), 0);
	CHECK_EQUAL(pending.bits[0], 0);
	/* One for the process, one for the thread. */
	CHECK_EQUAL(knell_send_process(getpid(), SIGUSR1), 0);
	CHECK_EQUAL(knell_send_thread(getpid(), gettid(), 40), 0);
	memset(&pending, 0xff, sizeof(pending));
	CHECK_EQUAL(knell_mask_pending(&pending), 0);
	CHECK_EQUAL(pending.bits[0], bit(SIGUSR1) | bit(40));
	CHECK_EQUAL(pending.bits[1], 0);
	CHECK_EQUAL(calls, 0);
	/* They are delivered before the call returns. */
	CHECK_EQUAL(knell_mask_unblock(&set, NULL), 0);
	CHECK_EQUAL(calls, 2);
}

static void *see_own_mask(void *unused)
{
	struct knell_set set = set_of(SIGUSR2, SIGUSR2);

	(void)unused;
	check_mask(bit(SIGUSR1));
	CHECK_EQUAL(knell_mask_block(&set, NULL), 0);
	check_mask(bit(SIGUSR1) | bit(SIGUSR2));
	return NULL;
}

static void check_per_thread(void)
{
	struct knell_set set = set_of(SIGUSR1, SIGUSR1);
	pthread_t thread;

	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
	CHECK_EQUAL(pthread_create(&thread, NULL, see_own_mask, NULL), 0);
	CHECK_EQUAL(pthread_join(thread, NULL), 0);
	check_mask(bit(SIGUSR1));
}

static void check_bad_pointers(void)
{
	struct knell_set *bad = (struct knell_set *)8;
	struct knell_set set = set_of(SIGUSR2, SIGUSR2);

	CHECK_EQUAL(knell_mask_block(bad, NULL), -EFAULT);
	CHECK_EQUAL(knell_mask_unblock(bad, NULL), -EFAULT);
	CHECK_EQUAL(knell_mask_set(bad, NULL), -EFAULT);
	CHECK_EQUAL(knell_mask_get(bad), -EFAULT);
	CHECK_EQUAL(knell_mask_pending(bad), -EFAULT);
	check_mask(bit(SIGUSR1));
	/* Documented: done all the same. */
	CHECK_EQUAL(knell_mask_block(&set, bad), -EFAULT);
	check_mask(bit(SIGUSR1) | bit(SIGUSR2));
}

int main(void)
{
	check_changes();
	check_pending();
	check_per_thread();
	check_bad_pointers();
	return 0;
}
