/* SPDX-License-Identifier: MIT */
/*
 * Programs that do one thing over and over, to see what it costs under a
 * tracer: `steady WHAT COUNT [COMMAND…]` prints nanoseconds a time.
 */
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TIMER_NS = 1000000, SPINS = 100 };

extern char **environ;

static char true_path[] = "/bin/true";
static char *default_command[] = { true_path, NULL };
static char **command = default_command;
static char *page;
static long page_size;

static void call(void)
{
	getppid();
}

static void *end_at_once(void *unused)
{
	return unused;
}

static void create_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, end_at_once, NULL) ||
		pthread_join(thread, NULL))
		exit(1);
}

static void take_signal(int signal)
{
	(void)signal;
}

static void prepare_signal(void)
{
	signal(SIGUSR1, take_signal);
}

static void send_signal(void)
{
	raise(SIGUSR1);
}

static void prepare_timer(void)
{
	const struct itimerspec often = { { 0, TIMER_NS }, { 0, TIMER_NS } };
	timer_t timer;

	signal(SIGALRM, take_signal);
	if (timer_create(CLOCK_MONOTONIC, NULL, &timer) ||
		timer_settime(timer, 0, &often, NULL))
		exit(1);
}

static void spin(void)
{
	for (volatile int i = 0; i < SPINS; i++)
		;
}

/* As runtimes with barriers in memory do it: the handler opens the page. */
static void open_page(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	if ((char *)info->si_addr != page ||
		mprotect(page, (size_t)page_size, PROT_READ | PROT_WRITE))
		_exit(1);
}

static void prepare_fault(void)
{
	struct sigaction action = { .sa_sigaction = open_page,
		.sa_flags = SA_SIGINFO };

	page_size = sysconf(_SC_PAGESIZE);
	page = mmap(NULL, (size_t)page_size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	sigaction(SIGSEGV, &action, NULL);
}

static void fault(void)
{
	mprotect(page, (size_t)page_size, PROT_READ);
	*(volatile char *)page = 1;
}

static void spawn(void)
{
	pid_t child;
	int status;

	if (posix_spawn(&child, command[0], NULL, NULL, command, environ) ||
		waitpid(child, &status, 0) != child || status)
		exit(1);
}

static const struct work {
	const char *name;
	void (*prepare)(void);
	void (*once)(void);
} works[] = {
	{ "call", NULL, call },
	{ "thread", NULL, create_thread },
	{ "signal", prepare_signal, send_signal },
	{ "timer", prepare_timer, spin },
	{ "fault", prepare_fault, fault },
	{ "spawn", NULL, spawn },
};

static double now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

int main(int argc, char **argv)
{
	const struct work *work = NULL;
	long count = argc > 2 ? atol(argv[2]) : 0;

	for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		if (argc > 1 && !strcmp(works[i].name, argv[1]))
			work = &works[i];
	if (!work || count <= 0)
		return 2;
	if (argc > 3)
		command = argv + 3;
	if (work->prepare)
		work->prepare();
	work->once();
	double start = now_ns();

	for (long i = 0; i < count; i++)
		work->once();
	printf("%.2f\n", (now_ns() - start) / (double)count);
	return 0;
}
