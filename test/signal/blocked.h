/* SPDX-License-Identifier: MIT */
/* Waiting until a thread sleeps in a given system call, for tests. */
#ifndef KNELL_TEST_BLOCKED_H
#define KNELL_TEST_BLOCKED_H

#include <sched.h>
#include <stdio.h>
#include <sys/types.h>

/* Returns when thread `tid` of this process sleeps in system call `number`. */
static inline void wait_until_blocked(pid_t tid, long number)
{
	char path[64];
	long found = -1;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", (int)tid);
	while (found != number) {
		FILE *file = fopen(path, "r");

		sched_yield();
		found = -1;
		if (!file)
			continue;
		if (fscanf(file, "%ld", &found) != 1)
			found = -1;
		fclose(file);
	}
}

#endif
