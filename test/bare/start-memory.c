/* SPDX-License-Identifier: MIT */
/* What compilers call in a program by themselves is in knell-start.o. */
#include "test/bare/bare.h"

#include <stddef.h>

/* By the names that compilers use: test.mk has them not renamed here. */
void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *at, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);

enum { BYTES = 67 };

static unsigned char area[2 * BYTES];

static void number(void)
{
	for (unsigned i = 0; i < sizeof(area); i++)
		area[i] = (unsigned char)i;
}

/* From the one place on, so many bytes go up by the step; others are as ever.
 */
static void check_area(
	unsigned from, unsigned size, unsigned first, unsigned step)
{
	unsigned wrong = 0;

	for (unsigned i = 0; i < sizeof(area); i++) {
		unsigned is = i >= from && i - from < size
				      ? first + (i - from) * step
				      : i;

		wrong += area[i] != is;
	}
	CHECK_EQUAL(wrong, 0);
}

static void run_copies(void)
{
	for (unsigned size = 0; size <= 33; size++) {
		number();
		CHECK(memcpy(area + BYTES, area + 3, size) == area + BYTES);
		check_area(BYTES, size, 3, 1);
	}
}

static void run_moves(void)
{
	number();
	CHECK(memmove(area + 5, area, BYTES) == area + 5);
	check_area(5, BYTES, 0, 1);
	number();
	CHECK(memmove(area, area + 5, BYTES) == area);
	check_area(0, BYTES, 5, 1);
}

static void run_fills(void)
{
	for (unsigned size = 0; size <= 33; size++) {
		number();
		CHECK(memset(area + 1, 0x1c3, size) == area + 1);
		check_area(1, size, 0xc3, 0);
	}
}

static void run_comparisons(void)
{
	number();
	CHECK_EQUAL(memcmp(area, area, sizeof(area)), 0);
	CHECK(memcmp(area, area + 1, 0) == 0);
	CHECK(memcmp(area, area + 1, 1) < 0);
	CHECK(memcmp(area + 1, area, 1) > 0);
	area[BYTES] = 0xff;
	area[0] = 1;
	CHECK(memcmp(area, area + BYTES, 1) < 0);
}

const struct test_case test_cases[] = {
	{ "copies", run_copies },
	{ "moves", run_moves },
	{ "fills", run_fills },
	{ "comparisons", run_comparisons },
	{ 0 },
};
