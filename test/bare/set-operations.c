/* SPDX-License-Identifier: MIT */
/* Sets: every call with every signal, and with what is no signal. */
#include <limits.h>

#include "abi/errno.h"
#include "abi/signal.h"
#include "base/memory.h"
#include "knell/set.h"
#include "test/bare/bare.h"

static const int wrong[] = { INT_MIN, -1, 0, K_NSIG + 1, 129, INT_MAX };

static struct knell_set make_set(int first, int step)
{
	struct knell_set set;

	knell_set_empty(&set);
	for (int signal = first; signal <= K_NSIG; signal += step)
		CHECK_EQUAL(knell_set_add(&set, signal), 0);
	return set;
}

static void check_each(void)
{
	struct knell_set set = { { UINT64_MAX, UINT64_MAX } };

	knell_set_empty(&set);
	CHECK(!set.bits[0] && !set.bits[1]);
	for (int signal = 1; signal <= K_NSIG; signal++) {
		CHECK_EQUAL(knell_set_add(&set, signal), 0);
		for (int other = 1; other <= K_NSIG; other++)
			CHECK_EQUAL(
				knell_set_has(&set, other), other == signal);
		CHECK_EQUAL(set.bits[(signal - 1) / 64],
			(uint64_t)1 << (signal - 1) % 64);
		CHECK_EQUAL(knell_set_remove(&set, signal), 0);
		CHECK_EQUAL(knell_set_has(&set, signal), 0);
	}
}

static void check_wrong(void)
{
	struct knell_set set, before;

	knell_set_fill_all(&set);
	before = set;
	for (size_t i = 0; i < KNELL_COUNT(wrong); i++) {
		CHECK_EQUAL(knell_set_add(&set, wrong[i]), -EINVAL);
		CHECK_EQUAL(knell_set_remove(&set, wrong[i]), -EINVAL);
		CHECK_EQUAL(knell_set_has(&set, wrong[i]), 0);
		CHECK_EQUAL(
			knell_memory_compare(&set, &before, sizeof(set)), 0);
	}
	CHECK_EQUAL(knell_set_add(NULL, 1), -EFAULT);
	CHECK_EQUAL(knell_set_remove(NULL, 1), -EFAULT);
	CHECK_EQUAL(knell_set_has(NULL, 1), 0);
	CHECK_EQUAL(knell_set_next(NULL, 0), 0);
}

static void check_fill(void)
{
	struct knell_set set = { { 0 } };

	knell_set_fill(&set);
	for (int signal = 1; signal <= K_NSIG; signal++)
		CHECK_EQUAL(knell_set_has(&set, signal),
			signal < 32 || signal > 34);
	knell_set_fill_all(&set);
	for (int signal = 1; signal <= K_NSIG; signal++)
		CHECK_EQUAL(knell_set_has(&set, signal), 1);
	/* What is no signal is in no set. */
	CHECK_EQUAL(set.bits[1], K_NSIG > 64 ? UINT64_MAX : 0);
}

static void check_next(void)
{
	struct knell_set set = make_set(3, 5);
	int signal = 0;

	for (int expected = 3; expected <= K_NSIG; expected += 5) {
		signal = knell_set_next(&set, signal);
		CHECK_EQUAL(signal, expected);
	}
	CHECK_EQUAL(knell_set_next(&set, signal), 0);
	CHECK_EQUAL(knell_set_next(&set, INT_MIN), 3);
	CHECK_EQUAL(knell_set_next(&set, K_NSIG), 0);
	CHECK_EQUAL(knell_set_next(&set, INT_MAX), 0);
	CHECK_EQUAL(knell_set_next(&set, 4), 8);
	knell_set_empty(&set);
	CHECK_EQUAL(knell_set_next(&set, 0), 0);
	knell_set_add(&set, 1);
	knell_set_add(&set, K_NSIG);
	CHECK_EQUAL(knell_set_next(&set, 0), 1);
	CHECK_EQUAL(knell_set_next(&set, 1), K_NSIG);
}

static void check_combined(void)
{
	const struct knell_set even = make_set(2, 2), third = make_set(3, 3);
	struct knell_set united = even, both = even, rest = even;

	knell_set_unite(&united, &third);
	knell_set_intersect(&both, &third);
	knell_set_subtract(&rest, &third);
	for (int signal = 1; signal <= K_NSIG; signal++) {
		int a = signal % 2 == 0, b = signal % 3 == 0;

		CHECK_EQUAL(knell_set_has(&united, signal), a || b);
		CHECK_EQUAL(knell_set_has(&both, signal), a && b);
		CHECK_EQUAL(knell_set_has(&rest, signal), a && !b);
	}
	knell_set_unite(&rest, &both);
	CHECK_EQUAL(knell_set_equal(&rest, &even), 1);
	CHECK_EQUAL(knell_set_equal(&even, &third), 0);
	for (int signal = 1; signal <= K_NSIG; signal++) {
		rest = even;
		if (knell_set_remove(&rest, signal) == 0 && signal % 2)
			CHECK_EQUAL(knell_set_equal(&rest, &even), 1);
		else
			CHECK_EQUAL(knell_set_equal(&rest, &even), 0);
	}
}

/* The kernel's set has 64 bits on most machines: the rest does not count. */
static void check_rest(void)
{
	struct knell_set set = make_set(1, 7), odd = set;

	if (K_NSIG > 64)
		return;
	odd.bits[1] = 0x55;
	CHECK_EQUAL(knell_set_equal(&set, &odd), 1);
	CHECK_EQUAL(knell_set_next(&odd, 64), 0);
}

const struct test_case test_cases[] = {
	{ "each", check_each },
	{ "wrong", check_wrong },
	{ "fill", check_fill },
	{ "next", check_next },
	{ "combined", check_combined },
	{ "rest", check_rest },
	{ NULL, NULL },
};
