/* SPDX-License-Identifier: MIT */
/*
 * Writing a record as JSON: one document on one line, every member always
 * there, unknown ones null. Names from a crash may hold bytes that are not
 * UTF-8; see put_string for how they are kept.
 */
#include "base/text.h"
#include "report/fields.h"
#include "report/report.h"
#include "report/utf8.h"

static void put_unit(struct knell_buffer *out, uint32_t unit)
{
	knell_put_text(out, "\\u");
	knell_put_hex(out, unit, 4);
}

static void put_escape(struct knell_buffer *out, uint32_t character)
{
	if (character < 0x10000) {
		put_unit(out, character);
		return;
	}
	put_unit(out, 0xd7c0 + (character >> 10));
	put_unit(out, 0xdc00 + (character & 0x3ff));
}

/*
 * A byte that is not part of valid UTF-8 becomes U+EF80 to U+EFFF, the
 * private characters that OPTU-8 gives to raw octets; so do the bytes of
 * those characters themselves. The reader turns them back: nothing is lost,
 * and the document stays valid Unicode for every other reader.
 */
static unsigned put_special(
	struct knell_buffer *out, const char *text, size_t size)
{
	uint32_t character;
	unsigned length = knell_utf8_decode(text, size, &character);

	if (!length || (character >= 0xef80 && character <= 0xefff)) {
		put_escape(out, 0xef00u + (unsigned char)*text);
		return 1;
	}
	if (character == '"' || character == '\\') {
		knell_put_char(out, '\\');
		knell_put_char(out, *text);
	} else if (character == '\n') {
		knell_put_text(out, "\\n");
	} else if (character == '\t') {
		knell_put_text(out, "\\t");
	} else if (knell_character_width(character) < 0) {
		put_escape(out, character);
	} else {
		knell_put_bytes(out, text, length);
	}
	return length;
}

static bool is_plain(char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

static void put_string(struct knell_buffer *out, const char *text)
{
	size_t size = knell_text_length(text);

	knell_put_char(out, '"');
	while (size) {
		size_t run = 0;

		while (run < size && is_plain(text[run]))
			run++;
		knell_put_bytes(out, text, run);
		if (run < size)
			run += put_special(out, text + run, size - run);
		text += run;
		size -= run;
	}
	knell_put_char(out, '"');
}

static void put_string_or_null(struct knell_buffer *out, const char *text)
{
	if (text)
		put_string(out, text);
	else
		knell_put_text(out, "null");
}

static void put_texts(
	struct knell_buffer *out, char *const *texts, uint32_t count)
{
	knell_put_char(out, '[');
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			knell_put_char(out, ',');
		put_string_or_null(out, texts[i]);
	}
	knell_put_char(out, ']');
}

static void put_octets(
	struct knell_buffer *out, const uint8_t *data, uint32_t count)
{
	knell_put_char(out, '"');
	for (uint32_t i = 0; i < count; i++)
		knell_put_hex(out, data[i], 2);
	knell_put_char(out, '"');
}

static void put_number_text(struct knell_buffer *out,
	const struct knell_field *field, uint64_t value)
{
	knell_put_char(out, '"');
	if (field->kind == KNELL_FIELD_HEX)
		knell_put_address(out, value);
	else if (field->kind == KNELL_FIELD_LIMIT && value == UINT64_MAX)
		knell_put_text(out, "unlimited");
	else
		knell_put_decimal(out, value);
	knell_put_char(out, '"');
}

static void put_shape(struct knell_buffer *out, const struct knell_shape *shape,
	const char *base);

static void put_array(struct knell_buffer *out, const struct knell_shape *shape,
	const char *elements, uint32_t count)
{
	knell_put_char(out, '[');
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			knell_put_char(out, ',');
		put_shape(out, shape, elements + (size_t)i * shape->size);
	}
	knell_put_char(out, ']');
}

/* Is the value at `at` one that says "unknown"? */
static bool is_unknown(
	const struct knell_field *field, const char *base, const char *at)
{
	switch (field->unknown) {
	case KNELL_UNKNOWN_UNLESS: return !*(const bool *)(base + field->link);
	case KNELL_MINUS_ONE_UNKNOWN: return *(const int32_t *)at == -1;
	case KNELL_ZERO_UNKNOWN:
		for (unsigned i = 0; i < knell_field_size(field); i++)
			if (at[i])
				return false;
		return true;
	default:
		return field->kind == KNELL_FIELD_WORD &&
		       *(const uint32_t *)at >= field->word_count;
	}
}

static uint32_t count_of(const struct knell_field *field, const char *base)
{
	return *(const uint32_t *)(base + field->link);
}

static void put_field(struct knell_buffer *out, const struct knell_field *field,
	const char *base, const char *at)
{
	switch (field->kind) {
	case KNELL_FIELD_BOOL:
		knell_put_text(out, *(const bool *)at ? "true" : "false");
		break;
	case KNELL_FIELD_INT32:
		knell_put_signed(out, *(const int32_t *)at);
		break;
	case KNELL_FIELD_UINT32:
		knell_put_decimal(out, *(const uint32_t *)at);
		break;
	case KNELL_FIELD_WORD:
		put_string(out, field->words[*(const uint32_t *)at]);
		break;
	case KNELL_FIELD_COUNT:
		knell_put_decimal(out, *(const uint64_t *)at);
		break;
	case KNELL_FIELD_HEX:
	case KNELL_FIELD_DECIMAL:
	case KNELL_FIELD_LIMIT:
		put_number_text(out, field, *(const uint64_t *)at);
		break;
	case KNELL_FIELD_LETTER:
		put_string(out, (const char[]){ *at, '\0' });
		break;
	case KNELL_FIELD_PERMISSIONS:
		put_string(out,
			(const char[]){ at[0], at[1], at[2], at[3], '\0' });
		break;
	case KNELL_FIELD_TEXT: put_string(out, *(char *const *)at); break;
	case KNELL_FIELD_BYTES:
		put_octets(out, *(const uint8_t *const *)at,
			count_of(field, base));
		break;
	case KNELL_FIELD_TEXTS:
		put_texts(
			out, *(char *const *const *)at, count_of(field, base));
		break;
	case KNELL_FIELD_STRUCT: put_shape(out, field->shape, at); break;
	case KNELL_FIELD_ARRAY:
		put_array(out, field->shape, *(const char *const *)at,
			count_of(field, base));
		break;
	}
}

static void put_shape(struct knell_buffer *out, const struct knell_shape *shape,
	const char *base)
{
	knell_put_char(out, '{');
	for (unsigned i = 0; i < shape->field_count; i++) {
		const struct knell_field *field = &shape->fields[i];
		const char *at = base + field->offset;

		if (i)
			knell_put_char(out, ',');
		knell_put_char(out, '"');
		knell_put_text(out, field->name);
		knell_put_text(out, "\":");
		if (is_unknown(field, base, at))
			knell_put_text(out, "null");
		else
			put_field(out, field, base, at);
	}
	knell_put_char(out, '}');
}

void knell_report_json(
	struct knell_buffer *out, const struct knell_record *record)
{
	put_shape(out, &knell_record_shape, (const char *)record);
	knell_put_char(out, '\n');
}
