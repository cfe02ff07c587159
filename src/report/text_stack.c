/* SPDX-License-Identifier: MIT */
/*
 * A thread's stack: a line a frame, or two where names are long. Frames
 * bear their true numbers, folded and omitted ones counted.
 */
#include "base/memory.h"
#include "report/name.h"
#include "report/text_frame.h"

/* More are not looked at: capture makes fewer. */
enum { FOLDS_MAX = 64 };

static uint32_t count_folds(const struct knell_thread *thread)
{
	return thread->fold_count < FOLDS_MAX ? thread->fold_count : FOLDS_MAX;
}

static bool is_fold(const struct knell_fold *fold)
{
	return fold->length && fold->times > 1;
}

static uint64_t count_hidden(const struct knell_thread *thread, uint32_t index)
{
	uint64_t hidden = thread->omitted && index >= thread->omitted_at
				  ? thread->omitted
				  : 0;

	for (uint32_t i = 0; i < count_folds(thread); i++) {
		const struct knell_fold *fold = &thread->folds[i];

		if (is_fold(fold) &&
			index >= (uint64_t)fold->first + fold->length)
			hidden += (fold->times - 1) * fold->length;
	}
	return hidden;
}

static uint32_t digits_of(uint64_t number)
{
	struct knell_page measure = { .columns = UINT32_MAX };

	knell_page_decimal(&measure, number);
	return measure.column;
}

static void put_frame(struct knell_page *page,
	const struct knell_record *record, const struct knell_thread *thread,
	uint32_t index, const struct knell_text_layout *layout,
	uint32_t name_columns)
{
	const struct knell_frame *frame = &thread->frames[index];
	uint64_t number = index + count_hidden(thread, index);
	bool hit = thread->crashed && frame == knell_record_hit(record);

	/* Counts of a foreign record may overflow, and then not rise. */
	if (digits_of(number) <= layout->digits)
		knell_page_pad(page, 2 + layout->digits - digits_of(number));
	knell_page_decimal(page, number);
	if (frame->how == KNELL_FRAME_SCAN)
		knell_page_text(page, "?");
	knell_page_pad(page, layout->function);
	if (hit)
		knell_page_style(page, KNELL_STYLE_BOLD);
	knell_text_function(page, frame, layout->function + 2, name_columns);
	knell_text_put_location(page, record, frame, layout);
}

/* A line that stands between frames, where functions begin. */
static void begin_aside(
	struct knell_page *page, const struct knell_text_layout *layout)
{
	knell_page_pad(page, layout->function);
	knell_page_style(page, KNELL_STYLE_DIM);
}

static void end_aside(struct knell_page *page)
{
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_line(page);
}

static void put_signal_divider(struct knell_page *page,
	const struct knell_text_layout *layout, const char *signal)
{
	begin_aside(page, layout);
	knell_page_text(page, "— signal handler called");
	if (signal) {
		knell_page_text(page, " for ");
		knell_page_text(page, signal);
	}
	knell_page_text(page, " —");
	end_aside(page);
}

static void put_omitted(struct knell_page *page,
	const struct knell_text_layout *layout, uint64_t omitted)
{
	begin_aside(page, layout);
	knell_page_text(page, "… ");
	knell_page_decimal(page, omitted);
	knell_page_text(page,
		omitted == 1 ? " frame left out …" : " frames left out …");
	end_aside(page);
}

/* "(f → g, 10432 times)", after the frames of a fold, outer to inner. */
static void put_fold(struct knell_page *page,
	const struct knell_text_layout *layout,
	const struct knell_thread *thread, const struct knell_fold *fold)
{
	enum { NAMES_MAX = 6, NAME_COLUMNS = 60 };
	char text[2 * KNELL_NAME_BYTES], scratch[KNELL_NAME_BYTES];
	struct knell_buffer made = KNELL_BUFFER(text);

	knell_put_char(&made, '(');
	for (uint32_t i = 0; i < fold->length && i < NAMES_MAX; i++) {
		const char *name =
			thread->frames[fold->first + fold->length - 1 - i]
				.function;

		knell_put_text(&made, i ? " → " : "");
		knell_put_text(&made, knell_name_fit(name ? name : "?",
					      NAME_COLUMNS, scratch));
	}
	knell_put_text(&made, fold->length > NAMES_MAX ? " → …, " : ", ");
	knell_put_decimal(&made, fold->times);
	knell_put_text(&made, " times)");
	begin_aside(page, layout);
	knell_page_wrap(page, knell_buffer_text(&made), layout->function + 1);
	end_aside(page);
}

static void put_folds_ending(struct knell_page *page,
	const struct knell_text_layout *layout,
	const struct knell_thread *thread, uint32_t index)
{
	for (uint32_t i = 0; i < count_folds(thread); i++) {
		const struct knell_fold *fold = &thread->folds[i];

		if (is_fold(fold) && (uint64_t)fold->first + fold->length ==
					     (uint64_t)index + 1)
			put_fold(page, layout, thread, fold);
	}
}

static void put_end(struct knell_page *page,
	const struct knell_text_layout *layout,
	const struct knell_thread *thread)
{
	static const char *const reasons[] = {
		[KNELL_UNWIND_UNKNOWN] = "none were recorded",
		[KNELL_UNWIND_OUTERMOST] = NULL,
		[KNELL_UNWIND_NO_CODE] =
			"the return address does not lie in code",
		[KNELL_UNWIND_NO_STACK] = "the stack cannot be read there",
		[KNELL_UNWIND_NO_PROGRESS] =
			"the caller's frame is not further up the stack",
		[KNELL_UNWIND_BAD_TABLE] =
			"the call frame information there is broken",
		[KNELL_UNWIND_LIMIT] = "more frames than are looked at",
		[KNELL_UNWIND_NO_REGISTERS] = "the registers could not be read",
		[KNELL_UNWIND_NO_RULE] =
			"neither tables nor the frame pointer lead on, and no "
			"word of the stack looks like a return address",
	};

	_Static_assert(KNELL_COUNT(reasons) == KNELL_UNWIND_END_COUNT,
		"a reason for each value");
	uint32_t end = thread->end < KNELL_UNWIND_END_COUNT
			       ? thread->end
			       : KNELL_UNWIND_UNKNOWN;

	if (!reasons[end] ||
		(end == KNELL_UNWIND_UNKNOWN && thread->frame_count))
		return;
	begin_aside(page, layout);
	knell_page_text(page, thread->frame_count ? "(the trace ends here: "
						  : "(no frames: ");
	knell_page_wrap(page, reasons[end], layout->function + 1);
	knell_page_text(page, ")");
	end_aside(page);
}

/* The location column: past most functions' names, not past the middle. */
static struct knell_text_layout lay_out(
	struct knell_page *page, const struct knell_thread *thread)
{
	uint32_t last = thread->frame_count ? thread->frame_count - 1 : 0;
	struct knell_text_layout layout = {
		.digits = digits_of(last + count_hidden(thread, last)),
	};
	uint32_t widest = 0, most = page->columns / 2 - 12;

	if (layout.digits < 2)
		layout.digits = 2;
	layout.function = 2 + layout.digits + 2;
	for (uint32_t i = 0; i < thread->frame_count; i++) {
		struct knell_page measure = { .columns = UINT32_MAX };

		knell_text_function(
			&measure, &thread->frames[i], 0, UINT32_MAX);
		if (measure.column > widest && measure.column <= most)
			widest = measure.column;
	}
	layout.location = layout.function + widest + 2;
	return layout;
}

static bool has_guess(const struct knell_thread *thread)
{
	for (uint32_t i = 0; i < thread->frame_count; i++)
		if (thread->frames[i].how == KNELL_FRAME_SCAN)
			return true;
	return false;
}

static uint32_t count_signals(const struct knell_thread *thread)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < thread->frame_count; i++)
		count += thread->frames[i].how == KNELL_FRAME_SIGNAL;
	return count;
}

void knell_text_stack(struct knell_page *page,
	const struct knell_record *record, const struct knell_thread *thread,
	const struct knell_text_stack_options *options)
{
	struct knell_text_layout layout = lay_out(page, thread);
	/* With several handlers on the stack it is not known which is its. */
	const char *signal =
		count_signals(thread) == 1 ? options->signal : NULL;

	for (uint32_t i = 0; i < thread->frame_count; i++) {
		if (thread->omitted && i == thread->omitted_at)
			put_omitted(page, &layout, thread->omitted);
		if (knell_frame_is_interrupted(thread, i))
			put_signal_divider(page, &layout, signal);
		put_frame(page, record, thread, i, &layout,
			options->name_columns);
		put_folds_ending(page, &layout, thread, i);
	}
	put_end(page, &layout, thread);
	if (has_guess(thread)) {
		begin_aside(page, &layout);
		knell_page_wrap(page,
			"? a guess: a word of the stack that looks like a "
			"return address",
			layout.function + 2);
		end_aside(page);
	}
}
