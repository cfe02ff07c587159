/* SPDX-License-Identifier: MIT */
/*
 * What the kernel tells about one signal, in the layouts of 64-bit and of
 * 32-bit machines, so that each can read the other's. Source:
 * include/uapi/asm-generic/siginfo.h.
 */
#ifndef KNELL_ABI_SIGINFO_H
#define KNELL_ABI_SIGINFO_H

#include <stddef.h>
#include <stdint.h>

#include "abi.h"

/* Aligned to 8 on i386 too. */
typedef int64_t k_s64 __attribute__((aligned(8)));
typedef uint64_t k_u64 __attribute__((aligned(8)));

/*
 * Which part of the union counts is told by signal and code. `sword` and
 * `uword` have the width of the machine's long; its alignment places the
 * union at 16 or at 12. The kernel's si_errno is `error`: errno is a macro.
 */
#define K_SIGINFO(name, sword, uword)                               \
	struct name {                                               \
		int32_t signo;                                      \
		K_SIGINFO_HEAD                                      \
		union {                                             \
			/* SI_USER, SI_TKILL; SI_QUEUE and the like \
			 * have the value also */                   \
			struct {                                    \
				int32_t pid;                        \
				uint32_t uid;                       \
				uword value;                        \
			} sender;                                   \
			/* SI_TIMER */                              \
			struct {                                    \
				int32_t id;                         \
				int32_t overrun;                    \
				uword value;                        \
			} timer;                                    \
			/* SIGCHLD, CLD_* */                        \
			struct {                                    \
				int32_t pid;                        \
				uint32_t uid;                       \
				int32_t status;                     \
				sword user_ticks;                   \
				sword system_ticks;                 \
			} child;                                    \
			/* SIGILL, FPE, SEGV, BUS, TRAP */          \
			struct {                                    \
				uword addr;                         \
				union {                             \
					/* BUS_MCEERR_* */          \
					int16_t addr_lsb;           \
					/* SEGV_BNDERR */           \
					struct {                    \
						uword unused;       \
						uword lower;        \
						uword upper;        \
					} bounds;                   \
					/* SEGV_PKUERR */           \
					struct {                    \
						uword unused;       \
						uint32_t pkey;      \
					} key;                      \
					/* TRAP_PERF */             \
					struct {                    \
						uword data;         \
						uint32_t type;      \
						uint32_t flags;     \
					} perf;                     \
				};                                  \
			} fault;                                    \
			/* SIGIO, POLL_* */                         \
			struct {                                    \
				sword band;                         \
				int32_t fd;                         \
			} poll;                                     \
			/* SIGSYS */                                \
			struct {                                    \
				uword addr;                         \
				int32_t number;                     \
				uint32_t arch;                      \
			} call;                                     \
			uword words[sizeof(uword) == 8 ? 14 : 29];  \
		};                                                  \
	}

K_SIGINFO(k_siginfo64, k_s64, k_u64);
K_SIGINFO(k_siginfo32, int32_t, uint32_t);

_Static_assert(sizeof(struct k_siginfo64) == 128, "asm-generic/siginfo.h");
_Static_assert(offsetof(struct k_siginfo64, sender.value) == 24, "siginfo.h");
_Static_assert(offsetof(struct k_siginfo64, child.user_ticks) == 32, "siginfo");
_Static_assert(offsetof(struct k_siginfo64, fault.addr) == 16, "siginfo.h");
_Static_assert(offsetof(struct k_siginfo64, fault.addr_lsb) == 24, "siginfo.h");
_Static_assert(offsetof(struct k_siginfo64, fault.key.pkey) == 32, "siginfo.h");
_Static_assert(offsetof(struct k_siginfo64, poll.fd) == 24, "siginfo.h");
_Static_assert(offsetof(struct k_siginfo64, call.arch) == 28, "siginfo.h");

_Static_assert(sizeof(struct k_siginfo32) == 128, "asm-generic/siginfo.h");
_Static_assert(offsetof(struct k_siginfo32, sender.value) == 20, "siginfo.h");
_Static_assert(offsetof(struct k_siginfo32, child.user_ticks) == 24, "siginfo");
_Static_assert(offsetof(struct k_siginfo32, fault.addr) == 12, "siginfo.h");
_Static_assert(offsetof(struct k_siginfo32, fault.addr_lsb) == 16, "siginfo.h");
_Static_assert(offsetof(struct k_siginfo32, fault.key.pkey) == 20, "siginfo.h");
_Static_assert(offsetof(struct k_siginfo32, poll.fd) == 16, "siginfo.h");
_Static_assert(offsetof(struct k_siginfo32, call.arch) == 20, "siginfo.h");

/* The machine's own. */
#if UINTPTR_MAX < UINT64_MAX
#define k_siginfo k_siginfo32
#else
#define k_siginfo k_siginfo64
#endif

#endif
