/* SPDX-License-Identifier: MIT */
/* What a tracer must see, as JSON lines; knell-exercise(1) describes them. */
#include "cmd/exercise/expect.h"

#include "cmd/exercise/words.h"
#include "report/json_text.h"

struct expectation {
	struct knell_buffer *out;
	struct exercise_cursor cursor;
	/* The order of the call that kept each place. */
	uint64_t kept_by[EXERCISE_PLACES];
};

static const char *type_of(unsigned kind)
{
	switch (kind) {
	case KIND_NUMBER: return "number";
	case KIND_SIGNAL: return "signal";
	case KIND_PID: return "pid";
	case KIND_TID: return "tid";
	case KIND_DESCRIPTOR: return "descriptor";
	case KIND_TIMER: return "timer";
	case KIND_NULL: return "null";
	default: return "pointer";
	}
}

static bool refers(const struct exercise_value *value)
{
	switch (value->kind) {
	case KIND_DESCRIPTOR:
	case KIND_TIMER:
	case KIND_SET_KEPT:
	case KIND_ACTION_KEPT:
	case KIND_STACK_KEPT:
	case KIND_RET_SAME: return true;
	default: return false;
	}
}

static void put_order(struct knell_buffer *out, uint64_t order)
{
	if (order)
		knell_put_decimal(out, order);
	else
		knell_put_text(out, "null");
}

/* `value`, what raw tracers see, where it is known. */
static void put_number(
	const struct expectation *e, const struct exercise_value *value)
{
	switch (value->kind) {
	case KIND_NUMBER: knell_put_signed(e->out, value->number); break;
	case KIND_SIGNAL:
		knell_put_signed(e->out,
			exercise_signal_number(e->cursor.thread, value->which));
		break;
	case KIND_NULL: knell_put_char(e->out, '0'); break;
	default: knell_put_text(e->out, "null"); break;
	}
}

static void put_described(const struct expectation *e,
	const struct exercise_value *value, const char *text)
{
	knell_put_text(e->out, "\"type\":\"");
	knell_put_text(e->out, type_of(value->kind));
	knell_put_text(e->out, "\",\"value\":");
	put_number(e, value);
	knell_put_text(e->out, ",\"text\":");
	knell_json_put_text(e->out, text);
	knell_put_text(e->out, ",\"same\":");
	put_order(e->out, refers(value) ? e->kept_by[value->which] : 0);
}

static void put_argument(const struct expectation *e, const char *name,
	const struct exercise_value *value)
{
	char text[1024];
	struct knell_buffer word = KNELL_BUFFER(text);

	exercise_put_value(&word, e->cursor.plan, e->cursor.thread, value);
	knell_put_text(e->out, "{\"name\":\"");
	knell_put_text(e->out, name);
	knell_put_text(e->out, "\",");
	put_described(e, value, knell_buffer_text(&word));
	knell_put_char(e->out, '}');
}

static void put_result(
	const struct expectation *e, const struct exercise_step *step)
{
	char text[64];
	struct knell_buffer word = KNELL_BUFFER(text);

	exercise_put_result(&word, e->cursor.plan, e->cursor.thread, step);
	knell_put_text(e->out, "],\"result\":{");
	put_described(e, &step->result, knell_buffer_text(&word));
	knell_put_text(e->out, ",\"or\":");
	if (step->result.other)
		knell_put_signed(e->out, step->result.other);
	else
		knell_put_text(e->out, "null");
}

static void put_line(
	const struct expectation *e, const struct exercise_step *step)
{
	const struct exercise_call *call = &exercise_calls[step->call];
	unsigned count = exercise_argument_count(call);
	unsigned group = e->cursor.group;

	knell_put_text(e->out, "{\"thread\":");
	knell_put_decimal(e->out, e->cursor.thread);
	knell_put_text(e->out, ",\"order\":");
	knell_put_decimal(e->out, e->cursor.order);
	knell_put_text(e->out, ",\"group\":\"");
	knell_put_text(e->out, exercise_groups[group].name);
	knell_put_text(e->out, "\",\"repeat\":");
	put_order(e->out, group < EXERCISE_GROUPS_CHOSEN
				  ? (uint64_t)e->cursor.round + 1
				  : 0);
	knell_put_text(e->out, ",\"call\":\"");
	knell_put_text(e->out, call->name);
	knell_put_text(e->out, "\",\"number\":");
	knell_put_signed(e->out, call->number);
	knell_put_text(e->out, ",\"arguments\":[");
	for (unsigned i = 0; i < count; i++) {
		if (i)
			knell_put_char(e->out, ',');
		put_argument(e, call->arguments[i], &step->arguments[i]);
	}
	put_result(e, step);
	knell_put_text(e->out, "},\"again\":");
	knell_put_text(e->out, step->flags & STEP_AGAIN ? "true" : "false");
	knell_put_text(e->out, "}\n");
}

void exercise_expect(struct knell_buffer *out, const struct exercise_plan *plan)
{
	for (unsigned i = 0; i < plan->threads; i++) {
		struct expectation e = { .out = out };
		const struct exercise_step *step;

		exercise_begin(&e.cursor, plan, i);
		while ((step = exercise_next(&e.cursor))) {
			if (step->flags & STEP_ASIDE)
				continue;
			/* Not that of the repeat before. */
			e.kept_by[step->keeps] = 0;
			put_line(&e, step);
			e.kept_by[step->keeps] = e.cursor.order;
			e.kept_by[NOWHERE] = 0;
		}
	}
}
