/* SPDX-License-Identifier: MIT */
/* How the processor rounds, set by the machine's own instruction. */
#ifndef KNELL_TEST_BARE_ROUNDING_H
#define KNELL_TEST_BARE_ROUNDING_H

/* From now on results are rounded upward, not to the nearest. */
static inline void test_round_up(void)
{
#if defined(__x86_64__) || defined(__i386__)
	unsigned mxcsr;
	unsigned short control;

	__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
	mxcsr = (mxcsr & ~0x6000U) | 0x4000;
	__asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
	__asm__ volatile("fnstcw %0" : "=m"(control));
	control = (unsigned short)((control & ~0x0c00) | 0x0800);
	__asm__ volatile("fldcw %0" : : "m"(control));
#elif defined(__aarch64__)
	__asm__ volatile("msr fpcr, %0" : : "r"(1UL << 22));
#elif defined(__arm__)
	__asm__ volatile("vmsr fpscr, %0" : : "r"(1U << 22));
#elif defined(__riscv)
	__asm__ volatile("fsrm %0" : : "r"(3UL));
#elif defined(__loongarch__)
	__asm__ volatile("movgr2fcsr $fcsr0, %0" : : "r"(2UL << 8));
#elif defined(__powerpc64__)
	__asm__ volatile("mtfsb1 30\n\tmtfsb0 31");
#elif defined(__s390x__)
	__asm__ volatile("sfpc %0" : : "d"(2UL));
#elif defined(__mips__)
	__asm__ volatile("ctc1 %0, $31" : : "r"(2L));
#endif
}

/* Of doubles. */
static inline _Bool test_rounds_up(void)
{
	volatile double one = 1, tiny = 1e-30;

	return one + tiny > 1;
}

#endif
