/* SPDX-License-Identifier: MIT */
/* The top of the report: the cause, and where and in what it happened. */
#include "base/text.h"
#include "report/name.h"
#include "report/text.h"

/* Only what knell itself says begins a line: a sentence that quotes the
 * program cannot pass a part of itself off as a heading. */
enum { VALUE_COLUMN = KNELL_TEXT_HEAD_COLUMN, SENTENCE_INDENT = 2 };

static void put_label(struct knell_page *page, const char *label)
{
	knell_text_label(page, label, VALUE_COLUMN);
}

/* "myprog[123]: ", as in a log. */
static void put_victim(
	struct knell_page *page, const struct knell_process *process)
{
	if (!process->pid)
		return;
	knell_page_text(page, process->command ? process->command : "process");
	knell_page_text(page, "[");
	knell_page_signed(page, process->pid);
	knell_page_text(page, "]: ");
}

static void put_sentence(
	struct knell_page *page, const struct knell_record *record)
{
	const struct knell_cause *cause = &record->cause;
	const char *name = cause->signal.name ? cause->signal.name : "a signal";

	knell_page_style(page, KNELL_STYLE_BOLD);
	put_victim(page, &record->process);
	if (cause->sentence) {
		knell_page_wrap(page, cause->sentence, SENTENCE_INDENT);
	} else {
		knell_page_text(page, "Killed by ");
		knell_page_text(page, name);
		knell_page_text(page, ".");
	}
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_line(page);
	/* Before the facts; sections bring a blank line of their own. */
	if (cause->signal.number)
		knell_page_line(page);
}

/* A function with its place, wrapped as need be. */
static void put_place(struct knell_page *page,
	const struct knell_record *record, const struct knell_frame *frame)
{
	char scratch[KNELL_NAME_BYTES];
	struct knell_page measure;

	if (frame->function)
		knell_page_wrap(page,
			knell_name_fit(
				frame->function, 2 * page->columns, scratch),
			VALUE_COLUMN);
	measure = knell_page_measure(page);
	if (frame->function)
		knell_page_text(&measure, " at ");
	knell_text_location(&measure, record, frame);
	if (frame->function && measure.column > page->columns) {
		knell_page_line(page);
		knell_page_pad(page, VALUE_COLUMN);
		knell_page_text(page, "at ");
	} else if (frame->function) {
		knell_page_text(page, " at ");
	}
	knell_text_location(page, record, frame);
}

/* Who called the library that the signal hit: what most readers look for. */
static const struct knell_frame *find_caller(
	const struct knell_record *record, const struct knell_frame *hit)
{
	const struct knell_thread *thread = knell_record_crashed(record);
	const struct knell_module *module = knell_record_module(record, hit);

	if (module && knell_record_is_program(record, module) && hit->function)
		return NULL;
	for (const struct knell_frame *frame = hit + 1;
		frame < thread->frames + thread->frame_count; frame++) {
		const struct knell_module *from =
			knell_record_module(record, frame);

		if (frame->how == KNELL_FRAME_SCAN)
			return NULL;
		/* How an address was found that no code lies at. */
		if (frame->how == KNELL_FRAME_ADDRESS)
			return frame;
		/* Every trace ends there; it called nothing of interest. */
		if (frame->function &&
			knell_text_equal(frame->function, "_start"))
			return NULL;
		if (from && from != module)
			return frame;
	}
	return NULL;
}

static void put_where(
	struct knell_page *page, const struct knell_record *record)
{
	const struct knell_frame *hit = knell_record_hit(record);

	if (!hit)
		return;
	put_label(page, "where");
	put_place(page, record, hit);
	knell_page_line(page);

	const struct knell_frame *caller = find_caller(record, hit);

	if (!caller)
		return;
	put_label(page, "called from");
	put_place(page, record, caller);
	knell_page_line(page);
}

/* "SIGSEGV (11), SEGV_MAPERR (1)", and the address as the kernel gave it if
 * that is not the true one, which has a line of its own. */
static void put_signal(struct knell_page *page, const struct knell_cause *cause,
	const struct knell_signal_facts *signal)
{
	char text[256];
	struct knell_buffer rest = KNELL_BUFFER(text);

	knell_page_style(page, KNELL_STYLE_ALARM);
	knell_page_text(page, signal->name ? signal->name : "signal");
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_put_text(&rest, " (");
	knell_put_signed(&rest, signal->number);
	knell_put_char(&rest, ')');
	if (signal->has_info) {
		knell_put_text(&rest, ", ");
		knell_put_text(
			&rest, signal->code_name ? signal->code_name : "code");
		knell_put_text(&rest, " (");
		knell_put_signed(&rest, signal->code);
		knell_put_char(&rest, ')');
	}
	if (signal->has_address &&
		!(cause->has_address && cause->address == signal->address)) {
		knell_put_text(&rest, ", address ");
		knell_put_address(&rest, signal->address);
	}
	if (signal->has_value) {
		knell_put_text(&rest, ", value ");
		knell_put_address(&rest, signal->value);
	}
	knell_page_wrap(page, knell_buffer_text(&rest), VALUE_COLUMN);
	knell_page_line(page);
}

static void put_sender(struct knell_page *page,
	const struct knell_record *record,
	const struct knell_signal_facts *signal)
{
	if (!signal->has_sender || signal->sender_pid == record->process.pid)
		return;
	put_label(page, "sender");
	knell_page_text(page, "pid ");
	knell_page_signed(page, signal->sender_pid);
	if (signal->sender_command) {
		knell_page_text(page, " ");
		knell_page_text(page, signal->sender_command);
	}
	knell_page_text(page, ", user ");
	knell_page_decimal(page, signal->sender_uid);
	if (signal->sender_user) {
		knell_page_text(page, " ");
		knell_page_text(page, signal->sender_user);
	}
	knell_page_line(page);
}

static void put_call(
	struct knell_page *page, const struct knell_signal_facts *signal)
{
	if (!signal->has_call)
		return;
	put_label(page, "call");
	knell_page_text(page, signal->call_name ? signal->call_name
						: "no system call known here");
	knell_page_text(page, " (");
	knell_page_signed(page, signal->call_number);
	knell_page_text(page, ")");
	if (signal->call_address) {
		knell_page_text(page, ", made before ");
		knell_page_address(page, signal->call_address);
	}
	knell_page_line(page);
}

/* What the processor tried, and what lies there. */
static void put_address(
	struct knell_page *page, const struct knell_cause *cause)
{
	if (!cause->has_address && !cause->place)
		return;
	put_label(page, "address");
	if (cause->has_address)
		knell_page_address(page, cause->address);
	if (cause->access) {
		knell_page_text(page, cause->has_address ? ", " : "");
		knell_page_text(page, cause->access);
	}
	if (cause->place) {
		knell_page_text(
			page, cause->has_address || cause->access ? ": " : "");
		knell_page_wrap(page, cause->place, VALUE_COLUMN);
	}
	knell_page_line(page);
}

static void put_program(
	struct knell_page *page, const struct knell_record *record)
{
	const struct knell_process *process = &record->process;
	const struct knell_thread *thread = knell_record_crashed(record);

	if (thread && record->thread_count > 1) {
		put_label(page, "thread");
		knell_text_thread(page, thread);
		knell_page_line(page);
	}
	if (process->argument_count) {
		put_label(page, "program");
		knell_text_command(page, process->arguments,
			process->argument_count, KNELL_TEXT_COMMAND_LINES);
		knell_page_line(page);
	} else if (process->command_line) {
		put_label(page, "program");
		knell_page_wrap(page, process->command_line, VALUE_COLUMN);
		knell_page_text(page, process->command_line_cut ? "…" : "");
		knell_page_line(page);
	} else if (process->executable) {
		put_label(page, "program");
		knell_page_text(page, process->executable);
		knell_page_line(page);
	}
}

void knell_text_head(struct knell_page *page, const struct knell_record *record)
{
	const struct knell_cause *cause = &record->cause;

	put_sentence(page, record);
	put_where(page, record);
	put_program(page, record);
	if (cause->signal.number) {
		put_label(page, "signal");
		put_signal(page, cause, &cause->signal);
	}
	put_sender(page, record, &cause->signal);
	put_call(page, &cause->signal);
	put_address(page, cause);
	if (cause->abort_message &&
		!(cause->sentence && knell_text_contains(cause->sentence,
					     cause->abort_message))) {
		put_label(page, "message");
		knell_page_wrap(page, cause->abort_message, VALUE_COLUMN);
		knell_page_line(page);
	}
	if (cause->in_handler) {
		put_label(page, "killed by");
		put_signal(page, cause, &cause->final_signal);
		put_sender(page, record, &cause->final_signal);
	}
}
