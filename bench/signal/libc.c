/* SPDX-License-Identifier: MIT */
/* The works of a signal layer, by the C library that this is built with. */
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/signal/work.h"

enum { STACK_BYTES = 64 * 1024 };

static pid_t self;
static sigset_t set;
static jmp_buf place;
static sigjmp_buf masked_place;

static void plain(int signal)
{
	(void)signal;
}

static void informed(int signal, siginfo_t *info, void *context)
{
	(void)signal, (void)info, (void)context;
}

static void handle(int signal, int flags)
{
	struct sigaction action = { .sa_flags = flags };

	if (flags & SA_SIGINFO)
		action.sa_sigaction = informed;
	else
		action.sa_handler = plain;
	sigaction(signal, &action, NULL);
	self = getpid();
}

static void prepare_plain(void)
{
	handle(SIGUSR1, 0);
}

static void send_once(void)
{
	kill(self, SIGUSR1);
}

static void raise_once(void)
{
	raise(SIGUSR1);
}

static void prepare_queue(void)
{
	handle(SIGRTMIN, SA_SIGINFO);
}

static void queue_once(void)
{
	sigqueue(self, SIGRTMIN, (union sigval){ .sival_int = 1 });
}

static void prepare_set(void)
{
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
}

static void block_once(void)
{
	sigset_t old;

	sigprocmask(SIG_BLOCK, &set, &old);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static void prepare_wait(void)
{
	prepare_set();
	sigprocmask(SIG_BLOCK, &set, NULL);
	self = getpid();
}

static void wait_once(void)
{
	siginfo_t info;

	kill(self, SIGUSR1);
	sigwaitinfo(&set, &info);
}

static void jump_once(void)
{
	if (!_setjmp(place))
		_longjmp(place, 1);
}

static void jump_masked_once(void)
{
	if (!sigsetjmp(masked_place, 1))
		siglongjmp(masked_place, 1);
}

static void prepare_stack(void)
{
	handle(SIGUSR1, SA_ONSTACK);
}

static void *memory;

static void install_stack(void *base, int flags)
{
	stack_t stack = {
		.ss_sp = base, .ss_size = STACK_BYTES, .ss_flags = flags
	};

	sigaltstack(&stack, NULL);
}

static void map_stack(void)
{
	memory = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	install_stack(memory, 0);
}

/* Its memory as mmap or malloc give it. */
static double new_stack_once(void)
{
	map_stack();
	double start = now_ns();

	kill(self, SIGUSR1);
	double end = now_ns();

	install_stack(NULL, SS_DISABLE);
	munmap(memory, STACK_BYTES);
	return end - start;
}

static void prepare_warm_stack(void)
{
	prepare_stack();
	map_stack();
}

static const struct work works[] = {
	{ "send", prepare_plain, send_once, NULL },
	{ "raise", prepare_plain, raise_once, NULL },
	{ "queue", prepare_queue, queue_once, NULL },
	{ "block", prepare_set, block_once, NULL },
	{ "wait", prepare_wait, wait_once, NULL },
	{ "jump", NULL, jump_once, NULL },
	{ "jump-mask", NULL, jump_masked_once, NULL },
	{ "stack-new", prepare_stack, NULL, new_stack_once },
	{ "stack-warm", prepare_warm_stack, send_once, NULL },
};

int main(int argc, char **argv)
{
	return bench_main(works, sizeof(works) / sizeof(works[0]), argc, argv);
}
