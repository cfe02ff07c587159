/* SPDX-License-Identifier: MIT */
/*
 * The descriptor tables against the structs: every byte of every struct that
 * is not padding belongs to a descriptor, so that no member is forgotten;
 * and the full canned record sets every member.
 */
#include "crash/record.h"
#include "report/fields.h"
#include "test/lib/canned-record.h"
#include "test/lib/test.h"

enum { STRUCT_MAX = 1024, STRUCTS_MAX = 32 };

/* A struct of record.h, by its name; the bytes that belong to members. */
struct outline {
	const char *name;
	size_t size;
	unsigned char member[STRUCT_MAX];
	bool reached;
};

static struct outline outlines[STRUCTS_MAX];
static size_t outline_count;

/* clang 14 to 19 cannot tell padding: there the sizes alone are compared. */
#if __has_builtin(__builtin_clear_padding)
#define CLEAR_PADDING(value) __builtin_clear_padding(value)
#else
#define CLEAR_PADDING(value) memset(value, 0, sizeof(*(value)))
#endif

#define OUTLINE(tag)                                             \
	do {                                                     \
		struct outline *at = &outlines[outline_count++]; \
		struct knell_##tag value;                        \
                                                                 \
		memset(&value, 0xff, sizeof(value));             \
		CLEAR_PADDING(&value);                           \
		at->name = #tag;                                 \
		at->size = sizeof(value);                        \
		memcpy(at->member, &value, sizeof(value));       \
	} while (0)

static void make_outlines(void)
{
	OUTLINE(source_line);
	OUTLINE(frame);
	OUTLINE(fold);
	OUTLINE(register_value);
	OUTLINE(thread);
	OUTLINE(module);
	OUTLINE(map);
	OUTLINE(limit);
	OUTLINE(bytes_at);
	OUTLINE(stack_word);
	OUTLINE(instruction);
	OUTLINE(signal_facts);
	OUTLINE(cause);
	OUTLINE(process);
	OUTLINE(system);
	OUTLINE(record);
}

static struct outline *find_outline(const char *name)
{
	for (size_t i = 0; i < outline_count; i++)
		if (!strcmp(outlines[i].name, name))
			return &outlines[i];
	return NULL;
}

static bool has_count(const struct knell_field *field)
{
	return field->kind == KNELL_FIELD_BYTES ||
	       field->kind == KNELL_FIELD_TEXTS ||
	       field->kind == KNELL_FIELD_ARRAY;
}

static void mark(unsigned char *covered, size_t offset, size_t size)
{
	for (size_t i = offset; i < offset + size && i < STRUCT_MAX; i++)
		covered[i]++;
}

static void check_shape(const struct knell_shape *shape)
{
	struct outline *outline = find_outline(shape->name);
	unsigned char covered[STRUCT_MAX] = { 0 };
	bool seen_link[STRUCT_MAX] = { false };

	CHECK(outline != NULL);
	if (!outline || outline->reached)
		return;
	outline->reached = true;
	CHECK_EQUAL(shape->size, outline->size);
	CHECK(shape->size <= STRUCT_MAX);
	CHECK(shape->field_count <= 64);
	for (unsigned i = 0; i < shape->field_count; i++) {
		const struct knell_field *field = &shape->fields[i];

		mark(covered, field->offset, knell_field_size(field));
		if (has_count(field))
			mark(covered, field->link, sizeof(uint32_t));
		/* Several members may hang on one bool. */
		if (field->unknown == KNELL_UNKNOWN_UNLESS &&
			!seen_link[field->link])
			mark(covered, field->link, sizeof(bool));
		seen_link[field->link] |=
			field->unknown == KNELL_UNKNOWN_UNLESS;
		if (field->shape)
			check_shape(field->shape);
	}
	for (size_t i = 0; i < shape->size; i++) {
		if (outline->member[i] && covered[i] != 1)
			dprintf(2, "byte %zu of %s is in %d descriptors\n", i,
				shape->name, covered[i]);
		CHECK(!outline->member[i] || covered[i] == 1);
	}
}

static bool is_set(const struct knell_field *field, const char *base)
{
	static const char zeros[STRUCT_MAX];

	if (has_count(field) && !*(const uint32_t *)(base + field->link))
		return false;
	if (field->unknown == KNELL_UNKNOWN_UNLESS &&
		!*(const bool *)(base + field->link))
		return false;
	if (field->unknown == KNELL_MINUS_ONE_UNKNOWN)
		return *(const int32_t *)(base + field->offset) != -1;
	return memcmp(base + field->offset, zeros, knell_field_size(field)) !=
	       0;
}

/* All members here and in the first element of each array. */
static void check_set(const struct knell_shape *shape, const char *base)
{
	for (unsigned i = 0; i < shape->field_count; i++) {
		const struct knell_field *field = &shape->fields[i];
		const char *at = base + field->offset;

		/* SIGABRT from itself has neither address nor call. */
		if (!strcmp(field->name, "final_signal"))
			continue;
		if (!is_set(field, base))
			dprintf(2, "%s.%s is not set\n", shape->name,
				field->name);
		CHECK(is_set(field, base));
		if (field->kind == KNELL_FIELD_STRUCT)
			check_set(field->shape, at);
		if (field->kind == KNELL_FIELD_ARRAY && is_set(field, base))
			check_set(field->shape, *(char *const *)at);
	}
}

int main(void)
{
	make_outlines();
	check_shape(&knell_record_shape);
	for (size_t i = 0; i < outline_count; i++)
		CHECK(outlines[i].reached);
	check_set(&knell_record_shape, (const char *)&canned_record_full);
	return test_end();
}
