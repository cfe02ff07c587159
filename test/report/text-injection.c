/* SPDX-License-Identifier: MIT */
/*
 * Nothing that a crashed program chose reaches the terminal as a command:
 * every text of a record is replaced by a hostile one, and the report looked
 * at byte by byte.
 */
#include "report/fields.h"
#include "report/report.h"
#include "test/lib/canned-record.h"
#include "test/lib/test.h"

static char input[1 << 16], memory[1 << 20], output[1 << 20];

/* Escapes, a forged line, overstriking, bytes that are no UTF-8, C1 controls
 * in both forms, reordering, a tag and a zero-width character. */
static char hostile[] = "\x1b]0;t\x07\x1b[2J\nFORGED \r\b\t\x7f\xff\xc0\x9b"
			"\xc2\x9b\xe2\x80\xae\xf3\xa0\x80\x81\xe2\x80\x8b end";

static void poison_texts(char **texts, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		texts[i] = hostile;
}

static bool has_count(const struct knell_field *field)
{
	return field->kind == KNELL_FIELD_TEXTS ||
	       field->kind == KNELL_FIELD_ARRAY;
}

static void poison(const struct knell_shape *shape, char *base)
{
	for (unsigned i = 0; i < shape->field_count; i++) {
		const struct knell_field *field = &shape->fields[i];
		char *at = base + field->offset;
		uint32_t count = has_count(field)
					 ? *(uint32_t *)(base + field->link)
					 : 0;

		if (field->kind == KNELL_FIELD_TEXT)
			poison_texts((char **)at, 1);
		if (field->kind == KNELL_FIELD_TEXTS)
			poison_texts(*(char ***)at, count);
		if (field->kind == KNELL_FIELD_LETTER)
			*at = '\x1b';
		if (field->kind == KNELL_FIELD_PERMISSIONS)
			memcpy(at, "\x1b[7m", 4);
		if (field->kind == KNELL_FIELD_STRUCT)
			poison(field->shape, at);
		for (uint32_t k = 0;
			field->kind == KNELL_FIELD_ARRAY && k < count; k++)
			poison(field->shape,
				*(char **)at + k * field->shape->size);
	}
}

/* The length of what a report may hold at this place; 0: nothing. */
static size_t allowed(const char *text, bool color)
{
	static const char *const pieces[] = { "\n", "\u2014", "\u2192",
		"\u2026", "\u00b5", "\x1b[0m", "\x1b[0;1m", "\x1b[0;2m",
		"\x1b[0;1;31m" };

	if (*text >= ' ' && *text < 0x7f)
		return 1;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		if (!strncmp(text, pieces[i], strlen(pieces[i])))
			return *text != '\x1b' || color ? strlen(pieces[i]) : 0;
	return 0;
}

/* Only the words of knell begin a line. */
static bool may_begin(const char *line)
{
	static const char *const words[] = { "\n", " ", "> ", "\x1b",
		"Stack of thread ", "Source ", "Instructions\n", "Code, as",
		"Registers\n", "Words on the stack\n", "Thread ", "Modules",
		"Memory map", "Process\n", "System\n", "Limits", "Notes\n",
		"Reported by knell " };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strncmp(line, words[i], strlen(words[i])))
			return true;
	return false;
}

static void check_report(const struct knell_record *record, bool color)
{
	struct knell_buffer out = KNELL_BUFFER(output);
	struct knell_text_options options = { .color = color };

	knell_report_text(&out, record, &options);
	CHECK(!out.truncated);
	for (const char *at = knell_buffer_text(&out); *at;) {
		size_t length = allowed(at, color);

		if (!length || (*at == '\n' && at[1] && !may_begin(at + 1)))
			dprintf(2, "at: %.40s\n", at);
		CHECK(length);
		CHECK(*at != '\n' || !at[1] || may_begin(at + 1));
		if (!length)
			return;
		at += length;
	}
}

int main(void)
{
	struct knell_arena arena = { .data = memory, .size = sizeof(memory) };
	struct knell_buffer json = KNELL_BUFFER(input);
	struct knell_record record;
	size_t end;

	knell_report_json(&json, &canned_record_full);
	CHECK_EQUAL(
		knell_report_parse(input, json.used, &arena, &record, &end), 0);
	poison(&knell_record_shape, (char *)&record);
	check_report(&record, false);
	check_report(&record, true);
	record.instruction_count = 0;
	check_report(&record, false);
	record.cause.sentence = NULL;
	check_report(&record, false);
	/* JSON goes to terminals too: one line, and no controls. */
	json.used = 0;
	knell_report_json(&json, &record);
	for (size_t i = 0; i + 1 < json.used; i++)
		CHECK(input[i] >= ' ' && input[i] < 0x7f);
	return test_end();
}
