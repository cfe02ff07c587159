/* SPDX-License-Identifier: MIT */
/*
 * SA_RESTART is kept as set, and not forced on: a read that a handler
 * interrupts goes on with it, and ends with EINTR without it.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "knell/action.h"
#include "knell/send.h"
#include "test/lib/test.h"
#include "test/signal/blocked.h"

static int ends[2];
static pid_t reader;

static void write_byte(int signal)
{
	(void)signal;
	CHECK_EQUAL(write(ends[1], "x", 1), 1);
}

static void *interrupt(void *unused)
{
	(void)unused;
	wait_until_blocked(reader, SYS_read);
	CHECK_EQUAL(knell_send_thread(getpid(), reader, SIGUSR1), 0);
	return NULL;
}

static long read_interrupted(unsigned long flags)
{
	struct knell_action action = { .handler = write_byte, .flags = flags };
	pthread_t thread;
	char byte;
	long result;

	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(pthread_create(&thread, NULL, interrupt, NULL), 0);
	result = read(ends[0], &byte, 1);
	if (result < 0)
		result = -errno;
	CHECK_EQUAL(pthread_join(thread, NULL), 0);
	return result;
}

int main(void)
{
	reader = gettid();
	CHECK_EQUAL(pipe(ends), 0);
	CHECK_EQUAL(read_interrupted(KNELL_ACTION_RESTART), 1);
	CHECK_EQUAL(read_interrupted(0), -EINTR);
	return 0;
}
