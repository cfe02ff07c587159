/* SPDX-License-Identifier: MIT */
/* Deaths in programs with several threads. */
#include "crasher.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

static volatile long sink;
static sem_t asleep;

__attribute__((noinline)) static void fault(void)
{
	volatile int *counter = (int *)8;

	OPAQUE(counter);
	sink = *counter;
	NO_TAIL_CALL;
}

static void *sleep_for_ever(void *argument)
{
	(void)argument;
	sem_post(&asleep);
	for (;;)
		pause();
}

static void start_sleepers(int count)
{
	sem_init(&asleep, 0, 0);
	for (int i = 0; i < count; i++) {
		pthread_t thread;

		if (pthread_create(&thread, NULL, sleep_for_ever, NULL))
			_exit(3);
	}
	for (int i = 0; i < count; i++)
		sem_wait(&asleep);
}

static void threads(void)
{
	start_sleepers(200);
	fault();
	NO_TAIL_CALL;
}

static void *fault_in_thread(void *argument)
{
	(void)argument;
	pthread_setname_np(pthread_self(), "unlucky");
	fault();
	return NULL;
}

static void one_thread(void)
{
	pthread_t thread;

	start_sleepers(3);
	pthread_create(&thread, NULL, fault_in_thread, NULL);
	pthread_join(thread, NULL);
}

static void *fault_without_leader(void *argument)
{
	char state;
	char path[64];

	(void)argument;
	/* Until the leader is a zombie. */
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)getpid());
	do {
		FILE *file = fopen(path, "r");

		if (!file || fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
			_exit(3);
		fclose(file);
	} while (state != 'Z');
	fault();
	return NULL;
}

static void leader_gone(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, fault_without_leader, NULL);
	pthread_exit(NULL);
}

__attribute__((noinline)) static int recurse(int depth)
{
	volatile char room[64];

	room[0] = (char)depth;
	int result = recurse(depth + 1) + room[0];

	NO_TAIL_CALL;
	return result;
}

static void *overflow_in_thread(void *argument)
{
	(void)argument;
	sink = recurse(0);
	return NULL;
}

static void thread_overflow(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, overflow_in_thread, NULL);
	pthread_join(thread, NULL);
}

static void *fault_at_once(void *argument)
{
	pthread_barrier_wait(argument);
	fault();
	return NULL;
}

static void all_at_once(void)
{
	pthread_barrier_t barrier;
	pthread_t threads[8];

	pthread_barrier_init(&barrier, NULL, 8);
	for (int i = 0; i < 8; i++)
		pthread_create(&threads[i], NULL, fault_at_once, &barrier);
	for (int i = 0; i < 8; i++)
		pthread_join(threads[i], NULL);
}

const struct death thread_deaths[] = {
	{ "threads", threads },
	{ "one-thread", one_thread },
	{ "leader-gone", leader_gone },
	{ "thread-overflow", thread_overflow },
	{ "all-at-once", all_at_once },
	{ NULL, NULL },
};
