/* SPDX-License-Identifier: MIT */
/*
 * The kernel's interface on mips64el (n64), as data for src/abi, src/sys and
 * src/signal; arch/include/knell/arch.h has the numbers of signals. Sources:
 * arch/mips/include/uapi/asm/{signal,siginfo,errno,fcntl,mman,ioctls}.h.
 */
#ifndef KNELL_ARCH_ABI_H
#define KNELL_ARCH_ABI_H

/* The column of arch/calls.def. */
#define K_CALL_NUMBER(x86_64, i386, generic, arm, ppc64le, s390x, mips64el) \
	mips64el
/* Whose programs a kernel for this machine runs. */
#define K_MACHINES &knell_machine_mips64el

#define K_NSIG       128
#define K_SIGNAL_OWN SIGNAL(EMT, TERMINATE, "emulator trap")
#define K_SIGINFO_HEAD \
	int32_t code;  \
	int32_t error;

/* Handlers return to the vDSO. */
#define K_RESTORER_SLOT 0
#define K_SIGACTION_MEMBERS \
	uint32_t flags;     \
	uintptr_t handler;  \
	struct k_sigset mask;
#define K_STACK_MEMBERS \
	void *sp;       \
	size_t size;    \
	unsigned flags;

#define K_SIG_BLOCK   1
#define K_SIG_UNBLOCK 2
#define K_SIG_SETMASK 3

#define K_O_APPEND      0x0008
#define K_O_NONBLOCK    0x0080
#define K_O_CREAT       0x0100
#define K_O_TRUNC       0x0200
#define K_O_EXCL        0x0400
#define K_O_NOCTTY      0x0800
#define K_MAP_NORESERVE 0x0400
#define K_MAP_ANONYMOUS 0x0800
/* The second is _IOR('t', 104, struct winsize). */
#define K_TCGETS     0x540d
#define K_TIOCGWINSZ 0x40087468

#define K_ERRNO_ABOVE_34                                             \
	EDEADLK = 45, ENODATA = 61, EPROTO = 71, EBADMSG = 77,       \
	ENAMETOOLONG = 78, EOVERFLOW = 79, EILSEQ = 88, ENOSYS = 89, \
	ELOOP = 90, ENOTSUP = 122, ETIMEDOUT = 145

#define K_TLS_BIAS     0x7000
#define K_RLIMIT_NPROC 8

#define K_BREAKPOINT "\x0d\x00\x00\x00" /* break 0 */

#include "arch/common.h"

#endif
