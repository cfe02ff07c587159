/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point: rounding, which exceptions trap, and
 * how subnormals count.
 *
 * Source: MIPS64 manual volume I section 5.6.4 (fcsr).
 */
#ifndef KNELL_ARCH_FLOAT_H
#define KNELL_ARCH_FLOAT_H

#include <stdint.h>

static inline uint64_t knell_float_control(void)
{
	uint32_t control;

	__asm__ volatile("cfc1 %0, $31" : "=r"(control));
	return control;
}

/* The flags stay. What has just happened is cleared, or it would trap here. */
static inline void knell_float_set_control(uint64_t control)
{
	const uint32_t bits = 0x01600f83, just = 0x3f000;
	uint32_t now = (uint32_t)knell_float_control();

	now = (now & ~bits & ~just) | ((uint32_t)control & bits);
	__asm__ volatile("ctc1 %0, $31" : : "r"(now));
}

#endif
