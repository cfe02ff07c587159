/* SPDX-License-Identifier: MIT */
/* Reading text: NUL-terminated strings and numbers in them. */
#include "base/text.h"

#include "base/memory.h"

size_t knell_text_length(const char *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	return length;
}

bool knell_text_equal(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

bool knell_text_starts(const char *text, const char *prefix)
{
	while (*prefix)
		if (*text++ != *prefix++)
			return false;
	return true;
}

bool knell_text_ends(const char *text, const char *suffix)
{
	size_t length = knell_text_length(text);
	size_t tail = knell_text_length(suffix);

	return length >= tail && knell_text_equal(text + length - tail, suffix);
}

const char *knell_text_find(const char *text, char c)
{
	for (; *text; text++)
		if (*text == c)
			return text;
	return NULL;
}

bool knell_text_contains(const char *text, const char *part)
{
	for (; *text; text++)
		if (knell_text_starts(text, part))
			return true;
	return false;
}

const char *knell_text_last(const char *text, char c)
{
	const char *last = NULL;

	for (; *text; text++)
		if (*text == c)
			last = text;
	return last;
}

const char *knell_text_basename(const char *path)
{
	const char *slash = knell_text_last(path, '/');

	return slash ? slash + 1 : path;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

static bool read_number(const char **cursor, unsigned base, uint64_t *ret_value)
{
	const char *at = *cursor;
	uint64_t value = 0;

	while ((unsigned)digit_value(*at) < base) {
		uint64_t next = value * base + (unsigned)digit_value(*at);

		if (next / base != value)
			return false;
		value = next;
		at++;
	}
	if (at == *cursor)
		return false;
	*cursor = at;
	*ret_value = value;
	return true;
}

bool knell_text_decimal(const char **cursor, uint64_t *ret_value)
{
	return read_number(cursor, 10, ret_value);
}

bool knell_text_hex(const char **cursor, uint64_t *ret_value)
{
	return read_number(cursor, 16, ret_value);
}
