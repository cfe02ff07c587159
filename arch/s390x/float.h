/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point: rounding, which exceptions trap, and
 * how subnormals count.
 *
 * Source: z/Architecture Principles of Operation chapter 9 (fpc).
 */
#ifndef KNELL_ARCH_FLOAT_H
#define KNELL_ARCH_FLOAT_H

#include <stdint.h>

static inline uint64_t knell_float_control(void)
{
	uint32_t control;

	__asm__ volatile("efpc %0" : "=d"(control));
	return control;
}

/* The flags stay. */
static inline void knell_float_set_control(uint64_t control)
{
	const uint32_t bits = 0xff0000ff;
	uint32_t now = (uint32_t)knell_float_control();

	now = (now & ~bits) | ((uint32_t)control & bits);
	__asm__ volatile("sfpc %0" : : "d"(now));
}

#endif
