/* SPDX-License-Identifier: MIT */
/* Which signals are blocked in the calling thread, and which wait there. */
#include "knell/mask.h"
#include "abi/errno.h"
#include "signal/kernel.h"
#include "sys/signal.h"

static int change_mask(
	int how, const struct knell_set *set, struct knell_set *ret_old)
{
	int error = (int)sys_rt_sigprocmask(
		how, kernel_set(set), kernel_ret_set(ret_old));

	if (!error)
		finish_set(ret_old);
	return error;
}

int knell_mask_block(const struct knell_set *set, struct knell_set *ret_old)
{
	return change_mask(K_SIG_BLOCK, set, ret_old);
}

int knell_mask_unblock(const struct knell_set *set, struct knell_set *ret_old)
{
	return change_mask(K_SIG_UNBLOCK, set, ret_old);
}

int knell_mask_set(const struct knell_set *set, struct knell_set *ret_old)
{
	return change_mask(K_SIG_SETMASK, set, ret_old);
}

int knell_mask_get(struct knell_set *ret_set)
{
	/* The kernel would do nothing. */
	if (!ret_set)
		return -EFAULT;
	return change_mask(K_SIG_BLOCK, NULL, ret_set);
}

int knell_mask_pending(struct knell_set *ret_set)
{
	int error = (int)sys_rt_sigpending(kernel_ret_set(ret_set));

	if (!error)
		finish_set(ret_set);
	return error;
}
