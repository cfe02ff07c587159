/* SPDX-License-Identifier: MIT */
/* Public types seen as the kernel's, which they begin with or are equal to. */
#ifndef KNELL_SIGNAL_KERNEL_H
#define KNELL_SIGNAL_KERNEL_H

#include <stddef.h>

#include "abi/siginfo.h"
#include "abi/signal.h"
#include "knell/info.h"
#include "knell/set.h"

/* bits[] is words[] where words have 64 bits or the low one comes first. */
_Static_assert(sizeof(long) == sizeof(uint64_t) ||
		       __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	"struct knell_set begins with the kernel's set");
_Static_assert(sizeof(struct knell_set) >= sizeof(struct k_sigset),
	"struct knell_set has room for the kernel's set");
_Static_assert(sizeof(struct knell_info) == sizeof(struct k_siginfo),
	"struct knell_info is the kernel's siginfo");
#define SAME_PLACE(public, kernel)                                 \
	_Static_assert(offsetof(struct knell_info, public) ==      \
			       offsetof(struct k_siginfo, kernel), \
		"struct knell_info is the kernel's siginfo")
SAME_PLACE(signal, signo);
SAME_PLACE(error, error);
SAME_PLACE(code, code);
SAME_PLACE(sender.pid, sender.pid);
SAME_PLACE(sender.value, sender.value);
SAME_PLACE(timer.value, timer.value);
SAME_PLACE(child.status, child.status);
SAME_PLACE(child.system_ticks, child.system_ticks);
SAME_PLACE(fault.address, fault.addr);
SAME_PLACE(fault.more.address_lsb, fault.addr_lsb);
SAME_PLACE(fault.more.bounds.upper, fault.bounds.upper);
SAME_PLACE(fault.more.protection.key, fault.key.pkey);
SAME_PLACE(fault.more.event.flags, fault.perf.flags);
SAME_PLACE(poll.fd, poll.fd);
SAME_PLACE(call.architecture, call.arch);
#undef SAME_PLACE

static inline const struct k_sigset *kernel_set(const struct knell_set *set)
{
	return (const struct k_sigset *)set;
}

static inline struct k_sigset *kernel_ret_set(struct knell_set *ret_set)
{
	return (struct k_sigset *)ret_set;
}

/* Empties what the kernel did not write. `set` may be NULL. */
static inline void finish_set(struct knell_set *set)
{
	const size_t size = sizeof(set->bits[0]);

	for (size_t i = K_SIGSET_BYTES / size; set && i < sizeof(*set) / size;
		i++)
		set->bits[i] = 0;
}

static inline const struct k_siginfo *kernel_info(const struct knell_info *info)
{
	return (const struct k_siginfo *)info;
}

static inline struct k_siginfo *kernel_ret_info(struct knell_info *ret_info)
{
	return (struct k_siginfo *)ret_info;
}

#endif
