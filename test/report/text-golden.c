/* SPDX-License-Identifier: MIT */
/*
 * The report for people: each record in test/report/records is rendered and
 * compared with the file of its name in test/report/golden. With --update
 * the files are written instead: read the difference before committing it.
 */
#include <dirent.h>
#include <stdlib.h>

#include "report/report.h"
#include "test/lib/canned-record.h"
#include "test/lib/test.h"

#define RECORDS "test/report/records"
#define GOLDEN  "test/report/golden"

static char input[1 << 20], memory[1 << 22], output[1 << 20];
static char expected[1 << 20];
static bool update;

static size_t read_file(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "r");
	size_t length = file ? fread(text, 1, size - 1, file) : 0;

	if (file)
		fclose(file);
	text[length] = '\0';
	return length;
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	CHECK(file && fputs(text, file) >= 0);
	if (file)
		CHECK(!fclose(file));
}

/* Shows the first line that differs. */
static void compare(const char *path, const char *actual)
{
	size_t at = 0, line = 0;

	while (actual[at] && actual[at] == expected[at])
		if (actual[at++] == '\n')
			line = at;
	if (actual[at] == expected[at])
		return;
	dprintf(2,
		"%s differs; --update writes it anew\n"
		"is   %.*s\nnot  %.*s\n",
		path, (int)strcspn(actual + line, "\n"), actual + line,
		(int)strcspn(expected + line, "\n"), expected + line);
	CHECK(!"the text is as expected");
}

static void check_golden(const char *name, const struct knell_record *record,
	const struct knell_text_options *options)
{
	char path[300];
	struct knell_buffer out = KNELL_BUFFER(output);

	knell_report_text(&out, record, options);
	CHECK(!out.truncated);
	snprintf(path, sizeof(path), GOLDEN "/%s.txt", name);
	if (update) {
		write_file(path, knell_buffer_text(&out));
		return;
	}
	read_file(path, expected, sizeof(expected));
	compare(path, knell_buffer_text(&out));
}

/* Columns of a line, all characters in these records being one wide. */
static size_t width_of(const char *line, size_t length)
{
	size_t width = 0;

	for (size_t i = 0; i < length; i++)
		width += (line[i] & 0xc0) != 0x80;
	return width;
}

/* A line is too long only by its last word, a path or a name. */
static void check_width(
	const char *name, const struct knell_record *record, uint32_t columns)
{
	struct knell_text_options options = { .columns = columns };
	struct knell_buffer out = KNELL_BUFFER(output);

	knell_report_text(&out, record, &options);
	for (const char *line = knell_buffer_text(&out); *line;) {
		const char *end = strchr(line, '\n');
		const char *word = end;

		while (word > line && word[-1] != ' ')
			word--;
		bool good = width_of(line, (size_t)(end - line)) <= columns ||
			    width_of(line, (size_t)(word - line)) <= columns;

		if (!good)
			dprintf(2, "%s at %u: %.*s\n", name, columns,
				(int)(end - line), line);
		CHECK(good);
		CHECK(end == line || end[-1] != ' ');
		line = end + 1;
	}
}

static void check_record(const char *name, const struct knell_record *record)
{
	struct knell_text_options plain = { .color = false };

	check_golden(name, record, &plain);
	check_width(name, record, 80);
	check_width(name, record, 100);
	check_width(name, record, 132);
}

static void check_file(const char *file)
{
	struct knell_arena arena = { .data = memory, .size = sizeof(memory) };
	struct knell_text_options color = { .color = true };
	struct knell_record record;
	char path[300], name[256];
	size_t end;

	snprintf(path, sizeof(path), RECORDS "/%s", file);
	size_t size = read_file(path, input, sizeof(input));
	int error = knell_report_parse(input, size, &arena, &record, &end);

	if (error)
		dprintf(2, "%s: wrong at byte %zu\n", path, end);
	CHECK_EQUAL(error, 0);
	if (error)
		return;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(file, "."), file);
	check_record(name, &record);
	if (!strcmp(name, "null-pointer"))
		check_golden("null-pointer-color", &record, &color);
}

int main(int argc, char **argv)
{
	struct dirent **entries;

	update = argc > 1 && !strcmp(argv[1], "--update");
	int count = scandir(RECORDS, &entries, NULL, alphasort);

	CHECK(count > 2);
	for (int i = 0; i < count; i++) {
		if (entries[i]->d_name[0] != '.')
			check_file(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	check_record("full", &canned_record_full);
	check_record("minimal", &canned_record_minimal);
	return test_end();
}
