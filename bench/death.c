/* SPDX-License-Identifier: MIT */
/*
 * Runs a command in which bench/fault.c dies, and prints what came how many
 * nanoseconds after the fault: the end of the process that faulted, the last
 * of what the command wrote (0: nothing); and how many the command took from
 * its start to its end.
 * `death FIFO COMMAND…` makes the FIFO, which fault opens by BENCH_FIFO.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LIMIT_MS = 60000 };

struct times {
	uint64_t start, fault, dead, written, ended;
};

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static _Noreturn void become(char **command, const char *fifo, int output)
{
	const struct rlimit no_core = { 0, 0 };
	int input = open("/dev/null", O_RDONLY);

	setrlimit(RLIMIT_CORE, &no_core);
	setenv("BENCH_FIFO", fifo, 1);
	dup2(input, 0);
	dup2(output, 1);
	dup2(output, 2);
	execvp(command[0], command);
	_exit(127);
}

/*
 * fault alone has the FIFO open for writing; it hangs up when the kernel
 * closes the files of the last thread. That something can be read there wakes
 * nobody, for nothing is asked for.
 */
static void watch(int fifo, int output, struct times *times)
{
	struct pollfd watched[] = { { .fd = fifo },
		{ .fd = output, .events = POLLIN } };
	char data[65536];

	while (watched[0].fd >= 0 || watched[1].fd >= 0) {
		if (poll(watched, 2, LIMIT_MS) <= 0)
			return;
		uint64_t time = now();

		if (watched[0].fd >= 0 && watched[0].revents) {
			times->dead = time;
			watched[0].fd = -1;
		}
		if (watched[1].fd < 0 || !watched[1].revents)
			continue;
		if (read(output, data, sizeof(data)) > 0)
			times->written = time;
		else
			watched[1].fd = -1;
	}
}

static int measure(char **command, const char *path, struct times *times)
{
	int output[2], status;
	int fifo = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fifo < 0 || pipe2(output, O_CLOEXEC))
		return -1;
	times->start = now();
	pid_t child = fork();

	if (child == 0)
		become(command, path, output[1]);
	close(output[1]);
	watch(fifo, output[0], times);
	if (!times->dead || waitpid(child, &status, 0) != child)
		return -1;
	times->ended = now();
	return read(fifo, &times->fault, sizeof(times->fault)) ==
			       sizeof(times->fault)
		       ? 0
		       : -1;
}

int main(int argc, char **argv)
{
	struct times times = { .fault = 0 };

	if (argc < 3 || mkfifo(argv[1], 0600))
		return 2;
	int failed = measure(argv + 2, argv[1], &times);

	unlink(argv[1]);
	if (failed) {
		fprintf(stderr, "bench: %s saw no death\n", argv[2]);
		return 1;
	}
	printf("%llu %llu %llu\n",
		(unsigned long long)(times.dead - times.fault),
		(unsigned long long)(times.written ? times.written - times.fault
						   : 0),
		(unsigned long long)(times.ended - times.start));
	return 0;
}
