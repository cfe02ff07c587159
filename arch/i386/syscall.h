/* SPDX-License-Identifier: MIT */
/*
 * The system call instruction. Source: syscall(2). The sixth argument goes in
 * ebp, which the compiler may use as the frame pointer: it is swapped in from
 * memory by hand.
 */
#ifndef KNELL_ARCH_SYSCALL_H
#define KNELL_ARCH_SYSCALL_H

static inline long knell_syscall6(
	long number, long a, long b, long c, long d, long e, long f)
{
	long last[2] = { a, f };
	long result;

	__asm__ volatile("pushl %%ebx\n\t"
			 "pushl %%ebp\n\t"
			 "movl (%%eax), %%ebx\n\t"
			 "movl 4(%%eax), %%ebp\n\t"
			 "movl 8(%%eax), %%eax\n\t"
			 "int $0x80\n\t"
			 "popl %%ebp\n\t"
			 "popl %%ebx"
			 : "=a"(result)
			 : "a"((long[]){ last[0], last[1], number }), "c"(b),
			 "d"(c), "S"(d), "D"(e)
			 : "memory");
	return result;
}

#endif
