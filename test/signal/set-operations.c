/* SPDX-License-Identifier: MIT */
/* Sets: every call, every signal, and what is no signal. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>

#include "knell/set.h"
#include "test/lib/test.h"

static const int wrong[] = { INT_MIN, -1, 0, 65, 128, INT_MAX };

static void check_wrong_numbers(struct knell_set *set)
{
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct knell_set before = *set;

		CHECK_EQUAL(knell_set_add(set, wrong[i]), -EINVAL);
		CHECK_EQUAL(knell_set_remove(set, wrong[i]), -EINVAL);
		CHECK_EQUAL(knell_set_has(set, wrong[i]), 0);
		CHECK_EQUAL(memcmp(set, &before, sizeof(before)), 0);
	}
}

int main(void)
{
	struct knell_set set;
	sigset_t libc;

	memset(&set, 0xff, sizeof(set));
	knell_set_empty(&set);
	for (int signal = 1; signal <= 64; signal++)
		CHECK_EQUAL(knell_set_has(&set, signal), 0);
	check_wrong_numbers(&set);

	for (int signal = 1; signal <= 64; signal++) {
		CHECK_EQUAL(knell_set_add(&set, signal), 0);
		for (int other = 1; other <= 64; other++)
			CHECK_EQUAL(
				knell_set_has(&set, other), other == signal);
		CHECK_EQUAL(knell_set_remove(&set, signal), 0);
		CHECK_EQUAL(knell_set_has(&set, signal), 0);
	}

	memset(&set, 0, sizeof(set));
	knell_set_fill(&set);
	for (int signal = 1; signal <= 64; signal++)
		CHECK_EQUAL(knell_set_has(&set, signal),
			signal < 32 || signal > 34);
	CHECK_EQUAL(set.bits[1], 0);
	check_wrong_numbers(&set);

	/* It begins as the C library's set does. */
	sigemptyset(&libc);
	knell_set_empty(&set);
	for (int signal = 1; signal <= 64; signal += 7) {
		sigaddset(&libc, signal);
		knell_set_add(&set, signal);
	}
	CHECK_EQUAL(memcmp(&set, &libc, 8), 0);
	return 0;
}
