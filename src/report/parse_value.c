/* SPDX-License-Identifier: MIT */
/* Reading the members of a record that hold no others. */
#include "report/parse_value.h"

#include "abi/errno.h"
#include "base/text.h"

int knell_parse_short(
	struct knell_json *json, char text[KNELL_PARSE_SHORT_BYTES])
{
	size_t start = json->at, length = 0;
	int error = knell_json_string(
		json, text, KNELL_PARSE_SHORT_BYTES - 1, &length);

	if (error == -E2BIG) {
		json->at = start;
		error = knell_json_string(json, NULL, 0, &length);
		length = 0;
	}
	text[length] = '\0';
	return error;
}

static int read_integer(
	struct knell_json *json, const struct knell_field *field, char *at)
{
	bool negative;
	uint64_t magnitude;
	int error = knell_json_integer(json, &negative, &magnitude);

	if (error)
		return error;
	if (field->kind == KNELL_FIELD_INT32) {
		if (magnitude > (uint64_t)INT32_MAX + negative)
			return -EINVAL;
		*(int32_t *)at = (int32_t)(negative ? -magnitude : magnitude);
		return 0;
	}
	if (negative && magnitude)
		return -EINVAL;
	if (field->kind == KNELL_FIELD_COUNT)
		*(uint64_t *)at = magnitude;
	else if (magnitude > UINT32_MAX)
		return -EINVAL;
	else
		*(uint32_t *)at = (uint32_t)magnitude;
	return 0;
}

static int read_number_text(
	struct knell_json *json, const struct knell_field *field, char *at)
{
	char text[KNELL_PARSE_SHORT_BYTES];
	const char *cursor = text;
	uint64_t value = UINT64_MAX;
	int error = knell_parse_short(json, text);
	bool good;

	if (error)
		return error;
	if (field->kind == KNELL_FIELD_HEX) {
		good = knell_text_starts(text, "0x");
		cursor += 2 * good;
		good = good && knell_text_hex(&cursor, &value) && !*cursor;
	} else if (field->kind == KNELL_FIELD_LIMIT &&
		   knell_text_equal(text, "unlimited")) {
		good = true;
	} else {
		good = knell_text_decimal(&cursor, &value) && !*cursor;
	}
	if (!good)
		return -EINVAL;
	*(uint64_t *)at = value;
	return 0;
}

static int read_word(
	struct knell_json *json, const struct knell_field *field, char *at)
{
	char text[KNELL_PARSE_SHORT_BYTES];
	int error = knell_parse_short(json, text);

	if (error)
		return error;
	for (uint32_t i = 0; i < field->word_count; i++) {
		if (!knell_text_equal(text, field->words[i]))
			continue;
		*(uint32_t *)at = i;
		return 0;
	}
	return -EINVAL;
}

/* Text that lies in the struct itself, where `max` bytes are for it. */
static int read_letters(struct knell_json *json, char *at, size_t max)
{
	size_t length;
	int error = knell_json_string(json, at, max, &length);

	return error == -E2BIG ? -EINVAL : error;
}

static int read_bool(struct knell_json *json, char *at)
{
	if (knell_json_take_word(json, "true"))
		*(bool *)at = true;
	else if (!knell_json_take_word(json, "false"))
		return -EINVAL;
	return 0;
}

int knell_parse_value(
	struct knell_json *json, const struct knell_field *field, char *at)
{
	switch (field->kind) {
	case KNELL_FIELD_BOOL: return read_bool(json, at);
	case KNELL_FIELD_INT32:
	case KNELL_FIELD_UINT32:
	case KNELL_FIELD_COUNT: return read_integer(json, field, at);
	case KNELL_FIELD_WORD: return read_word(json, field, at);
	case KNELL_FIELD_HEX:
	case KNELL_FIELD_DECIMAL:
	case KNELL_FIELD_LIMIT: return read_number_text(json, field, at);
	case KNELL_FIELD_LETTER: return read_letters(json, at, 1);
	case KNELL_FIELD_PERMISSIONS: return read_letters(json, at, 4);
	default: return -EINVAL;
	}
}
