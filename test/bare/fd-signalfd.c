/* SPDX-License-Identifier: MIT */
/* Signals read from a descriptor: each kind of siginfo, several at once, what
 * is not seen that way, and every error. */
#include <limits.h>

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

static struct knell_set set;
static struct knell_info infos[ROOM];
static int me;
static const union knell_value value = { .pointer = &me };

/* Blocks what is read, and opens a descriptor that does not wait. */
static int open_blocked(void)
{
	static const int signals[] = { KNELL_SIGUSR1, KNELL_SIGCHLD,
		KNELL_SIGSEGV, KNELL_SIGSYS, RT, RT + 1 };
	int fd;

	me = (int)sys_getpid();
	knell_set_empty(&set);
	for (size_t i = 0; i < KNELL_COUNT(signals); i++)
		knell_set_add(&set, signals[i]);
	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
	fd = knell_fd_open(&set, KNELL_FD_NONBLOCK | KNELL_FD_CLOEXEC);
	CHECK(fd >= 0);
	knell_memory_fill(infos, 0x5a, sizeof(infos));
	return fd;
}

static bool is_readable(int fd)
{
	struct k_pollfd polled = { fd, K_POLLIN, 0 };
	const struct k_timespec none = { 0, 0 };

	return sys_poll(&polled, 1, &none) == 1;
}

/* One signal, its siginfo in infos[0], with nothing in what does not count. */
static struct knell_info *read_one(int fd, int signal, int code)
{
	CHECK(is_readable(fd));
	CHECK_EQUAL(knell_fd_read(fd, infos, ROOM), 1);
	CHECK(!is_readable(fd));
	CHECK_EQUAL(infos[0].signal, signal);
	CHECK_EQUAL(infos[0].code, code);
	CHECK_EQUAL(infos[0].error, 0);
	CHECK(!infos[0].words[KNELL_COUNT(infos[0].words) - 1]);
	return &infos[0];
}

static void check_senders(void)
{
	int fd = open_blocked();
	struct knell_info *info;

	CHECK_EQUAL(knell_send_process(me, KNELL_SIGUSR1), 0);
	info = read_one(fd, KNELL_SIGUSR1, KNELL_SI_USER);
	CHECK_EQUAL(info->sender.pid, me);
	CHECK_EQUAL(info->sender.uid, sys_getuid());
	CHECK_EQUAL(knell_send_self(RT), 0);
	info = read_one(fd, RT, KNELL_SI_TKILL);
	CHECK_EQUAL(info->sender.pid, me);
	CHECK_EQUAL(knell_send_queue(me, RT, value), 0);
	info = read_one(fd, RT, KNELL_SI_QUEUE);
	CHECK_EQUAL(info->sender.pid, me);
	CHECK_EQUAL(info->sender.uid, sys_getuid());
	CHECK(info->sender.value.pointer == value.pointer);
	CHECK_EQUAL(
		knell_send_queue(me, RT, (union knell_value){ .integer = -3 }),
		0);
	info = read_one(fd, RT, KNELL_SI_QUEUE);
	CHECK_EQUAL(info->sender.value.integer, -3);
	CHECK_EQUAL(knell_fd_read(fd, infos, ROOM), -EAGAIN);
}

static void exit_with_3(void *unused)
{
	(void)unused;
	sys_exit_group(3);
}

static void check_child(void)
{
	int fd = open_blocked(), child = test_fork(exit_with_3, NULL);
	struct knell_info *info;

	CHECK_EQUAL(test_wait(child), TEST_EXITED(3));
	info = read_one(fd, KNELL_SIGCHLD, KNELL_CLD_EXITED);
	CHECK_EQUAL(info->child.pid, child);
	CHECK_EQUAL(info->child.uid, sys_getuid());
	CHECK_EQUAL(info->child.status, 3);
}

static void send_made(const struct knell_info *info)
{
	CHECK_EQUAL(knell_send_info_thread(me, me, info->signal, info), 0);
}

/* As a thread may send it to itself. */
static void check_fault(void)
{
	int fd = open_blocked();
	struct knell_info made = { .signal = KNELL_SIGSEGV,
		.code = KNELL_SEGV_ACCERR };

	made.fault.address = &made;
	send_made(&made);
	CHECK(read_one(fd, KNELL_SIGSEGV, KNELL_SEGV_ACCERR)->fault.address ==
		&made);
}

static void check_call(void)
{
	int fd = open_blocked();
	struct knell_info made, *info;

	made = (struct knell_info){ .signal = KNELL_SIGSYS,
		.code = KNELL_SYS_SECCOMP };
	made.call.address = &made;
	made.call.number = 77;
	made.call.architecture = 0x12345;
	send_made(&made);
	info = read_one(fd, KNELL_SIGSYS, KNELL_SYS_SECCOMP);
	CHECK(info->call.address == &made);
	CHECK_EQUAL(info->call.number, 77);
	CHECK_EQUAL(info->call.architecture, 0x12345);
}

static void check_others(void)
{
	int fd = open_blocked();
	struct knell_info made, *info;

	made = (struct knell_info){ .signal = RT, .code = KNELL_SI_TIMER };
	made.timer.id = 5;
	made.timer.overrun = 6;
	made.timer.value.pointer = &made;
	send_made(&made);
	info = read_one(fd, RT, KNELL_SI_TIMER);
	CHECK_EQUAL(info->timer.id, 5);
	CHECK_EQUAL(info->timer.overrun, 6);
	CHECK(info->timer.value.pointer == &made);

	made = (struct knell_info){ .signal = RT, .code = KNELL_POLL_OUT };
	made.poll.events = 0x44;
	made.poll.fd = 9;
	send_made(&made);
	info = read_one(fd, RT, KNELL_POLL_OUT);
	CHECK_EQUAL(info->poll.events, 0x44);
	CHECK_EQUAL(info->poll.fd, 9);

	made = (struct knell_info){ .signal = RT, .code = 50 };
	made.sender.pid = 123;
	made.sender.uid = 456;
	send_made(&made);
	info = read_one(fd, RT, 50);
	CHECK_EQUAL(info->sender.pid, 123);
	CHECK_EQUAL(info->sender.uid, 456);
}

/* Several at once: of one signal in the order sent, a standard one once. */
static void check_several(void)
{
	int fd = open_blocked();

	for (int i = 0; i < 5; i++) {
		union knell_value number = { .integer = i };

		CHECK_EQUAL(knell_send_queue(me, RT + i % 2, number), 0);
		CHECK_EQUAL(knell_send_process(me, KNELL_SIGUSR1), 0);
	}
	CHECK_EQUAL(knell_fd_read(fd, infos, 2), 2);
	CHECK_EQUAL(infos[0].signal, KNELL_SIGUSR1);
	CHECK_EQUAL(infos[1].signal, RT);
	CHECK_EQUAL(infos[1].sender.value.integer, 0);
	/* What there was no room for is left. */
	CHECK_EQUAL((unsigned)infos[2].signal, 0x5a5a5a5aU);
	CHECK_EQUAL(knell_fd_read(fd, infos, ROOM), 4);
	for (int i = 0; i < 4; i++) {
		CHECK_EQUAL(infos[i].signal, i < 2 ? RT : RT + 1);
		CHECK_EQUAL(infos[i].sender.value.integer,
			i < 2 ? 2 * i + 2 : 2 * i - 3);
	}
	CHECK_EQUAL(knell_fd_read(fd, infos, ROOM), -EAGAIN);
}

static void check_change(void)
{
	int fd = open_blocked();
	struct knell_set other = { { 0 } };

	knell_set_add(&other, RT);
	CHECK_EQUAL(knell_fd_change(fd, &other), 0);
	CHECK_EQUAL(knell_send_self(RT + 1), 0);
	CHECK_EQUAL(knell_fd_read(fd, infos, ROOM), -EAGAIN);
	CHECK_EQUAL(knell_send_self(RT), 0);
	read_one(fd, RT, KNELL_SI_TKILL);
	/* After an error it is as it was. */
	CHECK_EQUAL(knell_fd_change(fd, NULL), -EFAULT);
	CHECK_EQUAL(knell_fd_read(fd, infos, ROOM), -EAGAIN);
	CHECK_EQUAL(knell_fd_change(fd, &set), 0);
	read_one(fd, RT + 1, KNELL_SI_TKILL);
	/* It is still one that does not wait. */
	CHECK_EQUAL(knell_fd_read(fd, infos, ROOM), -EAGAIN);
}

static volatile int handled;

static void count(int signal)
{
	(void)signal;
	handled++;
}

struct waker {
	int signal;
	volatile int stop;
};

static void wake(void *argument)
{
	struct waker *waker = argument;

	do {
		test_sleep_ms(10);
		CHECK_EQUAL(knell_send_thread(me, me, waker->signal), 0);
	} while (!waker->stop);
}

/* One that waits: for a signal, or until a handler ends the wait. */
static void check_waiting(void)
{
	struct knell_action action = { .handler = count };
	struct waker waker = { .signal = KNELL_SIGUSR2 };
	struct test_thread thread;
	int fd;

	sys_close(open_blocked());
	fd = knell_fd_open(&set, 0);
	CHECK(fd >= 0);
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR2, &action, NULL), 0);
	test_thread_start(&thread, wake, &waker);
	CHECK_EQUAL(knell_fd_read(fd, infos, ROOM), -EINTR);
	CHECK(handled > 0);
	waker.stop = 1;
	test_thread_join(&thread);
	/* It sends once. */
	waker.signal = RT;
	test_thread_start(&thread, wake, &waker);
	CHECK_EQUAL(knell_fd_read(fd, infos, ROOM), 1);
	CHECK_EQUAL(infos[0].signal, RT);
	test_thread_join(&thread);
}

static void read_nothing(void *fd)
{
	CHECK_EQUAL(knell_fd_read(*(int *)fd, infos, ROOM), -EAGAIN);
}

static void read_own(void *fd)
{
	read_nothing(fd);
	me = (int)sys_getpid();
	CHECK_EQUAL(knell_send_process(me, RT), 0);
	CHECK_EQUAL(read_one(*(int *)fd, RT, KNELL_SI_USER)->sender.pid, me);
}

/* The traps that the header tells of. */
static void check_not_seen(void)
{
	int fd = open_blocked();
	struct test_thread thread;

	/* Another thread's. */
	CHECK_EQUAL(knell_send_self(RT), 0);
	test_thread_start(&thread, read_nothing, &fd);
	test_thread_join(&thread);
	/* A child has its own. */
	CHECK_EXITS(read_own, &fd, 0);
	CHECK_EQUAL(knell_fd_read(fd, infos, ROOM), 2);
	/* The thread's first. */
	CHECK_EQUAL(infos[0].signal, RT);
	CHECK_EQUAL(infos[1].signal, KNELL_SIGCHLD);
	/* What is pending when it comes to be ignored. */
	CHECK_EQUAL(knell_send_process(me, KNELL_SIGUSR1), 0);
	CHECK_EQUAL(knell_action_ignore(KNELL_SIGUSR1, NULL), 0);
	CHECK_EQUAL(knell_fd_read(fd, infos, ROOM), -EAGAIN);
}

static void fault(void *nowhere)
{
	open_blocked();
	*(volatile char *)nowhere = 1;
}

static void kill_self(void *signal)
{
	struct knell_set all;

	knell_set_fill_all(&all);
	CHECK_EQUAL(knell_mask_set(&all, NULL), 0);
	CHECK(knell_fd_open(&all, 0) >= 0);
	knell_send_self(*(int *)signal);
}

static void check_not_held(void)
{
	int signal = KNELL_SIGKILL;

	CHECK_DIES(fault, test_map_nothing(), KNELL_SIGSEGV);
	CHECK_DIES(kill_self, &signal, KNELL_SIGKILL);
}

static void check_flags(void)
{
	int fd;

	sys_close(open_blocked());
	fd = knell_fd_open(&set, 0);
	CHECK_EQUAL(sys_fcntl(fd, K_F_GETFD, 0), 0);
	fd = knell_fd_open(&set, KNELL_FD_CLOEXEC);
	CHECK_EQUAL(sys_fcntl(fd, K_F_GETFD, 0), K_FD_CLOEXEC);
	for (int bit = 2; bit < 32; bit++)
		CHECK_EQUAL(knell_fd_open(&set, 1U << bit), -EINVAL);
}

static void check_errors(void)
{
	static const int wrong[] = { INT_MIN, -1, 999, INT_MAX };
	int fd = open_blocked(), ends[2];
	struct knell_info *nowhere = test_map_nothing();

	CHECK_EQUAL(sys_pipe2(ends, K_O_NONBLOCK), 0);
	for (size_t i = 0; i < KNELL_COUNT(wrong); i++) {
		CHECK_EQUAL(knell_fd_change(wrong[i], &set), -EBADF);
		CHECK_EQUAL(knell_fd_read(wrong[i], infos, ROOM), -EBADF);
	}
	CHECK_EQUAL(knell_fd_change(ends[0], &set), -EINVAL);
	CHECK_EQUAL(knell_fd_open(NULL, 0), -EFAULT);
	CHECK_EQUAL(knell_fd_open((const void *)nowhere, 0), -EFAULT);
	CHECK_EQUAL(knell_fd_change(fd, (const void *)nowhere), -EFAULT);
	CHECK_EQUAL(knell_fd_read(fd, infos, 0), -EINVAL);
}

static void check_lost(void)
{
	int fd = open_blocked();

	CHECK_EQUAL(knell_send_self(RT), 0);
	CHECK_EQUAL(knell_fd_read(fd, test_map_nothing(), 1), -EFAULT);
	CHECK_EQUAL(knell_send_self(RT), 0);
	CHECK_EQUAL(knell_fd_read(fd, NULL, 1), -EFAULT);
	/* Told in the header: they are lost. */
	CHECK_EQUAL(knell_fd_read(fd, infos, ROOM), -EAGAIN);
}

static void check_no_descriptor(void)
{
	const struct k_rlimit none = { 0, 0 };

	sys_close(open_blocked());
	CHECK_EQUAL(sys_prlimit64(0, K_RLIMIT_NOFILE, &none, NULL), 0);
	CHECK_EQUAL(knell_fd_open(&set, 0), -EMFILE);
}

const struct test_case test_cases[] = {
	{ "senders", check_senders },
	{ "child", check_child },
	{ "fault", check_fault },
	{ "call", check_call },
	{ "others", check_others },
	{ "several", check_several },
	{ "change", check_change },
	{ "waiting", check_waiting },
	{ "not-seen", check_not_seen },
	{ "not-held", check_not_held },
	{ "flags", check_flags },
	{ "errors", check_errors },
	{ "lost", check_lost },
	{ "no-descriptor", check_no_descriptor },
	{ NULL, NULL },
};
