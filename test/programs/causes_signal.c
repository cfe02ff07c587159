/* SPDX-License-Identifier: MIT */
/* Deaths that handlers have a part in, and signals that the program sends. */
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "causes.h"

static volatile int *volatile nowhere;

void raise_again(int number)
{
	signal(number, SIG_DFL);
	raise(number);
}

/* What it raises is blocked while it runs, and kills when it has returned. */
static void handler_returned(void)
{
	signal(SIGSEGV, raise_again);
	*nowhere = 1;
	NO_TAIL_CALL;
}

static void write_nowhere(int number)
{
	(void)number;
	*nowhere = 1;
	NO_TAIL_CALL;
}

/* The fault is in the handler of another signal. */
static void nested_returned(void)
{
	signal(SIGUSR1, write_nowhere);
	signal(SIGSEGV, raise_again);
	raise(SIGUSR1);
	NO_TAIL_CALL;
}

static void nested_raised(void)
{
	struct sigaction action = { .sa_handler = raise_again,
		.sa_flags = SA_NODEFER };

	signal(SIGUSR1, write_nowhere);
	sigaction(SIGSEGV, &action, NULL);
	raise(SIGUSR1);
	NO_TAIL_CALL;
}

static void queue(int number, siginfo_t *info)
{
	syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), number, info);
}

static void queue_again(int number, siginfo_t *info, void *context)
{
	(void)context;
	signal(number, SIG_DFL);
	queue(number, info);
}

/* As crash reporters do, for their parent to see the fault. */
static void handler_queued(int flags)
{
	struct sigaction action = { .sa_sigaction = queue_again,
		.sa_flags = SA_SIGINFO | flags };

	sigaction(SIGSEGV, &action, NULL);
	*nowhere = 1;
	NO_TAIL_CALL;
}

static void requeued(void)
{
	handler_queued(SA_NODEFER);
}

static void requeued_returned(void)
{
	handler_queued(0);
}

/* What only looks like a fault. */
static void forge(void)
{
	siginfo_t info = { .si_signo = SIGSEGV, .si_code = SEGV_MAPERR };

	queue(SIGSEGV, &info);
	NO_TAIL_CALL;
}

static void call_abort(int number)
{
	(void)number;
	abort();
}

static void forged_handled(void)
{
	signal(SIGSEGV, call_abort);
	forge();
}

static char *pages;

static void open_page(int number, siginfo_t *info, void *context)
{
	static int count;

	(void)context;
	if (++count == 3)
		raise_again(number);
	else
		mprotect((char *)((uintptr_t)info->si_addr & -4096UL), 4096,
			PROT_READ | PROT_WRITE);
}

/* The same instruction faults three times; the third fault kills. */
static void handler_gives_up(void)
{
	struct sigaction action = { .sa_sigaction = open_page,
		.sa_flags = SA_SIGINFO | SA_NODEFER };

	pages = mmap((void *)0x500000000000, 4 * 4096, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	sigaction(SIGSEGV, &action, NULL);
	for (volatile int i = 0; i < 4; i++)
		((volatile char *)pages)[i * 4096 + 1] = 1;
}

static void wait_for_abort(int number)
{
	(void)number;
	if (!fork()) {
		kill(getppid(), SIGABRT);
		_exit(0);
	}
	for (;;)
		pause();
}

static void handler_killed(void)
{
	signal(SIGSEGV, wait_for_abort);
	*nowhere = 1;
	NO_TAIL_CALL;
}

static void alarm_clock(void)
{
	alarm(1);
	for (;;)
		pause();
}

static void timer(void)
{
	timer_t id;
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGUSR1 };
	struct itimerspec soon = { .it_value = { 0, 1000000 } };

	timer_create(CLOCK_MONOTONIC, &event, &id);
	timer_settime(id, 0, &soon, NULL);
	for (;;)
		pause();
}

/* As the kernel has it. */
struct kernel_action {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

static void handle_with(int number, void (*handler)(int), unsigned long flags,
	void (*restorer)(void))
{
	struct kernel_action action = { handler, flags, restorer };

	syscall(SYS_rt_sigaction, number, &action, NULL, 8);
}

static void no_restorer(void)
{
	handle_with(SIGUSR1, raise_again, 0, NULL);
	raise(SIGUSR1);
	NO_TAIL_CALL;
}

static void no_restorer_fault(void)
{
	handle_with(SIGSEGV, raise_again, 0, NULL);
	*nowhere = 1;
	NO_TAIL_CALL;
}

static void do_nothing(int number)
{
	(void)number;
}

/* It is there, but may not be written. */
static void bad_altstack(void)
{
	stack_t stack = { .ss_size = 65536 };
	struct sigaction action = { .sa_handler = do_nothing,
		.sa_flags = SA_ONSTACK };

	stack.ss_sp = mmap(NULL, stack.ss_size, PROT_READ,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	sigaltstack(&stack, NULL);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	NO_TAIL_CALL;
}

#define SA_RESTORER 0x04000000

static void return_in_frame(void)
{
	__asm__ volatile("" : : "r"(__builtin_frame_address(0)));
	__asm__ volatile("movl $15, %eax\n\tsyscall");
}

static void restorer_frame(void)
{
	handle_with(SIGUSR1, do_nothing, SA_RESTORER, return_in_frame);
	raise(SIGUSR1);
	NO_TAIL_CALL;
}

static void call_sigreturn(int number)
{
	(void)number;
	syscall(SYS_rt_sigreturn);
}

static void sigreturn_called(void)
{
	signal(SIGUSR1, call_sigreturn);
	raise(SIGUSR1);
	NO_TAIL_CALL;
}

const struct death signal_deaths[] = {
	{ "handler-returned", handler_returned },
	{ "nested-returned", nested_returned },
	{ "nested-raised", nested_raised },
	{ "requeued", requeued },
	{ "requeued-returned", requeued_returned },
	{ "forged", forge },
	{ "forged-handled", forged_handled },
	{ "handler-killed", handler_killed },
	{ "handler-gives-up", handler_gives_up },
	{ "alarm-clock", alarm_clock },
	{ "timer", timer },
	{ "no-restorer", no_restorer },
	{ "no-restorer-fault", no_restorer_fault },
	{ "bad-altstack", bad_altstack },
	{ "restorer-frame", restorer_frame },
	{ "sigreturn-called", sigreturn_called },
	{ NULL, NULL },
};
