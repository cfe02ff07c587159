/* SPDX-License-Identifier: MIT */
/* Waiting for signals. */
#include "knell/wait.h"
#include "abi/errno.h"
#include "signal/kernel.h"
#include "sys/signal.h"
#include "sys/time.h"

int knell_wait_one(const struct knell_set *set, struct knell_info *ret_info,
	int64_t timeout_ns)
{
	struct k_timespec timeout = {
		.sec = timeout_ns / 1000000000,
		.nsec = timeout_ns % 1000000000,
	};

	return (int)sys_rt_sigtimedwait(kernel_set(set),
		kernel_ret_info(ret_info), timeout_ns < 0 ? NULL : &timeout);
}

/* The clock that rt_sigtimedwait counts by. */
static int64_t now_ns(void)
{
	return (int64_t)knell_clock_ns(K_CLOCK_MONOTONIC);
}

int knell_wait_restarting(const struct knell_set *set,
	struct knell_info *ret_info, int64_t timeout_ns)
{
	int64_t start = timeout_ns > 0 ? now_ns() : 0, rest = timeout_ns;

	for (;;) {
		int result = knell_wait_one(set, ret_info, rest);

		if (result != -EINTR)
			return result;
		if (timeout_ns < 0)
			continue;
		/* At 0 it only looks, which nothing interrupts. */
		rest = timeout_ns - (now_ns() - start);
		if (rest < 0)
			rest = 0;
	}
}

int knell_wait_suspend(const struct knell_set *mask)
{
	return (int)sys_rt_sigsuspend(kernel_set(mask));
}
