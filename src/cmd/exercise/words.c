/* SPDX-License-Identifier: MIT */
/* Steps as text, spelled as strace does; <words> for what only a run knows. */
#include "cmd/exercise/words.h"

#include "base/memory.h"
#include "knell/name.h"
#include "knell/number.h"

/* To strace they begin at 32, those that a libc keeps included. */
enum { KERNEL_SIGRTMIN = 32 };

void exercise_put_signal(struct knell_buffer *out, int signal)
{
	char name[KNELL_NAME_BYTES];

	if (!signal) {
		knell_put_char(out, '0');
	} else if (signal <= KERNEL_SIGRTMIN) {
		knell_put_text(out, knell_signal_name(signal, name));
	} else {
		knell_put_text(out, "SIGRT_");
		knell_put_decimal(out, (unsigned)(signal - KERNEL_SIGRTMIN));
	}
}

static void put_name(struct knell_buffer *out, int signal)
{
	char text[KNELL_NAME_BYTES * 2];
	struct knell_buffer name = KNELL_BUFFER(text);

	exercise_put_signal(&name, signal);
	knell_put_text(out, knell_buffer_text(&name) + 3);
}

static void put_set(struct knell_buffer *out, const struct knell_set *set)
{
	int signal = 0;
	const char *between = "[";

	while ((signal = knell_set_next(set, signal))) {
		knell_put_text(out, between);
		put_name(out, signal);
		between = " ";
	}
	knell_put_text(out, *between == '[' ? "[]" : "]");
}

static void put_time(struct knell_buffer *out, const char *fraction,
	uint32_t ns, uint32_t unit_ns)
{
	knell_put_text(out, "{tv_sec=");
	knell_put_decimal(out, ns / 1000000000);
	knell_put_text(out, ", ");
	knell_put_text(out, fraction);
	knell_put_char(out, '=');
	knell_put_decimal(out, ns % 1000000000 / unit_ns);
	knell_put_char(out, '}');
}

static void put_timer(
	struct knell_buffer *out, const struct exercise_value *value)
{
	bool old = value->kind == KIND_ITIMER || value->kind == KIND_RET_ITIMER;
	const char *fraction = old ? "tv_usec" : "tv_nsec";
	uint32_t unit = old ? 1000 : 1;

	knell_put_text(out, "{it_interval=");
	put_time(out, fraction, value->which * 1000000u, unit);
	knell_put_text(out, ", it_value=");
	put_time(out, fraction, (uint32_t)value->number, unit);
	knell_put_char(out, '}');
}

static void put_info(struct knell_buffer *out, unsigned thread,
	const struct exercise_value *value)
{
	knell_put_text(out, "{si_signo=");
	exercise_put_signal(out, exercise_signal_number(thread, value->which));
	knell_put_text(out, ", si_code=");
	knell_put_text(out, value->name);
	if (value->number == KNELL_SI_TIMER && value->which == ALARM) {
		knell_put_text(out, ", si_int=<timer>");
	} else if (value->number == KNELL_SI_QUEUE ||
		   value->number == KNELL_SI_TIMER) {
		knell_put_text(out, ", si_int=");
		knell_put_decimal(out, EXERCISE_VALUE);
	}
	knell_put_char(out, '}');
}

static void put_action(
	struct knell_buffer *out, const struct exercise_value *value)
{
	if (value->which == ACTION_IGNORE)
		knell_put_text(
			out, "{sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}");
	else
		knell_put_text(out, "{sa_handler=<handler>, sa_mask=[], "
				    "sa_flags=SA_SIGINFO}");
}

static void put_event(struct knell_buffer *out, unsigned thread,
	const struct exercise_value *value)
{
	knell_put_text(out, "{sigev_signo=");
	exercise_put_signal(out, exercise_signal_number(thread, value->which));
	knell_put_text(out, ", sigev_notify=");
	knell_put_text(out, value->name);
	knell_put_char(out, '}');
}

static const char *word_of(const struct exercise_value *value)
{
	switch (value->kind) {
	case KIND_PID: return "<pid>";
	case KIND_TID: return "<tid>";
	case KIND_DESCRIPTOR: return "<fd>";
	case KIND_TIMER: return "<timer>";
	case KIND_NULL: return "NULL";
	case KIND_SET_FULL: return "~[]";
	case KIND_SET_OPEN: return "<mask without the signal>";
	case KIND_SET_KEPT: return "<mask before>";
	case KIND_ACTION_KEPT: return "<action before>";
	case KIND_STACK_KEPT: return "<stack before>";
	case KIND_RET_SAME: return "<as before>";
	case KIND_RET: return "<result>";
	case KIND_STACK:
	case KIND_RET_STACK: return "{ss_sp=<stack>, ss_flags=0}";
	case KIND_STACK_NONE:
	case KIND_RET_STACK_NONE: return "{ss_flags=SS_DISABLE}";
	default: return "<any>";
	}
}

void exercise_put_value(struct knell_buffer *out,
	const struct exercise_plan *plan, unsigned thread,
	const struct exercise_value *value)
{
	struct knell_set set;

	switch (value->kind) {
	case KIND_NUMBER:
		if (value->name && !value->other)
			knell_put_text(out, value->name);
		else
			knell_put_signed(out, value->number);
		return;
	case KIND_SIGNAL:
		exercise_put_signal(
			out, exercise_signal_number(thread, value->which));
		return;
	case KIND_SET:
	case KIND_SET_USED:
	case KIND_RET_SET:
		set = exercise_set(plan, thread, value);
		put_set(out, &set);
		return;
	case KIND_INFO:
	case KIND_RET_INFO: put_info(out, thread, value); return;
	case KIND_ACTION: put_action(out, value); return;
	case KIND_EVENT: put_event(out, thread, value); return;
	case KIND_TIME:
		put_time(out, "tv_nsec", (uint32_t)value->number, 1);
		return;
	case KIND_INTERVAL:
	case KIND_ITIMER:
	case KIND_RET_INTERVAL:
	case KIND_RET_ITIMER: put_timer(out, value); return;
	default: knell_put_text(out, word_of(value)); return;
	}
}

void exercise_put_result(struct knell_buffer *out,
	const struct exercise_plan *plan, unsigned thread,
	const struct exercise_step *step)
{
	const struct exercise_value *value = &step->result;

	if (value->kind == KIND_SIGNAL) {
		knell_put_signed(
			out, exercise_signal_number(thread, value->which));
		return;
	}
	if (value->kind == KIND_NUMBER && value->number < 0)
		knell_put_text(out, value->number == -EXERCISE_ERESTARTNOHAND
					    ? "? "
					    : "-1 ");
	exercise_put_value(out, plan, thread, value);
	if (value->other) {
		knell_put_text(out, value->other < 0 ? " or -1 " : " or ");
		if (value->name)
			knell_put_text(out, value->name);
		else
			knell_put_signed(out, value->other);
	}
}

void exercise_put_call(struct knell_buffer *out,
	const struct exercise_plan *plan, unsigned thread,
	const struct exercise_step *step)
{
	const struct exercise_call *call = &exercise_calls[step->call];
	unsigned count = exercise_argument_count(call);

	knell_put_text(out, call->name);
	knell_put_char(out, '(');
	for (unsigned i = 0; i < count; i++) {
		if (i)
			knell_put_text(out, ", ");
		exercise_put_value(out, plan, thread, &step->arguments[i]);
	}
	knell_put_char(out, ')');
}
