/* SPDX-License-Identifier: MIT */
/* Values as people read them: sizes, times, commands, threads. */
#include "report/text.h"

#include "base/memory.h"
#include "base/text.h"

void knell_text_label(
	struct knell_page *page, const char *label, uint32_t column)
{
	knell_page_pad(page, 2);
	knell_page_style(page, KNELL_STYLE_DIM);
	knell_page_text(page, label);
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_gap(page, column);
}

void knell_text_thread(
	struct knell_page *page, const struct knell_thread *thread)
{
	knell_page_signed(page, thread->tid);
	if (!thread->name)
		return;
	knell_page_text(page, " \"");
	knell_page_text(page, thread->name);
	knell_page_text(page, "\"");
}

static bool is_safe(const char *word)
{
	static const char safe[] = "_./:=,@%+-";

	for (const char *c = word; *c; c++)
		if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
			    (*c >= '0' && *c <= '9') ||
			    knell_text_find(safe, *c)))
			return false;
	return *word;
}

static void put_word(struct knell_page *page, const char *word)
{
	if (is_safe(word)) {
		knell_page_text(page, word);
		return;
	}
	knell_page_text(page, "'");
	for (const char *quote; (quote = knell_text_find(word, '\''));) {
		knell_page_part(page, word, (size_t)(quote - word));
		knell_page_text(page, "'\\''");
		word = quote + 1;
	}
	knell_page_text(page, word);
	knell_page_text(page, "'");
}

bool knell_text_command(struct knell_page *page, char *const *words,
	uint32_t count, uint32_t lines_max)
{
	uint32_t indent = knell_page_measure(page).column, lines = 1;

	for (uint32_t i = 0; i < count; i++) {
		const char *word = words[i] ? words[i] : "";
		struct knell_page width = { .columns = page->columns };
		uint32_t column = knell_page_measure(page).column + (i > 0);

		put_word(&width, word);
		bool wraps = i && column + width.column > page->columns;

		/* Of a word wider than a line the terminal makes more. */
		lines +=
			wraps + ((wraps ? indent : column) + width.column - 1) /
					page->columns;
		if (lines > lines_max) {
			knell_page_text(page, i ? " …" : "…");
			return true;
		}
		if (wraps) {
			knell_page_line(page);
			knell_page_pad(page, indent);
		} else if (i) {
			knell_page_text(page, " ");
		}
		put_word(page, word);
	}
	return false;
}

/* A value of `unit`s with one digit after the point where it has one. */
static void put_tenths(struct knell_page *page, uint64_t value, uint64_t unit)
{
	uint64_t tenths = value % unit * 10 / unit;

	knell_page_decimal(page, value / unit);
	if (tenths) {
		knell_page_text(page, ".");
		knell_page_decimal(page, tenths);
	}
}

void knell_text_size(struct knell_page *page, uint64_t bytes)
{
	static const char *const names[] = { " B", " KiB", " MiB", " GiB",
		" TiB", " PiB" };
	uint64_t unit = 1;
	unsigned i = 0;

	while (i + 1 < KNELL_COUNT(names) && bytes / unit >= 1024) {
		unit *= 1024;
		i++;
	}
	put_tenths(page, bytes, unit);
	knell_page_text(page, names[i]);
}

void knell_text_duration(struct knell_page *page, uint64_t ns)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = {
		{ " days", UINT64_C(86400000000000) },
		{ " h", UINT64_C(3600000000000) },
		{ " min", UINT64_C(60000000000) },
		{ " s", 1000000000 },
		{ " ms", 1000000 },
		{ " µs", 1000 },
		{ " ns", 1 },
	};
	unsigned i = 0;

	/* One day is 24 hours yet, one hour 60 minutes. */
	while (i + 1 < KNELL_COUNT(units) && ns < units[i].ns * (i < 3 ? 2 : 1))
		i++;
	put_tenths(page, ns, units[i].ns);
	knell_page_text(page, units[i].name);
}

static void put_two(struct knell_page *page, const char *before, uint64_t value)
{
	knell_page_text(page, before);
	if (value < 10)
		knell_page_text(page, "0");
	knell_page_decimal(page, value);
}

void knell_text_date(struct knell_page *page, uint64_t ns)
{
	uint64_t seconds = ns / 1000000000, day = seconds / 86400;
	/* Years begin in March here, so that leap days come last; days count
	 * from 1 March of the year 0, 719468 days before 1970. */
	uint64_t days = day + 719468, era = days / 146097;
	uint64_t in_era = days % 146097;
	uint64_t year =
		(in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) /
		365;
	uint64_t in_year = in_era - (365 * year + year / 4 - year / 100);
	uint64_t month = (5 * in_year + 2) / 153;

	knell_page_decimal(page, year + era * 400 + (month >= 10));
	put_two(page, "-", month < 10 ? month + 3 : month - 9);
	put_two(page, "-", in_year - (153 * month + 2) / 5 + 1);
	put_two(page, " ", seconds / 3600 % 24);
	put_two(page, ":", seconds / 60 % 60);
	put_two(page, ":", seconds % 60);
	knell_page_text(page, " UTC");
}
