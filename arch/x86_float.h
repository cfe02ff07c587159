/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point: rounding, which exceptions trap, and
 * how subnormals count. mxcsr, and the x87 control word in the upper half.
 *
 * Source: Intel SDM volume 1 sections 8.1.5 and 10.2.3.
 */
#ifndef KNELL_X86_FLOAT_H
#define KNELL_X86_FLOAT_H

#include <stdint.h>

static inline uint64_t knell_float_control(void)
{
	uint32_t mxcsr;
	uint16_t x87;

	__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
	__asm__ volatile("fnstcw %0" : "=m"(x87));
	return mxcsr | (uint64_t)x87 << 32;
}

/* The flags stay. */
static inline void knell_float_set_control(uint64_t control)
{
	const uint32_t flags = 0x3f;
	uint32_t mxcsr;
	uint16_t x87 = (uint16_t)(control >> 32);

	__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
	mxcsr = (mxcsr & flags) | ((uint32_t)control & ~flags);
	__asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
	__asm__ volatile("fldcw %0" : : "m"(x87));
}

#endif
