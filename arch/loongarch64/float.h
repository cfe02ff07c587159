/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point: rounding, which exceptions trap, and
 * how subnormals count.
 *
 * Source: LoongArch manual volume 1 section 3.1.2 (fcsr0).
 */
#ifndef KNELL_ARCH_FLOAT_H
#define KNELL_ARCH_FLOAT_H

#include <stdint.h>

static inline uint64_t knell_float_control(void)
{
	uint64_t control;

	__asm__ volatile("movfcsr2gr %0, $fcsr0" : "=r"(control));
	return control;
}

/* The flags stay. */
static inline void knell_float_set_control(uint64_t control)
{
	const uint64_t bits = 0x31f;
	uint64_t now = knell_float_control();

	now = (now & ~bits) | (control & bits);
	__asm__ volatile("movgr2fcsr $fcsr0, %0" : : "r"(now));
}

#endif
