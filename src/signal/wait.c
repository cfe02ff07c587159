/* SPDX-License-Identifier: MIT */
/* Waiting for signals. */
#include "knell/wait.h"
#include "signal/kernel.h"
#include "sys/signal.h"

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

int knell_wait_suspend(const struct knell_set *mask)
{
	return (int)sys_rt_sigsuspend(kernel_set(mask));
}
