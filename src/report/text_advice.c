/* SPDX-License-Identifier: MIT */
/* What is missing from a stack, and what would bring it. */
#include "base/text.h"
#include "report/text.h"

/* The module of a frame that has no symbol, the first time it comes. */
static const struct knell_module *find_bare(const struct knell_record *record,
	const struct knell_thread *thread, uint32_t index)
{
	const struct knell_frame *frame = &thread->frames[index];
	const struct knell_module *module = knell_record_module(record, frame);

	if (!module || frame->function || frame->runtime || module->mismatch)
		return NULL;
	for (uint32_t i = 0; i < index; i++)
		if (thread->frames[i].module == frame->module &&
			!thread->frames[i].function)
			return NULL;
	return module;
}

static bool has_lines(const struct knell_thread *thread)
{
	for (uint32_t i = 0; i < thread->frame_count; i++)
		if (thread->frames[i].file)
			return true;
	return false;
}

static void put_advice(struct knell_page *page, const char *text)
{
	knell_page_line(page);
	knell_page_pad(page, 2);
	knell_page_wrap(page, text, 2);
	knell_page_line(page);
}

void knell_text_advice(struct knell_page *page,
	const struct knell_record *record, const struct knell_thread *thread)
{
	char text[1024];
	struct knell_buffer names = KNELL_BUFFER(text);

	for (uint32_t i = 0; i < thread->frame_count && !names.truncated; i++) {
		const struct knell_module *module =
			find_bare(record, thread, i);

		if (!module)
			continue;
		knell_put_text(&names, names.used ? ", " : "No symbols for ");
		knell_put_text(
			&names, module->path ? knell_text_basename(module->path)
					     : "a module");
	}
	if (names.used) {
		knell_put_text(&names,
			": install the debug symbols of the package, or set "
			"DEBUGINFOD_URLS.");
		put_advice(page, knell_buffer_text(&names));
	} else if (thread->frame_count && !has_lines(thread)) {
		put_advice(page,
			"No source lines: they need knell-report installed "
			"and a program built with -g.");
	}
}
