/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point: rounding, which exceptions trap, and
 * how subnormals count.
 *
 * Source: Arm ARM, FPCR.
 */
#ifndef KNELL_ARCH_FLOAT_H
#define KNELL_ARCH_FLOAT_H

#include <stdint.h>

static inline uint64_t knell_float_control(void)
{
	uint64_t control;

	__asm__ volatile("mrs %0, fpcr" : "=r"(control));
	return control;
}

static inline void knell_float_set_control(uint64_t control)
{
	__asm__ volatile("msr fpcr, %0" : : "r"(control));
}

#endif
