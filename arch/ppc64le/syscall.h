/* SPDX-License-Identifier: MIT */
/*
 * The system call instruction. An error is a positive number, told by the bit
 * SO of cr0. Sources: syscall(2), Documentation/arch/powerpc/
 * syscall64-abi.rst, which lists what a call may change.
 */
#ifndef KNELL_ARCH_SYSCALL_H
#define KNELL_ARCH_SYSCALL_H

static inline long knell_syscall6(
	long number, long a, long b, long c, long d, long e, long f)
{
	register long r0 __asm__("r0") = number;
	register long r3 __asm__("r3") = a;
	register long r4 __asm__("r4") = b;
	register long r5 __asm__("r5") = c;
	register long r6 __asm__("r6") = d;
	register long r7 __asm__("r7") = e;
	register long r8 __asm__("r8") = f;

	__asm__ volatile("sc\n\t"
			 "bns+ 1f\n\t"
			 "neg %1, %1\n"
			 "1:"
			 : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6),
			 "+r"(r7), "+r"(r8)
			 :
			 : "r9", "r10", "r11", "r12", "cr0", "cr1", "cr5",
			 "cr6", "cr7", "ctr", "xer", "memory");
	return r3;
}

#endif
