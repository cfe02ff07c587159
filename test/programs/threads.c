/* SPDX-License-Identifier: MIT */
/*
 * Threads with alternate stacks in a program of any libc: each uses its stack
 * up, ends in one of three ways, and leaves no memory behind.
 */
#include <knell.h>
#include <knell/pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

KNELL_PTHREAD_WRAP(16384)

enum { ROUNDS = 50 };

static _Thread_local struct knell_jump place;
static _Thread_local struct knell_defer section;
static _Thread_local int kept;
static sem_t ready;

static void leave(int signal)
{
	knell_jump_to(&place, signal);
}

static void keep(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	if (!knell_defer_keep(&section, keep, info, context))
		kept++;
}

static int recurse(volatile int *up)
{
	volatile int here = up ? *up + 1 : 0;

	return here < 1 << 30 ? recurse(&here) + here : 0;
}

/* In the thread's own section, by its own libc's thread-local storage. */
static int use_section(void)
{
	struct knell_set signals = { { 0 } };

	knell_set_add(&signals, KNELL_SIGUSR1);
	knell_defer_init(&section, &signals);
	knell_defer_begin(&section);
	knell_send_self(KNELL_SIGUSR1);
	knell_send_self(KNELL_SIGUSR1);
	if (kept != 0)
		return 0;
	knell_defer_end(&section);
	return kept == 2;
}

static void use_up(void)
{
	if (!knell_jump_save(&place, KNELL_JUMP_MASK))
		recurse(NULL);
}

static void *work(void *how)
{
	struct knell_stack stack;

	if (knell_stack_get(&stack) < 0 || stack.flags || !use_section())
		return NULL;
	use_up();
	switch (*(char *)how) {
	case 'e': pthread_exit(how);
	case 'c':
		sem_post(&ready);
		for (;;)
			pause();
	}
	return how;
}

static unsigned long mapped_pages(void)
{
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	if (!file || fscanf(file, "%lu", &pages) != 1)
		pages = 0;
	if (file)
		fclose(file);
	return pages;
}

static int run(char how)
{
	void *result = NULL;
	pthread_t thread;

	if (pthread_create(&thread, NULL, work, &how))
		return 0;
	if (how == 'c') {
		sem_wait(&ready);
		pthread_cancel(thread);
	}
	pthread_join(thread, &result);
	return result == (how == 'c' ? PTHREAD_CANCELED : (void *)&how);
}

int main(void)
{
	struct knell_action action = { .handler = leave,
		.flags = KNELL_ACTION_ONSTACK };
	struct knell_action keeping = { .info_handler = keep,
		.flags = KNELL_ACTION_SIGINFO };
	static const char ways[] = "rec";
	unsigned long before = 0;

	sem_init(&ready, 0, 0);
	knell_action_set(KNELL_SIGSEGV, &action, NULL);
	knell_action_set(KNELL_SIGUSR1, &keeping, NULL);
	for (int round = 0; round < ROUNDS; round++)
		for (const char *how = ways; *how; how++) {
			if (!run(*how)) {
				printf("a thread that ends by %c\n", *how);
				return 1;
			}
			if (!round && !how[1])
				before = mapped_pages();
		}
	printf("%lu pages more\n", mapped_pages() - before);
	return mapped_pages() - before > ROUNDS;
}
