/* SPDX-License-Identifier: MIT */
/* Reading JSON text piece by piece. Source: RFC 8259. */
#include "report/json_reader.h"

#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "report/utf8.h"

int knell_json_peek(struct knell_json *json)
{
	while (json->at < json->size) {
		char c = json->text[json->at];

		if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			return (unsigned char)c;
		json->at++;
	}
	return -1;
}

int knell_json_take(struct knell_json *json, char c)
{
	if (knell_json_peek(json) != c)
		return -EINVAL;
	json->at++;
	return 0;
}

bool knell_json_take_word(struct knell_json *json, const char *word)
{
	size_t length = knell_text_length(word);

	knell_json_peek(json);
	size_t left = json->size - json->at;
	bool whole = left >= length;

	if (knell_memory_compare(
		    json->text + json->at, word, whole ? length : left))
		return false;
	/* Where the text ends within the word, the end is what is wrong. */
	json->at += whole ? length : left;
	return whole;
}

int knell_json_next(struct knell_json *json, char close, bool *first)
{
	if (knell_json_peek(json) == close) {
		json->at++;
		return 0;
	}
	if (!*first && knell_json_take(json, ','))
		return -EINVAL;
	*first = false;
	return 1;
}

/* The four digits of \uXXXX. Return: their value, or -EINVAL. */
static int read_unit(struct knell_json *json)
{
	int unit = 0;

	for (unsigned i = 0; i < 4; i++, json->at++) {
		static const char digits[] = "0123456789abcdefABCDEF";
		char c = json->at < json->size ? json->text[json->at] : '\0';
		const char *digit = c ? knell_text_find(digits, c) : NULL;

		if (!digit)
			return -EINVAL;
		int value = (int)(digit - digits);

		unit = unit << 4 | (value < 16 ? value : value - 6);
	}
	return unit;
}

/* What follows "\u". NUL and half a surrogate pair are no text here. */
static int read_unicode(struct knell_json *json, uint32_t *ret_character)
{
	int unit = read_unit(json);

	if (unit <= 0 || (unit >= 0xdc00 && unit < 0xe000))
		return -EINVAL;
	*ret_character = (uint32_t)unit;
	if (unit < 0xd800 || unit >= 0xdc00)
		return 0;
	if (json->size - json->at < 2 || json->text[json->at] != '\\' ||
		json->text[json->at + 1] != 'u')
		return -EINVAL;
	json->at += 2;
	int low = read_unit(json);

	if (low < 0xdc00 || low >= 0xe000)
		return -EINVAL;
	*ret_character = 0x10000u + ((uint32_t)(unit - 0xd800) << 10) +
			 (uint32_t)(low - 0xdc00);
	return 0;
}

static int read_escape(struct knell_json *json, uint32_t *ret_character)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	char c = json->at < json->size ? json->text[json->at] : '\0';
	const char *letter = c ? knell_text_find(letters, c) : NULL;

	if (c == 'u') {
		json->at++;
		return read_unicode(json, ret_character);
	}
	if (!letter)
		return -EINVAL;
	json->at++;
	*ret_character = (uint32_t)meanings[letter - letters];
	return 0;
}

/* One character of a string, as bytes. Return: how many, or -EINVAL. */
static int read_character(struct knell_json *json, char bytes[4])
{
	uint32_t character;
	unsigned length = knell_utf8_decode(
		json->text + json->at, json->size - json->at, &character);

	if (!length || character < ' ')
		return -EINVAL;
	json->at += length;
	if (character == '\\' && read_escape(json, &character))
		return -EINVAL;
	if (character >= 0xef80 && character <= 0xefff) {
		bytes[0] = (char)(character & 0xff);
		return 1;
	}
	return (int)knell_utf8_encode(character, bytes);
}

int knell_json_string(
	struct knell_json *json, char *text, size_t max, size_t *ret_length)
{
	size_t used = 0;

	if (knell_json_take(json, '"'))
		return -EINVAL;
	while (json->at < json->size && json->text[json->at] != '"') {
		char bytes[4];
		int length = read_character(json, bytes);

		if (length < 0)
			return length;
		if (text && (size_t)length > max - used)
			return -E2BIG;
		if (text)
			knell_memory_copy(text + used, bytes, (size_t)length);
		used += (size_t)length;
	}
	*ret_length = used;
	return knell_json_take(json, '"');
}

static bool is_digit(const struct knell_json *json)
{
	return json->at < json->size && json->text[json->at] >= '0' &&
	       json->text[json->at] <= '9';
}

static bool take_byte(struct knell_json *json, char c)
{
	if (json->at == json->size || json->text[json->at] != c)
		return false;
	json->at++;
	return true;
}

static int skip_digits(struct knell_json *json)
{
	if (!is_digit(json))
		return -EINVAL;
	while (is_digit(json))
		json->at++;
	return 0;
}

int knell_json_integer(
	struct knell_json *json, bool *ret_negative, uint64_t *ret_magnitude)
{
	uint64_t value = 0;

	knell_json_peek(json);
	bool negative = take_byte(json, '-');

	if (!is_digit(json))
		return -EINVAL;
	if (take_byte(json, '0')) {
		if (is_digit(json))
			return -EINVAL;
	}
	for (; is_digit(json); json->at++) {
		unsigned digit = (unsigned)(json->text[json->at] - '0');

		if (__builtin_mul_overflow(value, 10u, &value) ||
			__builtin_add_overflow(value, digit, &value))
			return -EINVAL;
	}
	if (json->at < json->size &&
		knell_text_find(".eE", json->text[json->at]))
		return -EINVAL;
	*ret_negative = negative;
	*ret_magnitude = value;
	return 0;
}

static int skip_number(struct knell_json *json)
{
	take_byte(json, '-');
	if (!take_byte(json, '0') && skip_digits(json))
		return -EINVAL;
	if (take_byte(json, '.') && skip_digits(json))
		return -EINVAL;
	if (take_byte(json, 'e') || take_byte(json, 'E')) {
		if (!take_byte(json, '+'))
			take_byte(json, '-');
		return skip_digits(json);
	}
	return 0;
}

static int skip_scalar(struct knell_json *json, int c)
{
	size_t length;

	if (c == '"')
		return knell_json_string(json, NULL, 0, &length);
	if (c == '-' || (c >= '0' && c <= '9'))
		return skip_number(json);
	return knell_json_take_word(json, "null") ||
			       knell_json_take_word(json, "true") ||
			       knell_json_take_word(json, "false")
		       ? 0
		       : -EINVAL;
}

static int skip_name(struct knell_json *json)
{
	size_t length;
	int error = knell_json_string(json, NULL, 0, &length);

	return error ? error : knell_json_take(json, ':');
}

/* The brackets that are open, by what closes them. */
struct nesting {
	char closes[KNELL_JSON_DEPTH_MAX];
	unsigned depth;
	bool first;
};

/* An opening bracket, or a value that holds no others. */
static int skip_beginning(struct knell_json *json, struct nesting *nesting)
{
	int c = knell_json_peek(json);

	nesting->first = c == '{' || c == '[';
	if (!nesting->first)
		return skip_scalar(json, c);
	if (nesting->depth == KNELL_JSON_DEPTH_MAX)
		return -EINVAL;
	nesting->closes[nesting->depth++] = c == '{' ? '}' : ']';
	json->at++;
	return 0;
}

/* The closing brackets that follow, up to where the next value begins. */
static int skip_ends(struct knell_json *json, struct nesting *nesting)
{
	while (nesting->depth) {
		char close = nesting->closes[nesting->depth - 1];
		int next = knell_json_next(json, close, &nesting->first);

		if (next < 0)
			return next;
		if (next)
			return close == '}' ? skip_name(json) : 0;
		nesting->depth--;
		nesting->first = false;
	}
	return 0;
}

int knell_json_skip(struct knell_json *json)
{
	struct nesting nesting = { .depth = 0 };
	int error;

	do {
		error = skip_beginning(json, &nesting);
		if (!error)
			error = skip_ends(json, &nesting);
	} while (!error && nesting.depth);
	return error;
}

size_t knell_json_count(const struct knell_json *json)
{
	size_t count = 0, depth = 0;

	for (size_t i = json->at; i < json->size; i++) {
		char c = json->text[i];

		if (c == '"') {
			for (i++; i < json->size && json->text[i] != '"'; i++)
				if (json->text[i] == '\\')
					i++;
		} else if (c == '[' || c == '{') {
			depth++;
		} else if (c == ']' || c == '}') {
			if (--depth == 0)
				break;
		} else if (c == ',' && depth == 1) {
			count++;
		}
	}
	return count + 1;
}
