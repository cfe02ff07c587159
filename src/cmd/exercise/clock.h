/* SPDX-License-Identifier: MIT */
/* The clock of repeats, by the system calls that have wide times. */
#ifndef KNELL_CMD_EXERCISE_CLOCK_H
#define KNELL_CMD_EXERCISE_CLOCK_H

#include "abi/time.h"
#include "knell/call.h"
#include "sys/sys.h"

#if UINTPTR_MAX < UINT64_MAX
enum {
	EXERCISE_CLOCK_GETTIME = SYS_clock_gettime64,
	EXERCISE_CLOCK_NANOSLEEP = SYS_clock_nanosleep_time64,
};
#else
enum {
	EXERCISE_CLOCK_GETTIME = SYS_clock_gettime,
	EXERCISE_CLOCK_NANOSLEEP = SYS_clock_nanosleep,
};
#endif

static inline uint64_t exercise_clock_ns(void)
{
	static const unsigned never = 0;
	struct k_timespec now = { 0, 0 };
	const long arguments[6] = { K_CLOCK_MONOTONIC, (long)&now };

	knell_call_unless(&never, EXERCISE_CLOCK_GETTIME, arguments);
	return (uint64_t)now.sec * 1000000000 + (uint64_t)now.nsec;
}

#endif
