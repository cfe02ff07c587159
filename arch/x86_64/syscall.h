/* SPDX-License-Identifier: MIT */
/* The system call instruction. Source: x86-64 psABI, appendix A.2.1. */
#ifndef KNELL_ARCH_SYSCALL_H
#define KNELL_ARCH_SYSCALL_H

static inline long knell_syscall6(
	long number, long a, long b, long c, long d, long e, long f)
{
	long result;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10),
			 "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

#endif
