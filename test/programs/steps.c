/* SPDX-License-Identifier: MIT */
/*
 * Runs through code of many shapes, to be stepped through one instruction at
 * a time: lazy binding, hand-written assembly of libc, callbacks, the vDSO, a
 * signal handler. Stops itself before.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile int sink;

static int compare(const void *left, const void *right)
{
	return *(const int *)left - *(const int *)right;
}

static void sort(void)
{
	int numbers[] = { 3, 1, 2 };

	qsort(numbers, 3, sizeof(numbers[0]), compare);
	sink = numbers[0];
}

static void format(void)
{
	char text[64];

	snprintf(text, sizeof(text), "%d %s %.3f %lx", sink, "text", 1.5, 77L);
	sink = (int)strtol(text, NULL, 10) + (int)strtod("1.25", NULL);
}

/* Sizes that lead to the different loops of the string functions. */
static void copy(void)
{
	static char from[700], to[700];
	static const size_t sizes[] = { 1, 17, 40, 100, 300, 700 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		memset(from, 'a', sizes[i] - 1);
		memcpy(to, from, sizes[i]);
		memmove(to + 1, to, sizes[i] - 1);
		sink += memcmp(from, to, sizes[i]);
		sink += (int)strlen(from);
		sink += strchr(from, 'b') != NULL;
	}
}

/* A frame of a size known at run time alone. */
static void __attribute__((noinline)) grow(int size)
{
	char space[size];

	memset(space, 1, (size_t)size);
	sink += space[size / 2];
	if (size > 16)
		grow(size / 2);
}

static void __attribute__((noinline))
pass(int a, int b, int c, int d, int e, int f, int g, int h, int i)
{
	sink = a + b + c + d + e + f + g + h + i;
	sink += (int)getpid();
}

static void handle(int signal)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", signal);
	sink += text[0];
}

static void take_signals(void)
{
	static char stack[65536];
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = { .sa_handler = handle };

	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	sigaltstack(&alternate, NULL);
	action.sa_flags = SA_ONSTACK | SA_SIGINFO;
	sigaction(SIGUSR2, &action, NULL);
	raise(SIGUSR2);
}

static void __attribute__((noinline)) work(void)
{
	struct timespec now;

	sort();
	format();
	copy();
	grow(100);
	clock_gettime(CLOCK_MONOTONIC, &now);
	sink += (int)time(NULL);
	pass(sink, 2, 3, 4, 5, 6, 7, 8, 9);
	free(malloc(100));
	take_signals();
}

/* Right here, with no function of libc in between. */
static inline __attribute__((always_inline)) void stop(void)
{
	long result = SYS_kill;
	pid_t pid = getpid();

#ifdef __x86_64__
	__asm__ volatile("syscall"
			 : "+a"(result)
			 : "D"(pid), "S"(SIGSTOP)
			 : "rcx", "r11", "memory");
#else
	__asm__ volatile("int $0x80"
			 : "+a"(result)
			 : "b"(pid), "c"(SIGSTOP)
			 : "memory");
#endif
}

int main(void)
{
	stop();
	work();
	return 0;
}
