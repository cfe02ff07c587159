/* SPDX-License-Identifier: MIT */
/* Lines about what differs, each within 80 columns, and not too many. */
#include "cmd/exercise/align.h"
#include "cmd/exercise/words.h"

enum { LINES_MAX = 50, COLUMNS = 79 };

/* The line, cut where it is too long, about so many calls. */
static void finish(
	struct exercise_tally *tally, struct knell_buffer *line, uint64_t count)
{
	if (tally->lines >= LINES_MAX)
		return;
	tally->lines++;
	tally->told += count;
	if (line->used > COLUMNS) {
		size_t room = COLUMNS - 3;

		/* Not within a character of UTF-8. */
		while ((line->data[room] & 0xc0) == 0x80)
			room--;
		knell_put_bytes(tally->out, line->data, room);
		knell_put_text(tally->out, "...\n");
		return;
	}
	knell_put_bytes(tally->out, line->data, line->used);
	knell_put_char(tally->out, '\n');
}

static void put_logged(
	struct knell_buffer *line, const struct exercise_logged *call)
{
	knell_put_printable(line, call->name);
	knell_put_char(line, '(');
	for (unsigned i = 0; i < call->count; i++) {
		if (i)
			knell_put_text(line, ", ");
		knell_put_printable(
			line, call->arguments[i] ? call->arguments[i] : "...");
	}
	knell_put_text(line, ") = ");
	knell_put_printable(line, call->result ? call->result : "...");
}

static void put_due(struct knell_buffer *line, unsigned thread,
	const struct exercise_due *due)
{
	knell_put_text(line, "thread ");
	knell_put_decimal(line, thread);
	knell_put_text(line, ", call ");
	knell_put_decimal(line, due->order);
	knell_put_text(line, ", ");
	knell_put_text(line, exercise_groups[due->group].name);
	knell_put_text(line, ": ");
}

void exercise_tell_missing(struct exercise_tally *tally, unsigned thread,
	const struct exercise_due *due)
{
	char text[2048];
	struct knell_buffer line = KNELL_BUFFER(text);

	tally->missing++;
	knell_put_text(&line, "missing: ");
	put_due(&line, thread, due);
	exercise_put_call(&line, tally->plan, thread, due->step);
	knell_put_text(&line, " = ");
	exercise_put_result(&line, tally->plan, thread, due->step);
	finish(tally, &line, 1);
}

void exercise_tell_unseen(
	struct exercise_tally *tally, unsigned thread, uint64_t count)
{
	char text[128];
	struct knell_buffer line = KNELL_BUFFER(text);

	tally->missing += count;
	knell_put_text(&line, "missing: thread ");
	knell_put_decimal(&line, thread);
	knell_put_text(&line, ": all of its ");
	knell_put_decimal(&line, count);
	knell_put_text(&line, " calls");
	finish(tally, &line, count);
}

void exercise_tell_extra(
	struct exercise_tally *tally, const struct exercise_logged *call)
{
	char text[8192];
	struct knell_buffer line = KNELL_BUFFER(text);

	tally->extra++;
	knell_put_text(&line, "extra: line ");
	knell_put_decimal(&line, call->line);
	knell_put_text(&line, ": ");
	put_logged(&line, call);
	finish(tally, &line, 1);
}

void exercise_tell_different(struct exercise_tally *tally, unsigned thread,
	const struct exercise_due *due, const struct exercise_logged *call,
	int what)
{
	char text[8192];
	struct knell_buffer line = KNELL_BUFFER(text);
	const struct exercise_step *step = due->step;

	tally->different++;
	knell_put_text(&line, "different: line ");
	knell_put_decimal(&line, call->line);
	knell_put_text(&line, ", ");
	knell_put_text(&line, call->name);
	knell_put_text(&line, ": ");
	if (what >= 0) {
		knell_put_text(
			&line, exercise_calls[step->call].arguments[what]);
		knell_put_text(&line, " is ");
		knell_put_printable(&line, call->arguments[what]);
		knell_put_text(&line, ", not ");
		exercise_put_value(
			&line, tally->plan, thread, &step->arguments[what]);
	} else if (what == MATCH_NOT_COUNT) {
		knell_put_text(&line, "too few arguments");
	} else {
		knell_put_text(&line, "the result is ");
		knell_put_printable(
			&line, call->result ? call->result : "unknown");
		knell_put_text(&line, ", not ");
		exercise_put_result(&line, tally->plan, thread, step);
	}
	finish(tally, &line, 1);
}
