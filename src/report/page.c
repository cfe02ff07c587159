/* SPDX-License-Identifier: MIT */
/* Writing text for people: columns, wrapping, colour, escapes. */
#include "report/page.h"

#include "base/text.h"
#include "report/utf8.h"

struct knell_page knell_page_measure(const struct knell_page *page)
{
	return (struct knell_page){
		.columns = page->columns,
		.column = page->wanted > page->column ? page->wanted
						      : page->column,
	};
}

/* Bytes of our own, `width` columns wide. */
static void put(
	struct knell_page *page, const char *bytes, size_t size, uint32_t width)
{
	uint32_t gap =
		page->wanted > page->column ? page->wanted - page->column : 0;

	page->column += gap + width;
	if (!page->out)
		return;
	knell_put_repeat(page->out, ' ', gap);
	knell_put_bytes(page->out, bytes, size);
}

static void put_hidden(
	struct knell_page *page, uint32_t character, unsigned length)
{
	char text[16];
	struct knell_buffer escape = KNELL_BUFFER(text);

	if (length && character == '\n') {
		knell_put_text(&escape, "\\n");
	} else if (length && character == '\t') {
		knell_put_text(&escape, "\\t");
	} else if (character < 0x80 || !length) {
		knell_put_text(&escape, "\\x");
		knell_put_hex(&escape, character, 2);
	} else {
		knell_put_text(&escape, "\\u{");
		knell_put_hex(&escape, character, 4);
		knell_put_char(&escape, '}');
	}
	put(page, text, escape.used, (uint32_t)escape.used);
}

/* One character. Return: the bytes it took. */
static unsigned put_character(
	struct knell_page *page, const char *text, size_t size)
{
	uint32_t character;
	unsigned length = knell_utf8_decode(text, size, &character);
	int width = length ? knell_character_width(character) : -1;

	if (!length)
		character = (unsigned char)*text;
	if (width < 0)
		put_hidden(page, character, length);
	else
		put(page, text, length, (uint32_t)width);
	return length ? length : 1;
}

void knell_page_part(struct knell_page *page, const char *text, size_t size)
{
	while (size) {
		size_t run = 0;

		while (run < size && text[run] >= ' ' && text[run] < 0x7f)
			run++;
		if (run)
			put(page, text, run, (uint32_t)run);
		else
			run = put_character(page, text, size);
		text += run;
		size -= run;
	}
}

void knell_page_text(struct knell_page *page, const char *text)
{
	if (!text)
		text = "unknown";
	knell_page_part(page, text, knell_text_length(text));
}

void knell_page_code(struct knell_page *page, const char *text, uint32_t origin)
{
	size_t size = knell_text_length(text);

	while (size) {
		struct knell_page next = knell_page_measure(page);
		unsigned taken = 1;

		if (*text == '\t')
			next.column += 8 - (next.column - origin) % 8;
		else
			taken = put_character(&next, text, size);
		if (next.column + (size > taken) > page->columns) {
			put(page, "…", sizeof("…") - 1, 1);
			return;
		}
		if (*text == '\t')
			page->wanted = next.column;
		else
			put_character(page, text, size);
		text += taken;
		size -= taken;
	}
}

void knell_page_decimal(struct knell_page *page, uint64_t value)
{
	char text[20];
	struct knell_buffer digits = KNELL_BUFFER(text);

	knell_put_decimal(&digits, value);
	put(page, text, digits.used, (uint32_t)digits.used);
}

void knell_page_signed(struct knell_page *page, int64_t value)
{
	if (value < 0)
		put(page, "-", 1, 1);
	knell_page_decimal(
		page, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void knell_page_hex(struct knell_page *page, uint64_t value)
{
	char text[16];
	struct knell_buffer digits = KNELL_BUFFER(text);

	knell_put_hex(&digits, value, 1);
	put(page, text, digits.used, (uint32_t)digits.used);
}

void knell_page_address(struct knell_page *page, uint64_t value)
{
	put(page, "0x", 2, 2);
	knell_page_hex(page, value);
}

void knell_page_style(struct knell_page *page, enum knell_style style)
{
	/* Source: ECMA-48, Select Graphic Rendition. */
	static const char *const codes[] = {
		[KNELL_STYLE_PLAIN] = "\x1b[0m",
		[KNELL_STYLE_BOLD] = "\x1b[0;1m",
		[KNELL_STYLE_DIM] = "\x1b[0;2m",
		[KNELL_STYLE_ALARM] = "\x1b[0;1;31m",
	};

	if (page->out && page->color)
		put(page, codes[style], knell_text_length(codes[style]), 0);
}

void knell_page_pad(struct knell_page *page, uint32_t column)
{
	page->wanted = column;
}

void knell_page_gap(struct knell_page *page, uint32_t column)
{
	page->wanted = column > page->column ? column : page->column + 1;
}

void knell_page_line(struct knell_page *page)
{
	if (page->out)
		knell_put_char(page->out, '\n');
	page->column = 0;
	page->wanted = 0;
}

uint32_t knell_page_width(const char *text)
{
	struct knell_page page = { .columns = UINT32_MAX };

	knell_page_text(&page, text);
	return page.column;
}

/* May a line end after this place in a long name? Between the parts of a
 * qualified name only when there is no better place before long. */
static bool may_break(const char *text, size_t at)
{
	enum { QUALIFIED_MIN = 32 };
	char c = text[at], next = text[at + 1];

	if (c == ':')
		return at >= QUALIFIED_MIN && text[at - 1] == ':';
	return c == ',' ||
	       ((c == '<' || c == '(') && next != '>' && next != ')');
}

/* The length of what must stay on one line: a word or a path, and of a long
 * name what goes up to the first place where it may break. */
static size_t piece_length(const char *text, size_t size)
{
	enum { LONG_BYTES = 24 };
	static const char anonymous[] = "(anonymous namespace)";
	size_t length = 0, broken = 0;
	bool path = *text == '/';

	while (length < size && text[length] != ' ') {
		if (knell_text_starts(text + length, anonymous))
			length += sizeof(anonymous) - 2;
		length++;
		if (!broken && may_break(text, length - 1))
			broken = length;
		if (broken && !path && length > LONG_BYTES)
			return broken;
	}
	return length < size ? length : size;
}

void knell_page_wrap(struct knell_page *page, const char *text, uint32_t indent)
{
	size_t size = knell_text_length(text);
	bool begun = false;

	while (size && text[size - 1] == '\n')
		size--;
	while (size) {
		size_t space = *text == ' ';
		size_t length =
			space + piece_length(text + space, size - space);
		struct knell_page next = knell_page_measure(page);

		knell_page_part(&next, text, length);
		if (begun && next.column > page->columns) {
			knell_page_line(page);
			knell_page_pad(page, indent);
			knell_page_part(page, text + space, length - space);
		} else {
			knell_page_part(page, text, length);
		}
		text += length;
		size -= length;
		begun = true;
	}
}

void knell_page_heading(struct knell_page *page, const char *text)
{
	knell_page_line(page);
	knell_page_style(page, KNELL_STYLE_BOLD);
	knell_page_text(page, text);
	knell_page_style(page, KNELL_STYLE_PLAIN);
}
