/* SPDX-License-Identifier: MIT */
/*
 * The kernel's interface on ppc64le, as data for src/abi, src/sys and
 * src/signal. Sources: arch/powerpc/include/uapi/asm/{signal,mman,ioctls}.h.
 */
#ifndef KNELL_ARCH_ABI_H
#define KNELL_ARCH_ABI_H

/* The column of arch/calls.def. */
#define K_CALL_NUMBER(x86_64, i386, generic, arm, ppc64le, s390x, mips64el) \
	ppc64le
/* Whose programs a kernel for this machine runs. */
#define K_MACHINES &knell_machine_ppc64le

#define K_MINSIGSTKSZ 8192
/* sa_restorer is there, but handlers return to the vDSO all the same:
 * arch/powerpc/kernel/signal_64.c, handle_rt_signal64. */
#define K_RESTORER_USED 0

#define K_MAP_NORESERVE 0x40
/* _IOR('t', 19, struct termios), _IOR('t', 104, struct winsize) */
#define K_TCGETS     0x402c7413
#define K_TIOCGWINSZ 0x40087468

#define K_TLS_BIAS 0x7000

#include "arch/common.h"

#endif
