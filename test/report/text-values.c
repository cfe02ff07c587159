/* SPDX-License-Identifier: MIT */
/* Values as people read them, names that are too long, words that wrap. */
#include <stdlib.h>
#include <time.h>

#include "report/name.h"
#include "report/text.h"
#include "test/lib/test.h"

static char text[4096];

/* A page that writes to `text`. */
static struct knell_page open_page(struct knell_buffer *out, uint32_t columns)
{
	*out = (struct knell_buffer){ .data = text, .size = sizeof(text) };
	return (struct knell_page){ .out = out, .columns = columns };
}

static const char *format(
	void (*put)(struct knell_page *, uint64_t), uint64_t value)
{
	struct knell_buffer out;
	struct knell_page page = open_page(&out, 80);

	put(&page, value);
	CHECK_EQUAL(page.column, knell_page_width(knell_buffer_text(&out)));
	return text;
}

static void check_values(void)
{
	CHECK_TEXT(format(knell_text_size, 0), "0 B");
	CHECK_TEXT(format(knell_text_size, 1023), "1023 B");
	CHECK_TEXT(format(knell_text_size, 1024), "1 KiB");
	CHECK_TEXT(format(knell_text_size, 8 << 20), "8 MiB");
	CHECK_TEXT(format(knell_text_size, (8 << 20) + (1 << 19)), "8.5 MiB");
	CHECK_TEXT(format(knell_text_size, UINT64_MAX), "16383.9 PiB");
	CHECK_TEXT(format(knell_text_duration, 999), "999 ns");
	CHECK_TEXT(format(knell_text_duration, 1500), "1.5 µs");
	CHECK_TEXT(format(knell_text_duration, 412000000), "412 ms");
	CHECK_TEXT(format(knell_text_duration, 119000000000), "119 s");
	CHECK_TEXT(format(knell_text_duration, 120000000000), "2 min");
	CHECK_TEXT(format(knell_text_duration, 7200000000000), "2 h");
	CHECK_TEXT(format(knell_text_duration, 777600000000000), "9 days");
}

/* Dates against the C library's, over leap years and their exceptions. */
static void check_dates(void)
{
	for (int64_t day = 0; day < 213503; day++) {
		int64_t moment = day * 86400 + day % 86400;
		time_t seconds = (time_t)moment;
		struct tm date;
		char expected[64];

		/* 32-bit ones end in 2038. */
		if (seconds != moment)
			break;
		gmtime_r(&seconds, &date);
		strftime(expected, sizeof(expected), "%Y-%m-%d %H:%M:%S UTC",
			&date);
		CHECK_TEXT(format(knell_text_date,
				   (uint64_t)seconds * 1000000000 + 999999999),
			expected);
	}
}

static const char *command(uint32_t columns, uint32_t lines, uint32_t count,
	const char *const *words, bool expected_cut)
{
	struct knell_buffer out;
	struct knell_page page = open_page(&out, columns);
	char *copies[8];

	for (uint32_t i = 0; i < count; i++)
		copies[i] = words[i] ? strdup(words[i]) : NULL;
	CHECK_EQUAL(
		knell_text_command(&page, copies, count, lines), expected_cut);
	for (uint32_t i = 0; i < count; i++)
		free(copies[i]);
	return knell_buffer_text(&out);
}

#define WORDS(...)                                                      \
	sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(const char *), \
		(const char *[])                                        \
	{                                                               \
		__VA_ARGS__                                             \
	}

static void check_commands(void)
{
	CHECK_TEXT(command(80, 3, WORDS("a", "--b=/c:d,e@f", "g h"), false),
		"a --b=/c:d,e@f 'g h'");
	CHECK_TEXT(command(80, 3, WORDS("", "it's", "$x", "*", NULL), false),
		"'' 'it'\\''s' '$x' '*' ''");
	CHECK_TEXT(command(80, 3, WORDS("a\nb", "\x1b[m"), false),
		"'a\\nb' '\\x1b[m'");
	CHECK_TEXT(command(10, 3, WORDS("12345", "1234", "6"), false),
		"12345 1234\n6");
	CHECK_TEXT(command(10, 1, WORDS("12345", "1234", "6"), true),
		"12345 1234 …");
	CHECK_TEXT(command(10, 2, WORDS("a", "a-word-of-21-columns!"), true),
		"a …");
	CHECK_TEXT(command(10, 4, WORDS("a", "a-word-of-21-columns"), false),
		"a\na-word-of-21-columns");
}

static void check_fit(const char *name, uint32_t columns, const char *expected)
{
	char scratch[KNELL_NAME_BYTES];

	CHECK_TEXT(knell_name_fit(name, columns, scratch), expected);
}

static void check_names(void)
{
	const char *map = "std::map<std::pair<int, long>, std::set<char> >::at("
			  "std::pair<int, long> const&)";

	check_fit("main", 4, "main");
	check_fit(map, 80, map);
	check_fit(map, 76,
		"std::map<std::pair<…>, std::set<…> >::at(std::pair<"
		"…> const&)");
	check_fit(map, 40, "std::map<…>::at(…)");
	check_fit("bool operator<<int>(A<int>, B)", 28,
		"bool operator<<int>(A<…>, B)");
	check_fit("A<int>::operator()(B<int>) const", 30,
		"A<int>::operator()(B<…>) const");
	check_fit("A<int>::operator->() const", 25, "A<…>::operator->() const");
	check_fit("(anonymous namespace)::f(A<int>, B)", 30,
		"(anonymous namespace)::f(…)");
	check_fit("<A<Long> as core::ops::Drop>::drop", 31,
		"<A<…> as core::ops::Drop>::drop");
	check_fit("co_operator(int)", 15, "co_operator(…)");
	check_fit("f()", 2, "f…");
	check_fit("abcdefghijklmnopqrstuvwxyz", 9, "abcd…wxyz");
	check_fit("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 3,
		"\xc3\xa9…\xc3\xa9");
}

/* However wide the room, and however odd the name, it fits. */
static void check_fits(void)
{
	static const char letters[] = "a<>(),:- \xc3\xa9\x1b"
				      "operator";
	char name[64], scratch[KNELL_NAME_BYTES];
	unsigned seed = 1;

	for (unsigned round = 0; round < 20000; round++) {
		size_t length = round % sizeof(name);
		uint32_t columns = 4 + round % 40;

		for (size_t i = 0; i < length; i++) {
			seed = seed * 1103515245 + 12345;
			name[i] = letters[seed / 65536 % (sizeof(letters) - 1)];
		}
		name[length ? length - 1 : 0] = '\0';
		CHECK(knell_page_width(knell_name_fit(
			      name, columns, scratch)) <= columns);
	}
}

static const char *wrap(const char *foreign, uint32_t columns)
{
	struct knell_buffer out;
	struct knell_page page = open_page(&out, columns);

	knell_page_wrap(&page, foreign, 2);
	return knell_buffer_text(&out);
}

static void check_wrapping(void)
{
	CHECK_TEXT(wrap("", 20), "");
	CHECK_TEXT(wrap("one two three", 20), "one two three");
	CHECK_TEXT(
		wrap("one two three four\n\n", 10), "one two\n  three\n  four");
	CHECK_TEXT(wrap("in std::vector<std::string, std::allocator<std::"
			"string> >::at",
			   40),
		"in std::vector<std::string,\n"
		"  std::allocator<std::string> >::at");
	CHECK_TEXT(wrap("see /a/path/that/is/far/too/long for it", 20),
		"see\n  /a/path/that/is/far/too/long\n  for it");
	CHECK_TEXT(wrap("a\nb\x1b", 20), "a\\nb\\x1b");
}

int main(void)
{
	check_values();
	check_dates();
	check_commands();
	check_names();
	check_fits();
	check_wrapping();
	return test_end();
}
