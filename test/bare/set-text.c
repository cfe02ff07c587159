/* SPDX-License-Identifier: MIT */
/* Sets as text, and back; text that is no set. */
#include "abi/errno.h"
#include "abi/signal.h"
#include "base/memory.h"
#include "base/text.h"
#include "knell/set.h"
#include "test/bare/bare.h"

static void check_text(const struct knell_set *set, const char *expected)
{
	char text[KNELL_SET_TEXT_BYTES];
	struct knell_set back = { { 1, 1 } };

	CHECK_TEXT(knell_set_format(set, text), expected);
	CHECK_EQUAL(knell_set_parse(text, &back), 0);
	CHECK_EQUAL(knell_memory_compare(set, &back, sizeof(back)), 0);
}

static void check_format(void)
{
	struct knell_set set = { { 0 } };

	check_text(&set, "{}");
	knell_set_add(&set, KNELL_SIGTERM);
	check_text(&set, "{TERM}");
	knell_set_add(&set, KNELL_SIGRTMIN + 3);
	knell_set_add(&set, KNELL_SIGINT);
	check_text(&set, "{INT TERM RT+3}");
	knell_set_add(&set, 32);
	knell_set_add(&set, KNELL_SIGRTMIN);
	knell_set_add(&set, KNELL_SIGRTMAX);
	check_text(&set, "{INT TERM 32 RTMIN RT+3 RTMAX}");
}

static void check_every(void)
{
	char text[KNELL_SET_TEXT_BYTES];
	struct knell_set set, back;

	for (int signal = 1; signal <= K_NSIG; signal++) {
		knell_set_empty(&set);
		knell_set_add(&set, signal);
		CHECK_EQUAL(
			knell_set_parse(knell_set_format(&set, text), &back),
			0);
		CHECK_EQUAL(knell_set_equal(&set, &back), 1);
	}
	/* The longest there is has room. */
	knell_set_fill_all(&set);
	knell_set_format(&set, text);
	CHECK(knell_text_ends(text, "}"));
	CHECK_EQUAL(knell_set_parse(text, &back), 0);
	CHECK_EQUAL(knell_set_equal(&set, &back), 1);
}

static void check_parse(void)
{
	static const char *const same[] = { "{INT TERM RT+3}",
		"{SIGINT 15 RTMIN+3}", "INT TERM RT+3", "  INT  TERM   37 ",
		" { INT TERM RT+3 } ", "TERM INT INT SIGRTMIN+3 TERM" };
	static const char *const none[] = { "", "{}", "  ", " { } " };
	struct knell_set set, expected = { { 0 } };

	for (size_t i = 0; i < KNELL_COUNT(none); i++) {
		CHECK_EQUAL(knell_set_parse(none[i], &set), 0);
		CHECK_EQUAL(knell_set_equal(&set, &expected), 1);
	}
	knell_set_add(&expected, KNELL_SIGINT);
	knell_set_add(&expected, KNELL_SIGTERM);
	knell_set_add(&expected, KNELL_SIGRTMIN + 3);
	for (size_t i = 0; i < KNELL_COUNT(same); i++) {
		CHECK_EQUAL(knell_set_parse(same[i], &set), 0);
		CHECK_EQUAL(knell_set_equal(&set, &expected), 1);
	}
}

static void check_wrong(void)
{
	static const char *const wrong[] = { "{", "}", "{INT", "INT}", "{INT}}",
		"{{INT}", "{INT} TERM", "INT,TERM", "{INT TERM FOO}", "0",
		"{-1}", "129", "int", "INT\tTERM", "{ INT",
		"INTINTINTINTINTINTINTINT", "RTMIN+00000000000000003" };
	struct knell_set set = { { 0x77, 0x66 } };

	for (size_t i = 0; i < KNELL_COUNT(wrong); i++) {
		CHECK_EQUAL(knell_set_parse(wrong[i], &set), -EINVAL);
		CHECK_EQUAL(set.bits[0], 0x77);
		CHECK_EQUAL(set.bits[1], 0x66);
	}
	CHECK_EQUAL(knell_set_parse(NULL, &set), -EFAULT);
	CHECK_EQUAL(knell_set_parse("{INT}", NULL), -EFAULT);
}

const struct test_case test_cases[] = {
	{ "format", check_format },
	{ "every", check_every },
	{ "parse", check_parse },
	{ "wrong", check_wrong },
	{ NULL, NULL },
};
