/* SPDX-License-Identifier: MIT */
/* What a jump brings back: registers, and how numbers are rounded. */
#include "abi/errno.h"
#include "knell.h"
#include "sys/process.h"
#include "test/bare/bare.h"
#include "test/bare/lib/kept.h"
#include "test/bare/lib/rounding.h"

static struct knell_jump point;
static struct test_kept kept;

static void check_row(int row, const char *name, const char *end)
{
	char text[16];
	int length = 0;

	while (name < end && length < 15)
		text[length++] = *name++;
	text[length] = 0;
	if (!kept.flags && kept.saved[row] == kept.changed[row])
		test_fail(__FILE__, __LINE__, text);
	if (kept.back[row] != kept.saved[row])
		test_fail_equal(__FILE__, __LINE__, text,
			(int64_t)kept.back[row], (int64_t)kept.saved[row]);
}

/* Each register that a function keeps for its caller comes back. */
static void check_kept(unsigned flags)
{
	const char *name = test_kept_names, *end;

	kept.place = &point;
	kept.flags = flags;
	for (unsigned long i = 0; i < KEPT_ROWS; i++) {
		kept.first[i] = ~0UL / 3 * i + 0x1234567;
		kept.second[i] = ~kept.first[i];
	}
	test_kept_jump(&kept);
	for (int row = 0; *name; row++, name = end + 1) {
		for (end = name; *end != ' ';)
			end++;
		check_row(row, name, end);
	}
}

static void run_kept(void)
{
	check_kept(0);
}

/* With calls between leaving and arriving. */
static void run_kept_more(void)
{
	check_kept(KNELL_JUMP_MASK | KNELL_JUMP_STACK | KNELL_JUMP_FLOAT);
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
	{ "kept", run_kept },
	{ "kept-more", run_kept_more },
	{ "values", run_values },
	{ "again", run_again },
	{ "rounding", run_rounding },
	{ "room", run_room },
	{ "unknown", run_unknown },
	{ 0 },
};
