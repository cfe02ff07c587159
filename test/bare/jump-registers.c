/* SPDX-License-Identifier: MIT */
/* What a jump brings back: registers, and how numbers are rounded. */
#include "abi/errno.h"
#include "knell.h"
#include "sys/process.h"
#include "test/bare/bare.h"
#include "test/bare/lib/rounding.h"

enum { ROWS = 24 };

typedef double vector __attribute__((vector_size(16)));

static struct knell_jump point;
/* Read through these, nothing is a constant to the compiler. */
static volatile unsigned long numbers[ROWS];
static volatile double fractions[ROWS];

static void fill(unsigned long seed)
{
	for (int i = 0; i < ROWS; i++) {
		numbers[i] = seed * 0x9e3779b9UL + (unsigned long)i * i;
		fractions[i] = (double)seed + i / 16.0;
	}
}

/* More values than registers are alive across the call of `piece`. */
#define KEEP(type, source, piece)                                            \
	type a = source[0], b = source[1], c = source[2], d = source[3],     \
	     e = source[4], f = source[5], g = source[6], h = source[7],     \
	     i = source[8], j = source[9], k = source[10], l = source[11],   \
	     m = source[12], n = source[13], o = source[14], p = source[15], \
	     q = source[16], r = source[17], s = source[18], t = source[19]; \
                                                                             \
	piece();                                                             \
	CHECK(a == source[0] && b == source[1] && c == source[2]);           \
	CHECK(d == source[3] && e == source[4] && f == source[5]);           \
	CHECK(g == source[6] && h == source[7] && i == source[8]);           \
	CHECK(j == source[9] && k == source[10] && l == source[11]);         \
	CHECK(m == source[12] && n == source[13] && o == source[14]);        \
	CHECK(p == source[15] && q == source[16] && r == source[17]);        \
	CHECK(s == source[18] && t == source[19])

/* Other values are in all registers where the jump happens. */
static void leave(void)
{
	knell_jump_to(&point, 1);
}

static __attribute__((noinline)) void leave_fractions(void)
{
	KEEP(double, fractions, leave);
}

static __attribute__((noinline)) void leave_numbers(void)
{
	KEEP(unsigned long, numbers, leave_fractions);
}

static __attribute__((noinline)) void go_and_come_back(void)
{
	if (knell_jump_save(&point, 0) == 0) {
		fill(77);
		leave_numbers();
	}
	fill(5);
}

static __attribute__((noinline)) void keep_fractions(void)
{
	KEEP(double, fractions, go_and_come_back);
}

static void run_registers(void)
{
	fill(5);
	KEEP(unsigned long, numbers, keep_fractions);
}

/* Those that a function keeps whole (ppc64le), not by their lower half. */
static void run_vectors(void)
{
	vector a = { fractions[0], 1 }, b = { 2, fractions[0] },
	       c = { fractions[0], 3 }, d = { fractions[0], 4 };

	__asm__ volatile("" : "+m"(a), "+m"(b), "+m"(c), "+m"(d));
	vector sum = a + b, product = a * c, other = c - d, last = d + c;

	go_and_come_back();
	vector sum2 = a + b, product2 = a * c, other2 = c - d, last2 = d + c;

	for (int i = 0; i < 2; i++) {
		CHECK(sum[i] == sum2[i] && product[i] == product2[i]);
		CHECK(other[i] == other2[i] && last[i] == last2[i]);
	}
}

static void run_values(void)
{
	static const int values[] = { 1, 2, -1, 0x7fffffff, -0x7fffffff - 1 };
	volatile unsigned i = 0;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		int got = knell_jump_save(&point, 0);

		if (!got)
			knell_jump_to(&point, values[i]);
		CHECK_EQUAL(got, values[i]);
	}
	int got = knell_jump_save(&point, 0);

	if (!got)
		knell_jump_to(&point, 0);
	CHECK_EQUAL(got, 1);
}

/* The same place again and again, also when it has been copied. */
static void run_again(void)
{
	static struct knell_jump copy;
	volatile int times = 0;
	int got = knell_jump_save(&point, KNELL_JUMP_MASK);

	CHECK_EQUAL(got, times);
	copy = point;
	if (++times < 1000)
		knell_jump_to(times % 2 ? &copy : &point, times);
}

static void run_rounding(void)
{
	CHECK(!test_rounds_up());
	if (!knell_jump_save(&point, KNELL_JUMP_FLOAT)) {
		test_round_up();
		CHECK(test_rounds_up());
		knell_jump_to(&point, 1);
	}
	CHECK(!test_rounds_up());
	if (!knell_jump_save(&point, KNELL_JUMP_MASK)) {
		test_round_up();
		knell_jump_to(&point, 1);
	}
	CHECK(test_rounds_up());
}

/* The room for registers is all that is used, and is used to its end. */
static void run_room(void)
{
	unsigned char *bytes = (unsigned char *)&point;
	const size_t end = sizeof(point.registers);
	volatile unsigned seed, changed = 0;

	for (seed = 0; seed < 2; seed++) {
		for (size_t i = 0; i < sizeof(point); i++)
			bytes[i] = seed ? 0xa5 : 0x5a;
		CHECK_EQUAL(knell_jump_save(&point, 0), 0);
		for (size_t i = end; i < sizeof(point); i++)
			CHECK_EQUAL(bytes[i], seed ? 0xa5 : 0x5a);
		for (size_t i = end - sizeof(long); i < end; i++)
			changed += bytes[i] != (seed ? 0xa5 : 0x5a);
	}
	CHECK(changed > 0);
}

static void run_unknown(void)
{
	CHECK_EQUAL(knell_jump_save(&point, 8), -EINVAL);
	CHECK_EQUAL(knell_jump_save(&point, 15), -EINVAL);
	CHECK_EQUAL(knell_jump_save(&point, ~0U), -EINVAL);
}

const struct test_case test_cases[] = {
	{ "registers", run_registers },
	{ "vectors", run_vectors },
	{ "values", run_values },
	{ "again", run_again },
	{ "rounding", run_rounding },
	{ "room", run_room },
	{ "unknown", run_unknown },
	{ 0 },
};
