/* SPDX-License-Identifier: MIT */
/*
 * The system call instruction. The kernel keeps none of the temporary
 * registers but t0. Sources: syscall(2), arch/loongarch/kernel/entry.S.
 */
#ifndef KNELL_ARCH_SYSCALL_H
#define KNELL_ARCH_SYSCALL_H

static inline long knell_syscall6(
	long number, long a, long b, long c, long d, long e, long f)
{
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;
	register long a3 __asm__("a3") = d;
	register long a4 __asm__("a4") = e;
	register long a5 __asm__("a5") = f;

	__asm__ volatile("syscall 0"
			 : "+r"(a0)
			 : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
			 : "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8",
			 "memory");
	return a0;
}

#endif
