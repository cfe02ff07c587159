/* SPDX-License-Identifier: MIT */
/*
 * The kernel's interface on arm (EABI), as data for src/abi, src/sys and
 * src/signal. Source: arch/arm/include/uapi/asm/signal.h; system calls take
 * arguments by the procedure call standard, which has 64-bit ones begin at
 * even registers.
 */
#ifndef KNELL_ARCH_ABI_H
#define KNELL_ARCH_ABI_H

/* The column of arch/calls.def. */
#define K_CALL_NUMBER(x86_64, i386, generic, arm, ppc64le, s390x, mips64el) arm
/* Whose programs a kernel for this machine runs. */
#define K_MACHINES &knell_machine_arm

#define K_PAIRS_ALIGNED 1

#define K_TRAMPOLINE_PLAIN knell_sigreturn_plain

/* What compilers call here instead of libgcc's, for src/base/compiler.h: in
 * helper.S. Not all processors divide, hence the first four. */
#define K_COMPILER_CALLS                                   \
	"__aeabi_uidiv = knell_arm_u32_divide_modulo\n"    \
	"__aeabi_uidivmod = knell_arm_u32_divide_modulo\n" \
	"__aeabi_idiv = knell_arm_s32_divide_modulo\n"     \
	"__aeabi_idivmod = knell_arm_s32_divide_modulo\n"  \
	"__aeabi_uldivmod = knell_arm_u64_divide_modulo\n" \
	"__aeabi_ldivmod = knell_arm_s64_divide_modulo\n"

#define K_TLS_GAP (2 * sizeof(long))

/* arch/arm/kernel/ptrace.c, report_syscall. */
#define K_TRACED_CALL_MARK "ip"

#include "arch/common.h"

#endif
