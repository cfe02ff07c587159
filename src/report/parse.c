/* SPDX-License-Identifier: MIT */
/*
 * Reading a record back from JSON, by the tables that wrote it. A null or
 * missing member stays unknown, a member not in the tables is skipped.
 */
#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "report/parse_value.h"
#include "report/report.h"

struct reader {
	struct knell_json json;
	struct knell_arena *arena;
};

static int read_text(struct reader *reader, char **ret_text)
{
	size_t start, length;

	knell_json_peek(&reader->json);
	start = reader->json.at;
	int error = knell_json_string(&reader->json, NULL, 0, &length);

	if (error)
		return error;
	char *text = knell_arena_take(reader->arena, length + 1);

	if (!text)
		return -ENOMEM;
	reader->json.at = start;
	*ret_text = text;
	return knell_json_string(&reader->json, text, length, &length);
}

static int hex_value(char c)
{
	const char text[] = { c, '\0' }, *cursor = text;
	uint64_t value;

	return knell_text_hex(&cursor, &value) ? (int)value : -1;
}

/* In place: the digits of a text become the bytes they stand for. */
static int read_octets(
	struct reader *reader, uint8_t **ret_data, uint32_t *ret_count)
{
	char *text = NULL;
	int error = read_text(reader, &text);

	if (error)
		return error;
	size_t length = knell_text_length(text);

	if (length % 2 || length / 2 > UINT32_MAX)
		return -EINVAL;
	for (size_t i = 0; i < length; i += 2) {
		int high = hex_value(text[i]), low = hex_value(text[i + 1]);

		if (high < 0 || low < 0)
			return -EINVAL;
		text[i / 2] = (char)(high << 4 | low);
	}
	*ret_data = (uint8_t *)text;
	*ret_count = (uint32_t)(length / 2);
	return 0;
}

/* Room for the array that comes next. Return: how many fit, or -Exxx. */
static int64_t take_room(
	struct reader *reader, size_t element_size, char **ret_elements)
{
	if (knell_json_peek(&reader->json) != '[')
		return -EINVAL;
	size_t count = knell_json_count(&reader->json);

	if (count > INT32_MAX)
		return -EINVAL;
	*ret_elements =
		knell_arena_take_array(reader->arena, count, element_size);
	if (!*ret_elements)
		return -ENOMEM;
	return (int64_t)count;
}

static int read_texts(
	struct reader *reader, char ***ret_texts, uint32_t *ret_count)
{
	char *room;
	int64_t max = take_room(reader, sizeof(char *), &room);
	uint32_t count = 0;
	bool first = true;
	int more;

	if (max < 0)
		return (int)max;
	char **texts = (char **)room;

	reader->json.at++;
	while ((more = knell_json_next(&reader->json, ']', &first)) > 0) {
		if (count == max)
			return -EINVAL;
		char **text = &texts[count++];

		if (knell_json_take_word(&reader->json, "null"))
			continue;
		int error = read_text(reader, text);

		if (error)
			return error;
	}
	*ret_texts = texts;
	*ret_count = count;
	return more;
}

static int read_shape(
	struct reader *reader, const struct knell_shape *shape, char *base);

static int read_array(struct reader *reader, const struct knell_shape *shape,
	char **ret_elements, uint32_t *ret_count)
{
	char *elements;
	int64_t max = take_room(reader, shape->size, &elements);
	uint32_t count = 0;
	bool first = true;
	int more;

	if (max < 0)
		return (int)max;
	reader->json.at++;
	while ((more = knell_json_next(&reader->json, ']', &first)) > 0) {
		if (count == max)
			return -EINVAL;
		int error = read_shape(reader, shape,
			elements + (size_t)count++ * shape->size);

		if (error)
			return error;
	}
	*ret_elements = elements;
	*ret_count = count;
	return more;
}

static uint32_t *count_at(const struct knell_field *field, char *base)
{
	return (uint32_t *)(base + field->link);
}

static int read_value(
	struct reader *reader, const struct knell_field *field, char *base)
{
	char *at = base + field->offset;

	switch (field->kind) {
	case KNELL_FIELD_TEXT: return read_text(reader, (char **)at);
	case KNELL_FIELD_BYTES:
		return read_octets(
			reader, (uint8_t **)at, count_at(field, base));
	case KNELL_FIELD_TEXTS:
		return read_texts(reader, (char ***)at, count_at(field, base));
	case KNELL_FIELD_STRUCT: return read_shape(reader, field->shape, at);
	case KNELL_FIELD_ARRAY:
		return read_array(reader, field->shape, (char **)at,
			count_at(field, base));
	default: return knell_parse_value(&reader->json, field, at);
	}
}

static int read_field(
	struct reader *reader, const struct knell_field *field, char *base)
{
	if (knell_json_take_word(&reader->json, "null"))
		return 0;
	int error = read_value(reader, field, base);

	if (!error && field->unknown == KNELL_UNKNOWN_UNLESS)
		*(bool *)(base + field->link) = true;
	return error;
}

static const struct knell_field *find_field(
	const struct knell_shape *shape, const char *name)
{
	for (unsigned i = 0; i < shape->field_count; i++)
		if (knell_text_equal(shape->fields[i].name, name))
			return &shape->fields[i];
	return NULL;
}

static void set_unknown(const struct knell_shape *shape, char *base)
{
	for (unsigned i = 0; i < shape->field_count; i++)
		if (shape->fields[i].unknown == KNELL_MINUS_ONE_UNKNOWN)
			*(int32_t *)(base + shape->fields[i].offset) = -1;
}

/* A document of a version that came later may differ in anything: it is
 * refused as soon as its version, which stands first, is read. */
static int check_version(const struct knell_field *field, const char *base)
{
	if (field != &knell_record_shape.fields[0])
		return 0;
	return *(const uint32_t *)(base + field->offset) == KNELL_RECORD_VERSION
		       ? 0
		       : -EPROTO;
}

/* One member. `seen` has a bit for each field: none may come twice. */
static int read_member(struct reader *reader, const struct knell_shape *shape,
	char *base, uint64_t *seen)
{
	char name[KNELL_PARSE_SHORT_BYTES];
	int error = knell_parse_short(&reader->json, name);

	if (!error)
		error = knell_json_take(&reader->json, ':');
	if (error)
		return error;
	const struct knell_field *field = find_field(shape, name);

	if (!field)
		return knell_json_skip(&reader->json);
	uint64_t bit = (uint64_t)1 << (field - shape->fields);

	if (*seen & bit)
		return -EINVAL;
	*seen |= bit;
	error = read_field(reader, field, base);
	return error ? error : check_version(field, base);
}

/* Nests as deep as the structs of the record do, whatever the text says. */
static int read_shape(
	struct reader *reader, const struct knell_shape *shape, char *base)
{
	uint64_t seen = 0;
	bool first = true;
	int more;

	set_unknown(shape, base);
	if (knell_json_take(&reader->json, '{'))
		return -EINVAL;
	while ((more = knell_json_next(&reader->json, '}', &first)) > 0) {
		int error = read_member(reader, shape, base, &seen);

		if (error)
			return error;
	}
	return more;
}

int knell_report_parse(const char *text, size_t size, struct knell_arena *arena,
	struct knell_record *ret_record, size_t *ret_offset)
{
	struct reader reader = {
		.json = { .text = text, .size = size },
		.arena = arena,
	};
	struct knell_record record = { .version = 0 };
	int error = read_shape(&reader, &knell_record_shape, (char *)&record);

	if (!error && record.version != KNELL_RECORD_VERSION)
		error = -EPROTO;
	if (!error) {
		knell_json_peek(&reader.json);
		*ret_record = record;
	}
	*ret_offset = reader.json.at;
	return error;
}
