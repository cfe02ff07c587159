/* SPDX-License-Identifier: MIT */
/*
 * The kernel's interface on s390x, as data for src/abi, src/sys and
 * src/signal. Sources: arch/s390/kernel/syscall.c (mmap), kernel/fork.c
 * (CONFIG_CLONE_BACKWARDS2), arch/s390/include/uapi/asm/signal.h.
 */
#ifndef KNELL_ARCH_ABI_H
#define KNELL_ARCH_ABI_H

/* The column of arch/calls.def. */
#define K_CALL_NUMBER(x86_64, i386, generic, arm, ppc64le, s390x, mips64el) \
	s390x
/* Whose programs a kernel for this machine runs. */
#define K_MACHINES &knell_machine_s390x

#define K_CLONE_STACK_FIRST 1
#define K_MMAP_BY_POINTER   1

#define K_TRAMPOLINE_PLAIN knell_sigreturn_plain

#define K_TLS_BELOW 1

/* arch/s390/kernel/traps.c, S390_BREAKPOINT. */
#define K_BREAKPOINT "\x00\x01"

#include "arch/common.h"

#endif
