/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point: rounding, which exceptions trap, and
 * how subnormals count. Exceptions do not trap.
 *
 * Source: RISC-V unprivileged manual, frm.
 */
#ifndef KNELL_ARCH_FLOAT_H
#define KNELL_ARCH_FLOAT_H

#include <stdint.h>

static inline uint64_t knell_float_control(void)
{
	uint64_t control;

	__asm__ volatile("frrm %0" : "=r"(control));
	return control;
}

static inline void knell_float_set_control(uint64_t control)
{
	__asm__ volatile("fsrm %0" : : "r"(control));
}

#endif
