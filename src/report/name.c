/* SPDX-License-Identifier: MIT */
/* Shortening the long names that C++ and Rust give to functions. */
#include "report/name.h"

#include "base/buffer.h"
#include "base/text.h"
#include "report/page.h"
#include "report/utf8.h"

static bool continues_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

/*
 * The length of what looks like a bracket and is none: the sign of an
 * operator with the word before it, an arrow, "(anonymous namespace)".
 */
static size_t literal_length(const char *name, size_t at)
{
	static const char anonymous[] = "(anonymous namespace)";
	static const char operator[] = "operator";
	const char *text = name + at;
	size_t length = sizeof(operator) - 1;

	if (knell_text_starts(text, anonymous))
		return sizeof(anonymous) - 1;
	if (text[0] == '-' && text[1] == '>')
		return 2;
	if (!knell_text_starts(text, operator) ||
		(at && continues_name(name[at - 1])) ||
		continues_name(text[length]))
		return 0;
	if (text[length] == '(' && text[length + 1] == ')')
		return length + 2;
	while (text[length] && knell_text_find("<>=-", text[length]))
		length++;
	return length;
}

/* The name without what is nested deeper than `depth_max`. */
static void collapse(
	struct knell_buffer *out, const char *name, unsigned depth_max)
{
	unsigned depth = 0;

	for (size_t i = 0; name[i];) {
		size_t literal = literal_length(name, i), length = 1;
		bool opens = !literal && (name[i] == '<' || name[i] == '(');
		bool closes =
			!literal && depth && (name[i] == '>' || name[i] == ')');

		if (literal)
			length = literal;
		if (closes)
			depth--;
		if (depth <= depth_max)
			knell_put_bytes(out, name + i, length);
		i += length;
		if (!opens)
			continue;
		if (depth++ == depth_max && name[i] != '>' && name[i] != ')')
			knell_put_text(out, "…");
	}
}

/* Columns of the character that `name` begins with, and its bytes. */
static uint32_t take_character(const char *name, size_t *ret_length)
{
	struct knell_page measure = { .columns = UINT32_MAX };
	uint32_t character;
	size_t most = 0;

	/* As many as a character has: the name may be a million long. */
	while (most < 4 && name[most])
		most++;
	unsigned length = knell_utf8_decode(name, most, &character);

	*ret_length = length ? length : 1;
	knell_page_part(&measure, name, *ret_length);
	return measure.column;
}

/* The first and the last part of a name, `columns` together. */
static void cut_middle(
	struct knell_buffer *out, const char *name, uint32_t columns)
{
	uint32_t left = knell_page_width(name), head = columns / 2, width;
	size_t length;

	for (; *name; name += length, head -= width, left -= width) {
		width = take_character(name, &length);
		if (width > head)
			break;
		knell_put_bytes(out, name, length);
	}
	knell_put_text(out, "…");
	for (; *name && left >= columns - columns / 2; name += length)
		left -= take_character(name, &length);
	knell_put_text(out, name);
}

const char *knell_name_fit(
	const char *name, uint32_t columns, char scratch[KNELL_NAME_BYTES])
{
	if (knell_page_width(name) <= columns)
		return name;
	for (int depth_max = 4; depth_max >= 0; depth_max--) {
		struct knell_buffer out = { .data = scratch,
			.size = KNELL_NAME_BYTES };

		collapse(&out, name, (unsigned)depth_max);
		knell_buffer_text(&out);
		if (out.used < out.size && knell_page_width(scratch) <= columns)
			return scratch;
	}
	struct knell_buffer out = { .data = scratch, .size = KNELL_NAME_BYTES };

	cut_middle(&out, name, columns);
	knell_buffer_text(&out);
	return scratch;
}
