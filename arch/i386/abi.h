/* SPDX-License-Identifier: MIT */
/* The kernel's interface on i386, as data for src/abi, src/sys and src/signal.
 */
#ifndef KNELL_ARCH_ABI_H
#define KNELL_ARCH_ABI_H

/* The column of arch/calls.def. */
#define K_CALL_NUMBER(x86_64, i386, generic, arm, ppc64le, s390x, mips64el) i386

#define K_TRAMPOLINE_PLAIN knell_sigreturn_plain
/* glibc's sigaction clears the restorer of what it puts back, but leaves
 * SA_RESTORER set: handlers then return to 0. */
#define K_VDSO_RETURNS 1

/* Whose programs a kernel for this machine runs, its own first. */
#define K_MACHINES &knell_machine_i386, &knell_machine_x86_64

#define K_TLS_BELOW 1

#define K_BREAKPOINT "\xcc" /* int3 */

#include "arch/common.h"

#endif
