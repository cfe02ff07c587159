/* SPDX-License-Identifier: MIT */
/*
 * The reader of records on any bytes. What it takes must be written back as
 * JSON that it takes again, to the same text; and rendered for people.
 */
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_SIZE = 1 << 22, TEXT_SIZE = 1 << 22 };

static char *write_json(const struct knell_record *record, size_t *ret_size)
{
	struct knell_buffer out = { .data = malloc(TEXT_SIZE),
		.size = TEXT_SIZE };

	knell_report_json(&out, record);
	if (out.truncated)
		abort();
	*ret_size = out.used;
	return out.data;
}

static void check_stable(const struct knell_record *record)
{
	struct knell_arena arena = { .data = malloc(ARENA_SIZE),
		.size = ARENA_SIZE };
	struct knell_record again;
	size_t size, again_size, end;
	char *text = write_json(record, &size);
	int error = knell_report_parse(text, size, &arena, &again, &end);

	if (error || end != size)
		abort();
	char *second = write_json(&again, &again_size);

	if (again_size != size || memcmp(text, second, size) != 0)
		abort();
	free(second);
	free(text);
	free(arena.data);
}

static void render(const struct knell_record *record, size_t columns)
{
	struct knell_text_options options = { .color = columns & 1,
		.columns = (uint32_t)columns };
	struct knell_buffer out = { .data = malloc(TEXT_SIZE),
		.size = TEXT_SIZE };

	knell_report_text(&out, record, &options);
	free(out.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct knell_arena arena = { .data = malloc(ARENA_SIZE),
		.size = ARENA_SIZE };
	/* A copy that ends where the bytes do, for the sanitizer to see. */
	char *text = malloc(size ? size : 1);
	struct knell_record record;
	size_t end;

	memcpy(text, data, size);
	if (!knell_report_parse(text, size, &arena, &record, &end)) {
		check_stable(&record);
		render(&record, size % 200);
	} else if (end > size) {
		abort();
	}
	free(text);
	free(arena.data);
	return 0;
}
