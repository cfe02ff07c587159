/* SPDX-License-Identifier: MIT */
/* What the processor was at: source, instructions, registers, stack. */
#include "arch/machine.h"
#include "base/text.h"
#include "report/text.h"

/*
 * The innermost frame from the one that was hit on that has its source; but for
 * a trampoline, where nothing of the program is seen.
 */
static const struct knell_frame *find_source(const struct knell_record *record)
{
	const struct knell_frame *frame = knell_record_hit(record);
	const struct knell_thread *thread = knell_record_crashed(record);

	for (; frame && frame < thread->frames + thread->frame_count; frame++) {
		uint32_t outside = (uint32_t)(frame - thread->frames) + 1;
		bool trampoline = outside < thread->frame_count &&
				  frame->how != KNELL_FRAME_INLINE &&
				  knell_frame_is_interrupted(thread, outside);

		if (frame->source_count && !trampoline)
			return frame;
	}
	return NULL;
}

static void put_marker(struct knell_page *page, bool marked)
{
	if (marked) {
		knell_page_style(page, KNELL_STYLE_ALARM);
		knell_page_text(page, "> ");
		knell_page_style(page, KNELL_STYLE_PLAIN);
	}
	knell_page_pad(page, 2);
}

static void put_source(
	struct knell_page *page, const struct knell_record *record)
{
	const struct knell_frame *frame = find_source(record);

	if (!frame)
		return;
	knell_page_heading(page, "Source ");
	knell_page_text(page, frame->file);
	knell_page_line(page);
	for (uint32_t i = 0; i < frame->source_count; i++) {
		const struct knell_source_line *line = &frame->source[i];
		bool marked = line->number == frame->line;
		struct knell_page digits = { .columns = UINT32_MAX };

		knell_page_decimal(&digits, line->number);
		put_marker(page, marked);
		knell_page_pad(page, digits.column < 5 ? 7 - digits.column : 2);
		knell_page_decimal(page, line->number);
		knell_page_gap(page, 9);
		if (marked)
			knell_page_style(page, KNELL_STYLE_BOLD);
		knell_page_code(page, line->text ? line->text : "", 9);
		if (marked)
			knell_page_style(page, KNELL_STYLE_PLAIN);
		knell_page_line(page);
	}
}

static void put_instructions(
	struct knell_page *page, const struct knell_record *record)
{
	if (!record->instruction_count)
		return;
	knell_page_heading(page, "Instructions");
	knell_page_line(page);
	for (uint32_t i = 0; i < record->instruction_count; i++) {
		const struct knell_instruction *at = &record->instructions[i];

		put_marker(page, at->current);
		knell_page_style(page, KNELL_STYLE_DIM);
		knell_page_address(page, at->address);
		knell_page_style(page, KNELL_STYLE_PLAIN);
		knell_page_gap(page, 22);
		knell_page_code(page, at->text ? at->text : "", 22);
		knell_page_line(page);
	}
}

/* The pc whose bytes these are; one that lies before them if none does. */
static uint64_t find_pc(const struct knell_record *record)
{
	const struct knell_thread *thread = knell_record_crashed(record);

	for (uint32_t i = 0; thread && i < thread->frame_count; i++) {
		const struct knell_frame *frame = &thread->frames[i];

		if (frame->exact &&
			frame->pc - record->code.address < record->code.size)
			return frame->pc;
	}
	return record->code.address - 1;
}

/* The bytes to show: those near PC are enough to recognise the code. */
static void choose_bytes(const struct knell_bytes_at *code, uint64_t pc,
	uint32_t *ret_first, uint32_t *ret_end)
{
	enum { BEFORE = 32, SHOWN = 64 };
	uint64_t at = pc - code->address;
	uint32_t first =
		at < code->size && at > BEFORE ? (uint32_t)at - BEFORE : 0;

	*ret_first = first;
	*ret_end = code->size - first < SHOWN ? code->size : first + SHOWN;
}

/* Sixteen bytes a line, the one at PC in angle brackets. */
static void put_bytes(
	struct knell_page *page, const struct knell_record *record)
{
	const struct knell_bytes_at *code = &record->code;
	uint64_t pc = find_pc(record);
	uint32_t first, end;

	if (!code->size || record->instruction_count)
		return;
	knell_page_heading(page, "Code, as bytes");
	choose_bytes(code, pc, &first, &end);
	for (uint32_t i = first; i < end; i++) {
		char text[2];
		struct knell_buffer digits = KNELL_BUFFER(text);
		uint64_t address = code->address + i;
		bool begins = (i - first) % 16 == 0;

		if (begins) {
			knell_page_line(page);
			knell_page_pad(page, 2);
			knell_page_style(page, KNELL_STYLE_DIM);
			knell_page_address(page, address);
			knell_page_style(page, KNELL_STYLE_PLAIN);
			knell_page_pad(page, 21);
		}
		knell_page_text(page, address == pc                  ? "<"
				      : address == pc + 1 && !begins ? ""
								     : " ");
		knell_put_hex(&digits, code->data[i], 2);
		knell_page_part(page, text, 2);
		knell_page_text(page, address == pc ? ">" : "");
	}
	knell_page_line(page);
}

/* A value and what it points at, in two columns. */
static void put_value(struct knell_page *page, uint64_t value,
	const char *points_at, uint32_t column)
{
	knell_page_address(page, value);
	if (points_at) {
		knell_page_gap(page, column);
		knell_page_wrap(page, points_at, column);
	}
	knell_page_line(page);
}

static const char *register_name(const struct knell_register_value *at)
{
	return at->name ? at->name : "?";
}

/* Where the small values begin that the list ends with and nothing is known
 * of, segments mostly: they share a line. */
static uint32_t find_tail(const struct knell_thread *thread)
{
	uint32_t tail = thread->register_count;

	while (tail && !thread->registers[tail - 1].points_at &&
		thread->registers[tail - 1].value < 0x10000)
		tail--;
	return tail;
}

static void put_tail(struct knell_page *page, const struct knell_thread *thread)
{
	for (uint32_t i = find_tail(thread); i < thread->register_count; i++) {
		const struct knell_register_value *at = &thread->registers[i];
		struct knell_page measure = { .columns = UINT32_MAX };

		knell_page_text(&measure, register_name(at));
		knell_page_address(&measure, at->value);
		if (page->column + measure.column + 3 > page->columns)
			knell_page_line(page);
		knell_page_pad(page, page->column + 2);
		knell_page_style(page, KNELL_STYLE_DIM);
		knell_page_text(page, register_name(at));
		knell_page_style(page, KNELL_STYLE_PLAIN);
		knell_page_text(page, " ");
		knell_page_address(page, at->value);
	}
	if (page->column)
		knell_page_line(page);
}

static void put_registers(
	struct knell_page *page, const struct knell_record *record)
{
	const struct knell_thread *thread = knell_record_crashed(record);
	uint32_t widest = 0, tail;

	if (!thread || !thread->register_count)
		return;
	tail = find_tail(thread);
	for (uint32_t i = 0; i < tail; i++) {
		uint32_t width =
			knell_page_width(register_name(&thread->registers[i]));

		if (width > widest)
			widest = width;
	}
	knell_page_heading(page, "Registers");
	knell_page_line(page);
	for (uint32_t i = 0; i < tail; i++) {
		const struct knell_register_value *at = &thread->registers[i];

		knell_text_label(page, register_name(at), 4 + widest);
		put_value(page, at->value, at->points_at, 4 + widest + 20);
	}
	put_tail(page, thread);
}

/* Is it the value of the stack pointer in the thread that crashed? */
static bool is_stack_pointer(
	const struct knell_record *record, uint64_t address)
{
	const struct knell_thread *thread = knell_record_crashed(record);
	const struct knell_machine *machine =
		record->system.machine
			? knell_machine_find_name(record->system.machine)
			: NULL;

	for (uint32_t i = 0; machine && thread && i < thread->register_count;
		i++) {
		const struct knell_register_value *at = &thread->registers[i];

		if (at->name && knell_text_equal(at->name,
					machine->registers[machine->sp].name))
			return at->value == address;
	}
	return false;
}

static void put_stack_words(
	struct knell_page *page, const struct knell_record *record)
{
	if (!record->stack_word_count)
		return;
	knell_page_heading(page, "Words on the stack");
	knell_page_line(page);
	for (uint32_t i = 0; i < record->stack_word_count; i++) {
		const struct knell_stack_word *at = &record->stack_words[i];

		put_marker(page, is_stack_pointer(record, at->address));
		knell_page_style(page, KNELL_STYLE_DIM);
		knell_page_address(page, at->address);
		knell_page_style(page, KNELL_STYLE_PLAIN);
		knell_page_gap(page, 22);
		put_value(page, at->value, at->points_at, 42);
	}
}

void knell_text_code(struct knell_page *page, const struct knell_record *record)
{
	put_source(page, record);
	put_instructions(page, record);
	put_bytes(page, record);
	put_registers(page, record);
	put_stack_words(page, record);
}
