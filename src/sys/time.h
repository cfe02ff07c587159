/* SPDX-License-Identifier: MIT */
/* System calls on clocks; times are 64 bits wide on every machine. */
#ifndef KNELL_SYS_TIME_H
#define KNELL_SYS_TIME_H

#include "abi/time.h"
#include "sys/sys.h"

static inline long sys_clock_gettime(int clock, struct k_timespec *ret_time)
{
#if UINTPTR_MAX < UINT64_MAX
	return KNELL_CALL2(clock_gettime64, clock, ret_time);
#else
	return KNELL_CALL2(clock_gettime, clock, ret_time);
#endif
}

/* Nanoseconds of a clock; 0 where there is no such clock. */
static inline uint64_t knell_clock_ns(int clock)
{
	struct k_timespec now;

	if (sys_clock_gettime(clock, &now) < 0)
		return 0;
	return (uint64_t)now.sec * 1000000000 + (uint64_t)now.nsec;
}

#endif
