/* SPDX-License-Identifier: MIT */
/*
 * Writing a record as JSON: one document on one line, every member always
 * there, unknown ones null. Names from a crash may hold bytes that are not
 * UTF-8; see json_text.c for how they are kept.
 */
#include "base/text.h"
#include "report/fields.h"
#include "report/json_text.h"
#include "report/report.h"

static void put_string_or_null(struct knell_buffer *out, const char *text)
{
	if (text)
		knell_json_put_text(out, text);
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
		knell_json_put_text(out, field->words[*(const uint32_t *)at]);
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
		knell_json_put_text(out, (const char[]){ *at, '\0' });
		break;
	case KNELL_FIELD_PERMISSIONS:
		knell_json_put_text(out,
			(const char[]){ at[0], at[1], at[2], at[3], '\0' });
		break;
	case KNELL_FIELD_TEXT:
		knell_json_put_text(out, *(char *const *)at);
		break;
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
