/* SPDX-License-Identifier: MIT */
/*
 * The kernel's interface on loongarch64, as data for src/abi, src/sys and
 * src/signal. Sources: arch/loongarch/include/uapi/asm/signal.h,
 * asm-generic/signal.h without SA_RESTORER, arch/loongarch/kernel/signal.c:
 * handlers return to the vDSO.
 */
#ifndef KNELL_ARCH_ABI_H
#define KNELL_ARCH_ABI_H

/* The column of arch/calls.def. */
#define K_CALL_NUMBER(x86_64, i386, generic, arm, ppc64le, s390x, mips64el) \
	generic
/* Whose programs a kernel for this machine runs. */
#define K_MACHINES &knell_machine_loongarch64

#define K_RESTORER_SLOT 0
#define K_MINSIGSTKSZ   4096

#define K_BREAKPOINT "\x00\x00\x2a\x00" /* break 0 */

#include "arch/common.h"

#endif
