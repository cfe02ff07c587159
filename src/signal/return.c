/* SPDX-License-Identifier: MIT */
/* Returning from handlers without a system call. */
#include "knell/return.h"
#include "abi/errno.h"
#include "abi/signal.h"
#include "signal/trampoline.h"

int knell_return_allow(struct knell_action *action)
{
	if (!action)
		return -EFAULT;
	if (!(action->flags & KNELL_ACTION_NODEFER) || action->mask.bits[0] ||
		action->mask.bits[1] || action->flags & KNELL_ACTION_RESTORER)
		return -EINVAL;
#if K_RETURN_USER
	action->restorer = K_TRAMPOLINE_RETURN;
	action->flags |= KNELL_ACTION_RESTORER;
#endif
	return 0;
}

void knell_return_refuse(void *context)
{
	/* uc_link, which the kernel sets to 0 and does not read again. */
	if (K_RETURN_USER && context)
		((uintptr_t *)context)[1] = 1;
}
