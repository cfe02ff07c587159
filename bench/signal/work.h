/* SPDX-License-Identifier: MIT */
/*
 * What is timed of a signal layer: each peer has a table of the same works and
 * a main that is bench_main.
 */
#ifndef KNELL_BENCH_SIGNAL_WORK_H
#define KNELL_BENCH_SIGNAL_WORK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct work {
	const char *name;
	void (*prepare)(void); /* not timed; may be NULL */
	/* One of them: does it, or does it and returns its nanoseconds. */
	void (*once)(void);
	double (*timed)(void);
};

static inline double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static inline double time_work(const struct work *work, long times)
{
	double start = now_ns(), sum = 0;

	if (work->once) {
		for (long n = 0; n < times; n++)
			work->once();
		return now_ns() - start;
	}
	for (long n = 0; n < times; n++)
		sum += work->timed();
	return sum;
}

/* Prints nanoseconds a time of the work named, done so many times. */
static inline int bench_main(
	const struct work *works, size_t count, int argc, char **argv)
{
	long times = argc == 3 ? atol(argv[2]) : 0;

	for (size_t i = 0; times > 0 && i < count; i++) {
		if (strcmp(works[i].name, argv[1]) != 0)
			continue;
		if (works[i].prepare)
			works[i].prepare();
		time_work(&works[i], times / 10);
		printf("%f\n", time_work(&works[i], times) / (double)times);
		return 0;
	}
	fprintf(stderr, "usage: %s WORK TIMES; works:", argv[0]);
	for (size_t i = 0; i < count; i++)
		fprintf(stderr, " %s", works[i].name);
	fputc('\n', stderr);
	return 2;
}

#endif
