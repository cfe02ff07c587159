/* SPDX-License-Identifier: MIT */
/*
 * What the compiler is told before every file of libknell.
 *
 * Compilers call these functions even in freestanding code, for a struct
 * assignment or a 64-bit division on a 32-bit machine. The library must not
 * depend on a libc or libgcc for them, nor define them under names that could
 * shadow the program's own: so the assembler renames the calls, but where
 * KNELL_PLAIN_CALLS asks for the names themselves, as for src/start/memory.c.
 */
#ifndef KNELL_BASE_COMPILER_H
#define KNELL_BASE_COMPILER_H

#if !defined KNELL_HOSTED && !defined KNELL_PLAIN_CALLS
#include "abi.h"

__asm__("memcpy = knell_memory_copy\n"
	"memmove = knell_memory_copy\n"
	"memset = knell_memory_fill\n"
	"memcmp = knell_memory_compare\n");
#if __SIZEOF_POINTER__ < 8
__asm__("__udivdi3 = knell_u64_divide\n"
	"__umoddi3 = knell_u64_modulo\n"
	"__divdi3 = knell_s64_divide\n"
	"__moddi3 = knell_s64_modulo\n"
	"__udivmoddi4 = knell_u64_divide_modulo\n"
	"__divmoddi4 = knell_s64_divide_modulo\n"
	"__ctzdi2 = knell_u64_trailing_zeros\n");
#endif
#ifdef K_COMPILER_CALLS
__asm__(K_COMPILER_CALLS);
#endif
#endif

#pragma GCC visibility push(hidden)

#endif
