/* SPDX-License-Identifier: MIT */
/* The kernel's interface on x86_64, as data for src/abi, src/sys and
 * src/signal. */
#ifndef KNELL_ARCH_ABI_H
#define KNELL_ARCH_ABI_H

/* The column of arch/calls.def. */
#define K_CALL_NUMBER(x86_64, i386, generic, arm, ppc64le, s390x, mips64el) \
	x86_64

/* Whose programs a kernel for this machine runs, its own first. */
#define K_MACHINES &knell_machine_x86_64, &knell_machine_i386

/* return.S */
#define K_RETURN_USER       1
#define K_TRAMPOLINE_RETURN knell_return_user

#define K_TLS_BELOW 1

#define K_ENCODER        (&knell_encoder_x86_64)
#define K_THREAD_POINTER __builtin_thread_pointer()

#define K_BREAKPOINT "\xcc" /* int3 */

#include "arch/common.h"

#endif
