/* SPDX-License-Identifier: MIT */
/* System calls that are called off by a signal that comes just before. */
#include "abi/errno.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

enum { SIGNAL = KNELL_SIGUSR1, ROUNDS = 100 };

static struct knell_defer section;
static volatile unsigned flag;
static volatile int interrupted, handled;
static int fds[2];

static void set_flag(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	(void)info;
	flag = 1;
	interrupted += knell_call_interrupt(context);
	handled++;
}

static void handle(
	void (*handler)(int, struct knell_info *, void *), unsigned long flags)
{
	struct knell_action action = { .info_handler = handler,
		.flags = flags | KNELL_ACTION_SIGINFO };

	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
}

static long read_unless(const volatile unsigned *until, char *byte)
{
	const long arguments[6] = { fds[0], (long)byte, 1 };

	return knell_call_unless(until, SYS_read, arguments);
}

/* Results and errors are those of the kernel; all arguments arrive. */
static void run_results(void)
{
	const long none[6] = { 0 };
	const long map[6] = { 0, 8192, K_PROT_READ | K_PROT_WRITE,
		K_MAP_PRIVATE | K_MAP_ANONYMOUS, -1, 0 };
	const long close[6] = { -1 };
	char byte = 0;

	CHECK_EQUAL(knell_call_unless(&flag, SYS_getpid, none), sys_getpid());
	CHECK_EQUAL(knell_call_unless(&flag, SYS_close, close), -EBADF);
	CHECK_EQUAL(knell_call_unless(&flag, 0x7ffff, none), -ENOSYS);
#if !K_MMAP_BY_POINTER
	long at = knell_call_unless(
		&flag, SYS_mmap2 < 0 ? (long)SYS_mmap : (long)SYS_mmap2, map);

	CHECK(!sys_mmap_failed(at));
	((volatile char *)at)[8191] = 1;
#else
	(void)map;
#endif
	CHECK_EQUAL(sys_pipe2(fds, 0), 0);
	CHECK_EQUAL(sys_write(fds[1], "x", 1), 1);
	flag = 1;
	CHECK_EQUAL(read_unless(&flag, &byte), -EINTR);
	CHECK_EQUAL(knell_call_unless(&flag, SYS_getpid, none), -EINTR);
	flag = 0;
	CHECK_EQUAL(read_unless(&flag, &byte), 1);
	CHECK_EQUAL(byte, 'x');
}

struct sender {
	struct test_thread thread;
	int tid, delay;
	unsigned delay_ms;
};

static void signal_soon(void *argument)
{
	struct sender *sender = argument;

	for (volatile int i = 0; i < sender->delay; i++)
		;
	if (sender->delay_ms)
		test_sleep_ms(sender->delay_ms);
	CHECK_EQUAL(sys_tgkill((int)sys_getpid(), sender->tid, SIGNAL), 0);
}

static void interrupt_read(struct sender *sender)
{
	int before = handled;
	char byte;

	flag = 0;
	test_thread_start(&sender->thread, signal_soon, sender);
	CHECK_EQUAL(read_unless(&flag, &byte), -EINTR);
	CHECK_EQUAL(flag, 1);
	test_thread_join(&sender->thread);
	CHECK_EQUAL(handled, before + 1);
}

/* A signal from elsewhere, at whatever time: the call never waits on. */
static void interrupt_reads(unsigned long flags)
{
	struct sender sender = { .tid = (int)sys_gettid() };

	handle(set_flag, flags);
	CHECK_EQUAL(sys_pipe2(fds, 0), 0);
	for (int i = 0; i < ROUNDS; i++) {
		sender.delay = 9 * i * i;
		interrupt_read(&sender);
	}
}

static void run_interrupted(void)
{
	interrupt_reads(0);
}

static void run_not_restarted(void)
{
	struct sender sender = { .tid = (int)sys_gettid(), .delay_ms = 1 };

	interrupt_reads(KNELL_ACTION_RESTART);
	/* In the call, where the kernel would have made it again: with one
	 * processor only a sender that sleeps lets it come that far. */
	for (; !interrupted; sender.delay_ms *= 2) {
		CHECK(sender.delay_ms < 10000);
		interrupt_read(&sender);
	}
}

static void keep(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	if (!knell_defer_keep(&section, keep, info, context))
		handled++;
}

/* A signal that waits for the section's end does not let it wait. */
static void run_in_section(void)
{
	struct sender sender = { .tid = (int)sys_gettid() };
	struct knell_set signals = { { 0 } };
	char byte;

	knell_set_add(&signals, SIGNAL);
	knell_defer_init(&section, &signals);
	handle(keep, KNELL_ACTION_RESTART);
	CHECK_EQUAL(sys_pipe2(fds, 0), 0);
	for (int i = 0; i < ROUNDS; i++) {
		sender.delay = 9 * i * i;
		test_thread_start(&sender.thread, signal_soon, &sender);
		knell_defer_begin(&section);
		if (handled == i) {
			long got = read_unless(&section.kept, &byte);

			CHECK_EQUAL(got, -EINTR);
			CHECK_EQUAL(section.kept, 1);
			CHECK_EQUAL(handled, i);
		}
		knell_defer_end(&section);
		test_thread_join(&sender.thread);
		CHECK_EQUAL(handled, i + 1);
	}
}

/* Elsewhere, nothing is changed. */
static void run_elsewhere(void)
{
	handle(set_flag, 0);
	CHECK_EQUAL(
		sys_tgkill((int)sys_getpid(), (int)sys_gettid(), SIGNAL), 0);
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(interrupted, 0);
}

const struct test_case test_cases[] = {
	{ "results", run_results },
	{ "interrupted", run_interrupted },
	{ "not-restarted", run_not_restarted },
	{ "in-section", run_in_section },
	{ "elsewhere", run_elsewhere },
	{ 0 },
};
