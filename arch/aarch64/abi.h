/* SPDX-License-Identifier: MIT */
/* The kernel's interface on aarch64, as data for src/abi, src/sys and
 * src/signal. */
#ifndef KNELL_ARCH_ABI_H
#define KNELL_ARCH_ABI_H

/* The column of arch/calls.def. */
#define K_CALL_NUMBER(x86_64, i386, generic, arm, ppc64le, s390x, mips64el) \
	generic

#define K_MINSIGSTKSZ 5120

/* Whose programs a kernel for this machine runs. */
#define K_MACHINES &knell_machine_aarch64, &knell_machine_arm

#define K_TLS_GAP (2 * sizeof(long))

#define K_ENCODER        (&knell_encoder_aarch64)
#define K_THREAD_POINTER __builtin_thread_pointer()
#define K_CODE_CACHE     1

/* arch/arm64/kernel/ptrace.c, report_syscall. */
#define K_TRACED_CALL_MARK "x7"

#include "arch/common.h"

#endif
