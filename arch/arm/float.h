/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point: rounding, which exceptions trap, and
 * how subnormals count.
 *
 * Source: Arm ARM, FPSCR.
 */
#ifndef KNELL_ARCH_FLOAT_H
#define KNELL_ARCH_FLOAT_H

#include <stdint.h>

static inline uint64_t knell_float_control(void)
{
	uint32_t control;

	__asm__ volatile("vmrs %0, fpscr" : "=r"(control));
	return control;
}

/* The flags stay: the conditions, saturation, exceptions. */
static inline void knell_float_set_control(uint64_t control)
{
	const uint32_t bits = 0x07ffff60;
	uint32_t now = (uint32_t)knell_float_control();

	now = (now & ~bits) | ((uint32_t)control & bits);
	__asm__ volatile("vmsr fpscr, %0" : : "r"(now));
}

#endif
