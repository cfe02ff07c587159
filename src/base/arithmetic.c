/* SPDX-License-Identifier: MIT */
/* 64-bit arithmetic, for machines whose compiler calls libgcc for it. */
#include <stdint.h>

#if UINTPTR_MAX < UINT64_MAX

uint64_t knell_u64_divide(uint64_t n, uint64_t d);
uint64_t knell_u64_modulo(uint64_t n, uint64_t d);
uint64_t knell_u64_divide_modulo(uint64_t n, uint64_t d, uint64_t *ret_rest);
int64_t knell_s64_divide(int64_t n, int64_t d);
int64_t knell_s64_modulo(int64_t n, int64_t d);
int64_t knell_s64_divide_modulo(int64_t n, int64_t d, int64_t *ret_rest);
int knell_u64_trailing_zeros(uint64_t n);

uint64_t knell_u64_divide_modulo(uint64_t n, uint64_t d, uint64_t *ret_rest)
{
	uint64_t quotient = 0, rest = 0;

	for (int bit = 63; bit >= 0; bit--) {
		/* At most n >> bit: the shift loses nothing. */
		rest = rest << 1 | (n >> bit & 1);
		if (rest >= d) {
			rest -= d;
			quotient |= (uint64_t)1 << bit;
		}
	}
	*ret_rest = rest;
	return quotient;
}

static uint64_t magnitude(int64_t n)
{
	return n < 0 ? -(uint64_t)n : (uint64_t)n;
}

uint64_t knell_u64_divide(uint64_t n, uint64_t d)
{
	uint64_t rest;

	return knell_u64_divide_modulo(n, d, &rest);
}

uint64_t knell_u64_modulo(uint64_t n, uint64_t d)
{
	uint64_t rest;

	knell_u64_divide_modulo(n, d, &rest);
	return rest;
}

int64_t knell_s64_divide_modulo(int64_t n, int64_t d, int64_t *ret_rest)
{
	uint64_t rest;
	uint64_t quotient =
		knell_u64_divide_modulo(magnitude(n), magnitude(d), &rest);

	*ret_rest = (int64_t)(n < 0 ? -rest : rest);
	return (int64_t)((n < 0) != (d < 0) ? -quotient : quotient);
}

int64_t knell_s64_divide(int64_t n, int64_t d)
{
	int64_t rest;

	return knell_s64_divide_modulo(n, d, &rest);
}

int64_t knell_s64_modulo(int64_t n, int64_t d)
{
	int64_t rest;

	knell_s64_divide_modulo(n, d, &rest);
	return rest;
}

int knell_u64_trailing_zeros(uint64_t n)
{
	uint32_t low = (uint32_t)n;

	return low ? __builtin_ctz(low) : 32 + __builtin_ctz(n >> 32);
}

#endif
