/* SPDX-License-Identifier: MIT */
/*
 * The 64-bit division for machines without one, against the compiler's. Where
 * the library leaves it out it is built into this test.
 */
#include <stdint.h>

#undef UINTPTR_MAX
#define UINTPTR_MAX 0xffffffffu
/* On 32-bit machines these are the ones used, before the library's. */
#include "base/arithmetic.c"
#include "base/memory.h"
#include "test/lib/test.h"

static const uint64_t edges[] = { 0, 1, 2, 3, 7, 9, 10, 255, 0x7fffffff,
	0x80000000, 0xffffffff, 0x100000000, 0x100000001, 0x7ffffffffffffffe,
	0x7fffffffffffffff, 0x8000000000000000, 0x8000000000000001,
	0xfffffffffffffffe, 0xffffffffffffffff };

static void check_unsigned(uint64_t n, uint64_t d)
{
	uint64_t rest;

	CHECK_EQUAL(knell_u64_divide(n, d), n / d);
	CHECK_EQUAL(knell_u64_modulo(n, d), n % d);
	CHECK_EQUAL(knell_u64_divide_modulo(n, d, &rest), n / d);
	CHECK_EQUAL(rest, n % d);
}

static void check_signed(int64_t n, int64_t d)
{
	int64_t rest;

	/* Undefined in C. */
	if (n == INT64_MIN && d == -1)
		return;
	CHECK_EQUAL(knell_s64_divide(n, d), n / d);
	CHECK_EQUAL(knell_s64_modulo(n, d), n % d);
	CHECK_EQUAL(knell_s64_divide_modulo(n, d, &rest), n / d);
	CHECK_EQUAL(rest, n % d);
}

/* xorshift64 (Marsaglia, 2003): the same numbers each time. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

int main(void)
{
	uint64_t state = 88172645463325252;

	for (size_t i = 0; i < KNELL_COUNT(edges); i++)
		for (size_t j = 1; j < KNELL_COUNT(edges); j++) {
			check_unsigned(edges[i], edges[j]);
			check_signed((int64_t)edges[i], (int64_t)edges[j]);
		}
	for (int i = 0; i < 20000; i++) {
		uint64_t n = next_random(&state);
		uint64_t d = next_random(&state) >> (i & 63);

		check_unsigned(n, d | 1);
		check_signed((int64_t)n, (int64_t)(d | 1));
	}
	for (int bit = 0; bit < 64; bit++) {
		CHECK_EQUAL(knell_u64_trailing_zeros(1ull << bit), bit);
		CHECK_EQUAL(knell_u64_trailing_zeros(-1ull << bit), bit);
	}
	return test_end();
}
