/* SPDX-License-Identifier: MIT */
/* Times. Source: include/uapi/linux/time_types.h. */
#ifndef KNELL_ABI_TIME_H
#define KNELL_ABI_TIME_H

#include <stdint.h>

enum {
	K_CLOCK_REALTIME = 0,
	K_CLOCK_MONOTONIC = 1,
	K_CLOCK_BOOTTIME = 7,
};

/* struct __kernel_timespec */
struct k_timespec {
	int64_t sec;
	int64_t nsec;
};
_Static_assert(sizeof(struct k_timespec) == 16, "uapi/linux/time_types.h");

#endif
