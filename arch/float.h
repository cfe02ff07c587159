/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point, where one register holds them: rounding,
 * which exceptions trap, how subnormals count. The flags of exceptions stay.
 *
 * A machine's float.h says FLOAT_READ and FLOAT_WRITE, the instructions;
 * FLOAT_CONTROL, which bits these are; and FLOAT_CLEARED, others that are not
 * to be written as they are read.
 */
#ifndef KNELL_ARCH_COMMON_FLOAT_H
#define KNELL_ARCH_COMMON_FLOAT_H

#include <stdint.h>

#ifndef FLOAT_CLEARED
#define FLOAT_CLEARED 0
#endif

static inline uint64_t knell_float_control(void)
{
	unsigned long now;

	__asm__ volatile(FLOAT_READ : "=r"(now));
	return now & FLOAT_CONTROL;
}

static inline void knell_float_set_control(uint64_t control)
{
	const unsigned long changed = FLOAT_CONTROL | FLOAT_CLEARED;
	unsigned long now;

	__asm__ volatile(FLOAT_READ : "=r"(now));
	now = (now & ~changed) | (unsigned long)control;
	__asm__ volatile(FLOAT_WRITE : : "r"(now));
}

#endif
