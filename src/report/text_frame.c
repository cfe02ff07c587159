/* SPDX-License-Identifier: MIT */
/* A line of a stack: what was called, and where that is. */
#include "report/text_frame.h"

#include "base/text.h"
#include "crash/module.h"
#include "report/name.h"

static void put_offset(struct knell_page *page, const struct knell_frame *frame)
{
	if (frame->how == KNELL_FRAME_INLINE) {
		knell_page_text(page, " (inlined)");
	} else if (frame->function_offset) {
		knell_page_text(page, "+");
		knell_page_address(page, frame->function_offset);
	}
}

void knell_text_function(struct knell_page *page,
	const struct knell_frame *frame, uint32_t indent, uint32_t columns)
{
	char scratch[KNELL_NAME_BYTES];

	if (!frame->function || !*frame->function) {
		knell_page_style(page, KNELL_STYLE_DIM);
		knell_page_text(page, "(no symbol)");
		knell_page_style(page, KNELL_STYLE_PLAIN);
		return;
	}
	knell_page_wrap(page, knell_name_fit(frame->function, columns, scratch),
		indent);
	struct knell_page measure = knell_page_measure(page);

	put_offset(&measure, frame);
	if (measure.column > page->columns) {
		knell_page_line(page);
		knell_page_pad(page, indent);
	}
	knell_page_style(page, KNELL_STYLE_DIM);
	put_offset(page, frame);
	knell_page_style(page, KNELL_STYLE_PLAIN);
}

/* The map that a pc in no module lies in: code made at run time, mostly. */
static void put_unknown_place(struct knell_page *page,
	const struct knell_record *record, const struct knell_frame *frame)
{
	knell_page_address(page, frame->pc);
	const struct knell_map *map = knell_map_find(record, frame->pc);

	/* Its language tells more. */
	if (frame->runtime)
		return;
	if (map) {
		knell_page_text(page, " in ");
		knell_page_text(
			page, map->name ? map->name : "memory without a name");
	} else if (record->map_count) {
		knell_page_text(page, ", not mapped");
	}
}

static void put_module(
	struct knell_page *page, const struct knell_module *module)
{
	knell_page_text(page, module->path ? knell_text_basename(module->path)
					   : "(module without a name)");
}

/* Names below the program's directory are told from there. */
static const char *shorten(const struct knell_record *record, const char *file)
{
	const char *directory = record->process.directory;
	size_t length = directory ? knell_text_length(directory) : 0;

	if (length > 1 && knell_text_starts(file, directory) &&
		file[length] == '/')
		return file + length + 1;
	return file;
}

void knell_text_location(struct knell_page *page,
	const struct knell_record *record, const struct knell_frame *frame)
{
	const struct knell_module *module = knell_record_module(record, frame);

	if (frame->file) {
		knell_page_text(page, shorten(record, frame->file));
		if (frame->line) {
			knell_page_text(page, ":");
			knell_page_decimal(page, frame->line);
		}
		if (frame->line && frame->column) {
			knell_page_text(page, ":");
			knell_page_decimal(page, frame->column);
		}
	} else if (module) {
		put_module(page, module);
		knell_page_text(page, "+");
		knell_page_address(page, frame->module_offset);
	} else {
		put_unknown_place(page, record, frame);
	}
	if (frame->runtime) {
		knell_page_text(page, " (");
		knell_page_text(page, frame->runtime);
		knell_page_text(page, ")");
	}
}

/* The library that a source file belongs to, if there is room to say it. */
static void put_library(struct knell_page *page,
	const struct knell_record *record, const struct knell_frame *frame)
{
	const struct knell_module *module = knell_record_module(record, frame);
	struct knell_page measure = knell_page_measure(page);

	if (!frame->file || !module || !module->path ||
		knell_record_is_program(record, module))
		return;
	put_module(&measure, module);
	if (measure.column + 3 > page->columns)
		return;
	knell_page_style(page, KNELL_STYLE_DIM);
	knell_page_text(page, " (");
	put_module(page, module);
	knell_page_text(page, ")");
	knell_page_style(page, KNELL_STYLE_PLAIN);
}

void knell_text_put_location(struct knell_page *page,
	const struct knell_record *record, const struct knell_frame *frame,
	const struct knell_text_layout *layout)
{
	struct knell_page measure = { .columns = page->columns };

	knell_text_location(&measure, record, frame);
	uint32_t width = measure.column;
	uint32_t column = page->column + 2;

	if (column < layout->location)
		column = layout->location;
	if (column + width > page->columns &&
		page->column + 2 + width <= page->columns)
		column = page->columns - width;
	if (column + width > page->columns) {
		knell_page_line(page);
		column = layout->function + 2;
		if (layout->location + width <= page->columns)
			column = layout->location;
		else if (column + width < page->columns)
			column = page->columns - width;
	}
	knell_page_pad(page, column);
	knell_text_location(page, record, frame);
	put_library(page, record, frame);
	knell_page_line(page);
}
