/* SPDX-License-Identifier: MIT */
/* The report for people: which section follows which. */
#include "report/text.h"

#include "base/text.h"
#include "report/report.h"

enum { COLUMNS_DEFAULT = 80, COLUMNS_MIN = 40 };

const struct knell_thread *knell_record_crashed(
	const struct knell_record *record)
{
	for (uint32_t i = 0; i < record->thread_count; i++)
		if (record->threads[i].crashed)
			return &record->threads[i];
	return record->thread_count ? &record->threads[0] : NULL;
}

bool knell_frame_is_interrupted(
	const struct knell_thread *thread, uint32_t index)
{
	uint32_t found = index;

	if (index && thread->frames[index - 1].how == KNELL_FRAME_INLINE)
		return false;
	while (found + 1 < thread->frame_count &&
		thread->frames[found].how == KNELL_FRAME_INLINE)
		found++;
	return thread->frames[found].how == KNELL_FRAME_SIGNAL;
}

const struct knell_frame *knell_record_hit(const struct knell_record *record)
{
	const struct knell_thread *thread = knell_record_crashed(record);

	if (!thread || !thread->frame_count)
		return NULL;
	bool inside =
		record->cause.in_handler && !record->cause.handler_returned;

	for (uint32_t i = 0; inside && i < thread->frame_count; i++)
		if (knell_frame_is_interrupted(thread, i))
			return &thread->frames[i];
	return &thread->frames[0];
}

const struct knell_module *knell_record_module(
	const struct knell_record *record, const struct knell_frame *frame)
{
	if (frame->module < 0 ||
		(uint32_t)frame->module >= record->module_count)
		return NULL;
	return &record->modules[frame->module];
}

bool knell_record_is_program(
	const struct knell_record *record, const struct knell_module *module)
{
	const char *executable = record->process.executable;

	if (executable && module->path)
		return knell_text_equal(executable, module->path);
	return module == record->modules;
}

static void put_crashed_thread(struct knell_page *page,
	const struct knell_record *record, const struct knell_thread *thread)
{
	const struct knell_cause *cause = &record->cause;
	const char *signal = cause->in_handler && !cause->handler_returned
				     ? cause->signal.name
				     : cause->handling;
	struct knell_text_stack_options options = {
		.name_columns = 3 * page->columns - 30,
		.signal = signal,
	};

	knell_page_heading(page, "Stack of thread ");
	knell_page_style(page, KNELL_STYLE_BOLD);
	knell_text_thread(page, thread);
	if (record->cause.signal.name) {
		knell_page_text(page, ", which got ");
		knell_page_text(page, record->cause.signal.name);
	}
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_line(page);
	knell_text_stack(page, record, thread, &options);
	knell_text_advice(page, record, thread);
}

static void put_notes(
	struct knell_page *page, const struct knell_record *record)
{
	if (record->note_count) {
		knell_page_heading(page, "Notes");
		knell_page_line(page);
	}
	for (uint32_t i = 0; i < record->note_count; i++) {
		knell_page_text(page, "  - ");
		knell_page_wrap(page,
			record->notes[i] ? record->notes[i] : "unknown", 4);
		knell_page_line(page);
	}
}

static void put_origin(
	struct knell_page *page, const struct knell_record *record)
{
	const char *source = record->source ? record->source : "";

	knell_page_line(page);
	knell_page_style(page, KNELL_STYLE_DIM);
	knell_page_text(page, "Reported by knell ");
	knell_page_text(page, record->knell_version);
	if (knell_text_equal(source, "process"))
		knell_page_text(page, " from the live process");
	else if (knell_text_equal(source, "core"))
		knell_page_text(page, " from a core file");
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_line(page);
}

void knell_report_text(struct knell_buffer *out,
	const struct knell_record *record,
	const struct knell_text_options *options)
{
	const struct knell_thread *crashed = knell_record_crashed(record);
	struct knell_page page = {
		.out = out,
		.columns =
			options->columns ? options->columns : COLUMNS_DEFAULT,
		.color = options->color,
	};

	if (page.columns < COLUMNS_MIN)
		page.columns = COLUMNS_MIN;
	knell_text_head(&page, record);
	if (crashed)
		put_crashed_thread(&page, record, crashed);
	knell_text_code(&page, record);
	knell_text_threads(&page, record);
	knell_text_memory(&page, record);
	knell_text_process(&page, record);
	put_notes(&page, record);
	put_origin(&page, record);
}
