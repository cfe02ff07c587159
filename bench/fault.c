/* SPDX-License-Identifier: MIT */
/*
 * What bench/death.c watches: a program with some threads that writes the time
 * to a FIFO and then faults. `fault THREADS`, the FIFO's path in BENCH_FIFO.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static pthread_barrier_t all_there;

static void *wait_for_ever(void *unused)
{
	pthread_barrier_wait(&all_there);
	for (;;)
		pause();
	return unused;
}

static void start_threads(unsigned count)
{
	pthread_t thread;

	pthread_barrier_init(&all_there, NULL, count);
	for (unsigned i = 1; i < count; i++)
		if (pthread_create(&thread, NULL, wait_for_ever, NULL))
			exit(2);
	pthread_barrier_wait(&all_there);
}

__attribute__((noinline)) static void fault(int fifo, volatile int *nowhere)
{
	struct timespec time;
	uint64_t ns;

	clock_gettime(CLOCK_MONOTONIC, &time);
	ns = (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
	if (write(fifo, &ns, sizeof(ns)) == sizeof(ns))
		*nowhere = 1;
}

int main(int argc, char **argv)
{
	const char *path = getenv("BENCH_FIFO");
	int fifo = path ? open(path, O_WRONLY | O_CLOEXEC) : -1;

	if (argc != 2 || fifo < 0)
		return 2;
	start_threads((unsigned)atoi(argv[1]));
	fault(fifo, NULL);
	return 2;
}
