/* SPDX-License-Identifier: MIT */
/*
 * The kernel's interface on riscv64, as data for src/abi, src/sys and
 * src/signal. Sources: asm-generic/signal.h without SA_RESTORER,
 * arch/riscv/kernel/signal.c: handlers return to the vDSO.
 */
#ifndef KNELL_ARCH_ABI_H
#define KNELL_ARCH_ABI_H

/* The column of arch/calls.def. */
#define K_CALL_NUMBER(x86_64, i386, generic, arm, ppc64le, s390x, mips64el) \
	generic
/* Whose programs a kernel for this machine runs. */
#define K_MACHINES &knell_machine_riscv64

#define K_RESTORER_SLOT 0

#define K_ENCODER        (&knell_encoder_riscv64)
#define K_THREAD_POINTER __builtin_thread_pointer()
#define K_CODE_CACHE     1

#define K_BREAKPOINT "\x73\x00\x10\x00" /* ebreak */

#include "arch/common.h"

#endif
