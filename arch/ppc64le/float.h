/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point: rounding, which exceptions trap, and
 * how subnormals count. Decimals are rounded by bits
 * of their own.
 *
 * Source: Power ISA 3.1 book I section 4.2.2 (fpscr).
 */
#ifndef KNELL_ARCH_FLOAT_H
#define KNELL_ARCH_FLOAT_H

#include <stdint.h>

static inline uint64_t knell_float_control(void)
{
	double control;
	uint64_t bits;

	__asm__ volatile("mffs %0" : "=f"(control));
	__builtin_memcpy(&bits, &control, sizeof(bits));
	return bits;
}

/* The flags stay. */
static inline void knell_float_set_control(uint64_t bits)
{
	double control;

	__builtin_memcpy(&control, &bits, sizeof(control));
	__asm__ volatile("mtfsf 0x03, %0\n\t"
			 "mtfsf 0x01, %0, 0, 1"
			 :
			 : "f"(control));
}

#endif
