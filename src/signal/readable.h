/* SPDX-License-Identifier: MIT */
/* Whether memory can be read, which the kernel is asked. AS-Safe. */
#ifndef KNELL_SIGNAL_READABLE_H
#define KNELL_SIGNAL_READABLE_H

#include <stdbool.h>

#include "abi/errno.h"
#include "sys/signal.h"

/* Asks the kernel, which reads a set from there before it refuses. */
static inline bool can_read_set(uintptr_t address)
{
	return sys_rt_sigprocmask(-1, (const struct k_sigset *)address, NULL) !=
	       -EFAULT;
}

/* No more than a page. No set here crosses a page's end. */
static inline bool can_read(uintptr_t address, size_t size)
{
	const uintptr_t aligned = ~(uintptr_t)(K_SIGSET_BYTES - 1);

	return can_read_set(address & aligned) &&
	       can_read_set((address + size - 1) & aligned);
}

#endif
