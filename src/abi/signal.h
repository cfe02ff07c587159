/* SPDX-License-Identifier: MIT */
/*
 * Signals as the kernel sees them. Sources: include/uapi/asm-generic/
 * {signal,signal-defs,siginfo}.h, arch/<arch>/include/uapi/asm/signal.h,
 * include/uapi/linux/{signalfd,pidfd}.h.
 */
#ifndef KNELL_ABI_SIGNAL_H
#define KNELL_ABI_SIGNAL_H

#include <stddef.h>
#include <stdint.h>

#include "abi.h"
#include "knell/arch.h"

enum {
#define SIGNAL(name, action, words) K_SIG##name = KNELL_SIG##name,
#include "abi/signal.def"
#undef SIGNAL
	/* The kernel's; a libc keeps the first two or three to itself. */
	K_SIGRTMIN = 32,
	K_SIGRTMAX = KNELL_SIGRTMAX,
};

enum {
#define CODE(signal, value, name, words) K_##name = value,
#define ANY(value, name, words)          K_##name = value,
#include "abi/code.def"
#undef CODE
#undef ANY
};

enum {
	K_SA_NOCLDSTOP = 1,
	K_SA_NOCLDWAIT = KNELL_ARCH_NOCLDWAIT,
	K_SA_SIGINFO = KNELL_ARCH_SIGINFO,
	K_SA_UNSUPPORTED = 0x400,
	K_SA_EXPOSE_TAGBITS = 0x800,
	K_SA_RESTORER = 0x04000000,
	K_SA_ONSTACK = 0x08000000,
	K_SA_RESTART = 0x10000000,
	K_SA_NODEFER = 0x40000000,

	K_SIG_DFL = 0,
	K_SIG_IGN = 1,

	K_SS_ONSTACK = 1,
	K_SS_DISABLE = 2,

	K_SFD_NONBLOCK = K_O_NONBLOCK,
	K_SFD_CLOEXEC = 02000000,

	K_PIDFD_NONBLOCK = K_O_NONBLOCK,
	K_PIDFD_SIGNAL_THREAD = 1,
	K_PIDFD_SIGNAL_THREAD_GROUP = 2,
	K_PIDFD_SIGNAL_PROCESS_GROUP = 4,
	/* In place of a descriptor, from Linux 6.15. */
	K_PIDFD_SELF_THREAD = -10000,
};
/* Too large for an enum's int. */
#define K_SA_RESETHAND  0x80000000UL
#define K_SS_AUTODISARM 0x80000000U

/* The kernel takes no other size of a set than this. */
#define K_SIGSET_BYTES (K_NSIG / 8)

/* sigset_t; words[0] bit 0 is signal 1. */
struct k_sigset {
	unsigned long words[K_SIGSET_BYTES / sizeof(long)];
};
_Static_assert(sizeof(struct k_sigset) == K_SIGSET_BYTES, "asm/signal.h");

/* `handler` is K_SIG_DFL, K_SIG_IGN, or a function's address. */
struct k_sigaction {
	K_SIGACTION_MEMBERS
};
_Static_assert(offsetof(struct k_sigaction, mask) ==
		       (2 + K_RESTORER_SLOT) * sizeof(long),
	"uapi/asm-generic/signal.h");
_Static_assert(sizeof(struct k_sigaction) ==
		       (2 + K_RESTORER_SLOT) * sizeof(long) + K_SIGSET_BYTES,
	"uapi/asm-generic/signal.h");

/* stack_t */
struct k_stack {
	K_STACK_MEMBERS
};
_Static_assert(sizeof(struct k_stack) == 3 * sizeof(long), "asm/signal.h");

/* struct signalfd_siginfo, the same on all machines. */
struct k_signalfd_siginfo {
	uint32_t signo;
	int32_t error;
	int32_t code;
	uint32_t pid;
	uint32_t uid;
	int32_t fd;
	uint32_t timer_id;
	uint32_t band;
	uint32_t overrun;
	uint32_t trap_number;
	int32_t status;
	int32_t value_int;
	uint64_t value_pointer;
	uint64_t user_ticks;
	uint64_t system_ticks;
	uint64_t address;
	uint16_t address_lsb;
	uint16_t reserved;
	int32_t call;
	uint64_t call_address;
	uint32_t call_architecture;
	uint8_t padding[28];
};
_Static_assert(sizeof(struct k_signalfd_siginfo) == 128, "linux/signalfd.h");
_Static_assert(offsetof(struct k_signalfd_siginfo, value_pointer) == 48,
	"uapi/linux/signalfd.h");
_Static_assert(offsetof(struct k_signalfd_siginfo, call_address) == 88,
	"uapi/linux/signalfd.h");

#endif
