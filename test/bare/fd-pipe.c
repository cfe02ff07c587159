/* SPDX-License-Identifier: MIT */
/* The pipe from a handler to a loop: whole, in order, never waiting, and what
 * found no room is counted. */
#include "abi/errno.h"
#include "abi/signal.h"
#include "base/memory.h"
#include "knell/action.h"
#include "knell/fd.h"
#include "knell/mask.h"
#include "knell/number.h"
#include "knell/send.h"
#include "sys/file.h"
#include "sys/process.h"
#include "test/bare/bare.h"

enum {
	RT = KNELL_SIGRTMIN + 7,
	ROOM = 64,
	/* mips, which has more signals too, numbers it otherwise. */
	K_RLIMIT_NOFILE = K_NSIG > 64 ? 5 : 7,
};

static struct knell_pipe pipe;
static struct knell_info infos[ROOM];
static volatile int written, refused;

static void pass_on(int signal, struct knell_info *info, void *context)
{
	int error = knell_pipe_write(&pipe, signal, info);

	CHECK(!error || error == -EAGAIN);
	CHECK(context != NULL);
	if (error)
		refused++;
	else
		written++;
}

static void pass_number_on(int signal)
{
	CHECK_EQUAL(knell_pipe_write(&pipe, signal, NULL), 0);
}

static void open_handled(void)
{
	struct knell_action action = { .info_handler = pass_on,
		.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_RESTART };

	CHECK_EQUAL(
		knell_pipe_open(&pipe, KNELL_FD_NONBLOCK | KNELL_FD_CLOEXEC),
		0);
	CHECK_EQUAL(knell_action_set(RT, &action, NULL), 0);
	knell_memory_fill(infos, 0x5a, sizeof(infos));
}

static void send(int number)
{
	union knell_value value = { .integer = number };

	CHECK_EQUAL(knell_send_queue((int)sys_getpid(), RT, value), 0);
}

static void check_whole(void)
{
	struct knell_action action = { .handler = pass_number_on };
	struct knell_info info = { .signal = RT, .code = -33 };

	open_handled();
	CHECK_EQUAL(knell_pipe_read(&pipe, infos, ROOM), -EAGAIN);
	for (int i = 0; i < 5; i++)
		send(i);
	CHECK_EQUAL(knell_pipe_read(&pipe, infos, 2), 2);
	CHECK_EQUAL((unsigned)infos[2].signal, 0x5a5a5a5aU);
	CHECK_EQUAL(knell_pipe_read(&pipe, infos + 2, ROOM - 2), 3);
	for (int i = 0; i < 5; i++) {
		CHECK_EQUAL(infos[i].signal, RT);
		CHECK_EQUAL(infos[i].code, KNELL_SI_QUEUE);
		CHECK_EQUAL(infos[i].sender.pid, sys_getpid());
		CHECK_EQUAL(infos[i].sender.value.integer, i);
	}
	/* Every byte of it. */
	knell_memory_fill(info.words, 0x77, sizeof(info.words));
	CHECK_EQUAL(knell_pipe_write(&pipe, RT, &info), 0);
	CHECK_EQUAL(knell_pipe_read(&pipe, infos, ROOM), 1);
	CHECK_EQUAL(knell_memory_compare(infos, &info, sizeof(info)), 0);
	/* From a handler of one argument. */
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_send_self(KNELL_SIGUSR1), 0);
	CHECK_EQUAL(knell_pipe_read(&pipe, infos, ROOM), 1);
	CHECK_EQUAL(infos[0].signal, KNELL_SIGUSR1);
	CHECK_EQUAL(infos[0].code, 0);
	CHECK(!infos[0].sender.value.pointer);
	CHECK_EQUAL(knell_pipe_lost(&pipe), 0);
}

/* How much a pipe holds depends on the size of pages.
 * Return: how many were sent until some were refused. */
static int send_until_refused(void)
{
	enum { SENDS_MAX = 100000, REFUSED = 50 };
	int sent = 0;

	while (refused < REFUSED && sent < SENDS_MAX)
		send(sent++);
	CHECK_EQUAL(refused, REFUSED);
	return sent;
}

/* Until it is full and beyond: it does not wait, and each is accounted for. */
static void check_overflow(void)
{
	int got = 0;
	long count;

	open_handled();
	CHECK_EQUAL(send_until_refused(), written + refused);
	CHECK(written >= 32);
	while ((count = knell_pipe_read(&pipe, infos, ROOM)) > 0)
		for (long i = 0; i < count; i++)
			CHECK_EQUAL(infos[i].sender.value.integer, got++);
	CHECK_EQUAL(count, -EAGAIN);
	CHECK_EQUAL(got, written);
	CHECK_EQUAL(knell_pipe_lost(&pipe), refused);
	CHECK_EQUAL(knell_pipe_lost(&pipe), 0);
	/* There is room again. */
	send(7);
	CHECK_EQUAL(knell_pipe_read(&pipe, infos, ROOM), 1);
	CHECK_EQUAL(infos[0].sender.value.integer, 7);
	CHECK_EQUAL(knell_pipe_lost(&pipe), 0);
}

static void write_many(void *number)
{
	struct knell_info info = { .signal = RT };

	info.sender.value.integer = *(int *)number;
	for (int i = 0; i < 100; i++)
		knell_pipe_write(&pipe, RT, &info);
}

/* Threads' signals are not mixed up, nor lost without being counted. */
static void check_threads(void)
{
	enum { THREADS = 4 };
	struct test_thread threads[THREADS];
	int numbers[THREADS], seen[THREADS] = { 0 };
	long count, sum = 0;

	open_handled();
	for (int i = 0; i < THREADS; i++) {
		numbers[i] = i;
		test_thread_start(&threads[i], write_many, &numbers[i]);
	}
	for (int i = 0; i < THREADS; i++)
		test_thread_join(&threads[i]);
	while ((count = knell_pipe_read(&pipe, infos, ROOM)) > 0)
		for (long i = 0; i < count; i++)
			seen[infos[i].sender.value.integer % THREADS]++;
	for (int i = 0; i < THREADS; i++) {
		CHECK(seen[i] <= 100);
		sum += seen[i];
	}
	CHECK_EQUAL(sum + knell_pipe_lost(&pipe), THREADS * 100);
}

static void send_later(void *pid)
{
	test_sleep_ms(20);
	CHECK_EQUAL(knell_send_process(*(int *)pid, RT), 0);
}

/* A loop may wait in its read; the handler never does. */
static void check_waiting(void)
{
	int me = (int)sys_getpid();
	struct test_thread thread;

	open_handled();
	CHECK_EQUAL(knell_pipe_close(&pipe), 0);
	CHECK_EQUAL(knell_pipe_open(&pipe, 0), 0);
	CHECK_EQUAL(sys_fcntl(pipe.read_fd, K_F_GETFD, 0), 0);
	test_thread_start(&thread, send_later, &me);
	CHECK_EQUAL(knell_pipe_read(&pipe, infos, ROOM), 1);
	CHECK_EQUAL(infos[0].signal, RT);
	test_thread_join(&thread);
	send_until_refused();
}

static volatile int interrupted;

static void note_interruption(int signal)
{
	(void)signal;
	interrupted++;
}

static void bother(void *pid)
{
	for (int i = 0; i < 500 && !refused; i++) {
		CHECK_EQUAL(knell_send_thread(
				    *(int *)pid, *(int *)pid, KNELL_SIGUSR1),
			0);
		test_sleep_ms(2);
	}
}

static void check_interrupted(void)
{
	struct knell_action action = { .handler = note_interruption };
	int me = (int)sys_getpid();
	struct test_thread thread;

	CHECK_EQUAL(knell_pipe_open(&pipe, 0), 0);
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	test_thread_start(&thread, bother, &me);
	CHECK_EQUAL(knell_pipe_read(&pipe, infos, ROOM), -EINTR);
	CHECK(interrupted > 0);
	refused = 1;
	test_thread_join(&thread);
}

static void check_errors(void)
{
	struct knell_info *nowhere = test_map_nothing(), info = { .signal = 1 };
	struct knell_pipe untouched = { 5, 6, 7 };

	for (int bit = 2; bit < 32; bit++)
		CHECK_EQUAL(knell_pipe_open(&untouched, 1U << bit), -EINVAL);
	CHECK_EQUAL(untouched.read_fd, 5);
	CHECK_EQUAL(knell_pipe_open(NULL, 0), -EFAULT);
	CHECK_EQUAL(knell_pipe_write(NULL, RT, NULL), -EFAULT);
	CHECK_EQUAL(knell_pipe_read(NULL, infos, 1), -EFAULT);
	CHECK_EQUAL(knell_pipe_lost(NULL), 0);
	CHECK_EQUAL(knell_pipe_close(NULL), -EFAULT);

	open_handled();
	CHECK_EQUAL(sys_fcntl(pipe.write_fd, K_F_GETFD, 0), K_FD_CLOEXEC);
	CHECK_EQUAL(sys_fcntl(pipe.read_fd, K_F_GETFD, 0), K_FD_CLOEXEC);
	CHECK_EQUAL(knell_pipe_write(&pipe, RT, nowhere), -EFAULT);
	CHECK_EQUAL(knell_pipe_lost(&pipe), 1);
	CHECK_EQUAL(knell_pipe_read(&pipe, infos, 0), -EINVAL);
	CHECK_EQUAL(knell_pipe_write(&pipe, 1, &info), 0);
	CHECK_EQUAL(knell_pipe_read(&pipe, nowhere, 1), -EFAULT);
	CHECK_EQUAL(knell_pipe_close(&pipe), 0);
	CHECK_EQUAL(knell_pipe_close(&pipe), -EBADF);
	CHECK_EQUAL(knell_pipe_write(&pipe, 1, &info), -EBADF);
	CHECK_EQUAL(knell_pipe_read(&pipe, infos, 1), -EBADF);
	CHECK_EQUAL(knell_pipe_lost(&pipe), 1);
}

static void pass_over(int signal)
{
	interrupted = signal;
}

/* With nobody to read, a write is what kills by default. */
static void check_no_reader(void)
{
	struct knell_action action = { .handler = pass_over };

	CHECK_EQUAL(knell_action_set(KNELL_SIGPIPE, &action, NULL), 0);
	CHECK_EQUAL(knell_pipe_open(&pipe, 0), 0);
	CHECK_EQUAL(sys_close(pipe.read_fd), 0);
	CHECK_EQUAL(knell_pipe_write(&pipe, RT, NULL), -EPIPE);
	CHECK_EQUAL(interrupted, KNELL_SIGPIPE);
	CHECK_EQUAL(knell_pipe_lost(&pipe), 1);
}

static void check_no_descriptor(void)
{
	const struct k_rlimit none = { 0, 0 };

	CHECK_EQUAL(sys_prlimit64(0, K_RLIMIT_NOFILE, &none, NULL), 0);
	CHECK_EQUAL(knell_pipe_open(&pipe, 0), -EMFILE);
}

const struct test_case test_cases[] = {
	{ "whole", check_whole },
	{ "overflow", check_overflow },
	{ "threads", check_threads },
	{ "waiting", check_waiting },
	{ "interrupted", check_interrupted },
	{ "errors", check_errors },
	{ "no-reader", check_no_reader },
	{ "no-descriptor", check_no_descriptor },
	{ NULL, NULL },
};
