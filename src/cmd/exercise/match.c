/* SPDX-License-Identifier: MIT */
/*
 * Whether a call in a log is the one that a step says. A tracer that shows no
 * more than numbers is held to these: of an address, whether there is one.
 */
#include "cmd/exercise/match.h"

#include "base/memory.h"
#include "base/text.h"
#include "cmd/exercise/read.h"
#include "knell/action.h"
#include "knell/name.h"
#include "knell/number.h"
#include "knell/stack.h"

enum { VALUE_MAX = EXERCISE_BOUND_MAX };

/* What is compared, and with what in mind. */
struct context {
	const struct exercise_bound *bound;
	const struct exercise_value *value;
	bool loose;
};

void exercise_bound_begin(struct exercise_bound *bound,
	const struct exercise_plan *plan, unsigned thread, int64_t pid,
	int64_t tid)
{
	knell_memory_fill(bound, 0, sizeof(*bound));
	bound->plan = plan;
	bound->thread = thread;
	bound->pid = pid;
	bound->tid = tid;
}

static bool is_number(const char *text)
{
	int64_t value;

	return exercise_read_number(text, &value);
}

/* Whether it is this number, as an int, which some write without its sign. */
static bool is_int(const char *text, int64_t number)
{
	int64_t value;

	return exercise_read_number(text, &value) &&
	       (int32_t)value == (int32_t)number &&
	       (value == number || value == (int64_t)(uint32_t)number);
}

static bool is_bound(const char *bound, const char *text)
{
	return !*bound || knell_text_equal(bound, text);
}

static bool is_bound_number(int64_t bound, const char *text)
{
	return bound < 0 ? is_number(text) : is_int(text, bound);
}

static bool is_member(const char *text, const char *name, const char *value)
{
	char is[VALUE_MAX];

	return exercise_read_member(text, name, is, sizeof(is)) &&
	       knell_text_equal(is, value);
}

/* A number and nothing behind it. */
static bool is_bare(const char *text)
{
	for (; *text; text++)
		if (!knell_text_find("0123456789abcdefx-", *text))
			return false;
	return true;
}

/* By its name, or by its number, as strace's -X raw has it. */
static bool is_member_constant(
	const char *text, const char *member, const char *name, int64_t number)
{
	char is[VALUE_MAX];

	return exercise_read_member(text, member, is, sizeof(is)) &&
	       (knell_text_equal(is, name) ||
		       (is_bare(is) && is_int(is, number)));
}

static bool is_member_int(const char *text, const char *name, int64_t value)
{
	char is[VALUE_MAX];

	return exercise_read_member(text, name, is, sizeof(is)) &&
	       is_int(is, value);
}

static int signal_of(const struct context *c)
{
	return exercise_signal_number(c->bound->thread, c->value->which);
}

static bool is_member_signal(
	const struct context *c, const char *text, const char *name)
{
	char is[VALUE_MAX];

	return exercise_read_member(text, name, is, sizeof(is)) &&
	       exercise_read_signal(is) == signal_of(c);
}

static bool match_set(const struct context *c, const char *text)
{
	struct knell_set is, should, own;
	const struct exercise_value both = { .which = SET_BOTH };

	if (!exercise_read_set(text, &is))
		return false;
	if (c->value->kind == KIND_SET_OPEN)
		return !knell_set_has(
			&is, exercise_signal_number(c->bound->thread, FIRST));
	should = exercise_set(c->bound->plan, c->bound->thread, c->value);
	if (c->value->kind == KIND_RET_SET) {
		own = exercise_set(c->bound->plan, c->bound->thread, &both);
		knell_set_intersect(&is, &own);
	}
	return knell_set_equal(&is, &should);
}

static bool match_action(const struct context *c, const char *text)
{
	const unsigned long any = KNELL_ACTION_RESTORER;
	char is[VALUE_MAX];
	unsigned long flags;

	if (!is_member(text, "sa_mask", "[]") ||
		!exercise_read_member(text, "sa_flags", is, sizeof(is)) ||
		knell_action_flags_parse(is, &flags))
		return false;
	if (c->value->which == ACTION_IGNORE)
		return !(flags & ~any) &&
		       is_member_constant(text, "sa_handler", "SIG_IGN", 1);
	return (flags & ~any) == KNELL_ACTION_SIGINFO &&
	       exercise_read_member(text, "sa_handler", is, sizeof(is)) &&
	       is_number(is) && !is_int(is, 0);
}

/* timer_create(2): the number is the value where none is given. */
static bool match_timer_info(const struct context *c, const char *text)
{
	int64_t id;
	bool knows =
		!c->loose && exercise_read_number(c->bound->places[TIMER], &id);

	if (knows && !is_member_int(text, "si_timerid", id))
		return false;
	if (c->value->which == ALARM)
		return !knows || is_member_int(text, "si_int", id);
	return is_member_int(text, "si_int", EXERCISE_VALUE);
}

static bool match_info(const struct context *c, const char *text)
{
	int code = c->value->number;
	bool sent = code == KNELL_SI_USER || code == KNELL_SI_TKILL ||
		    code == KNELL_SI_QUEUE;
	bool has_value = code == KNELL_SI_QUEUE;

	if (!is_member_signal(c, text, "si_signo") ||
		!is_member_constant(text, "si_code", c->value->name, code))
		return false;
	if (sent && c->bound->pid >= 0 &&
		!is_member_int(text, "si_pid", c->bound->pid))
		return false;
	if (code == KNELL_SI_TIMER)
		return match_timer_info(c, text);
	return !has_value || is_member_int(text, "si_int", EXERCISE_VALUE);
}

static bool match_event(const struct context *c, const char *text)
{
	int64_t tid = c->bound->tid;

	if (!is_member_signal(c, text, "sigev_signo") ||
		!is_member_constant(
			text, "sigev_notify", c->value->name, c->value->number))
		return false;
	return c->value->number != EXERCISE_SIGEV_THREAD_ID || tid < 0 ||
	       is_member_int(text, "sigev_notify_thread_id", tid);
}

static bool match_stack(const struct context *c, const char *text)
{
	if (c->value->kind == KIND_STACK_NONE ||
		c->value->kind == KIND_RET_STACK_NONE)
		return is_member_constant(
			text, "ss_flags", "SS_DISABLE", KNELL_STACK_DISABLE);
	return is_member(text, "ss_flags", "0") &&
	       !is_member(text, "ss_sp", "NULL") &&
	       (c->loose || is_bound(c->bound->stack, text));
}

static bool match_time(
	const char *text, const char *fraction, uint32_t number, uint32_t unit)
{
	return is_member_int(text, "tv_sec", number / 1000000000) &&
	       is_member_int(text, fraction, number % 1000000000 / unit);
}

static bool match_timer(const struct context *c, const char *text)
{
	bool old = c->value->kind == KIND_ITIMER ||
		   c->value->kind == KIND_RET_ITIMER;
	const char *fraction = old ? "tv_usec" : "tv_nsec";
	uint32_t unit = old ? 1000 : 1;
	char every[VALUE_MAX], value[VALUE_MAX];

	return exercise_read_member(
		       text, "it_interval", every, sizeof(every)) &&
	       exercise_read_member(text, "it_value", value, sizeof(value)) &&
	       match_time(every, fraction, c->value->which * 1000000u, unit) &&
	       match_time(value, fraction, (uint32_t)c->value->number, unit);
}

/* What a tracer that shows no structs shows as an address. */
static bool match_pointer(const struct context *c, const char *text)
{
	if (is_number(text))
		return !is_int(text, 0);
	switch (c->value->kind) {
	case KIND_SET:
	case KIND_SET_FULL:
	case KIND_SET_USED:
	case KIND_SET_OPEN:
	case KIND_RET_SET: return match_set(c, text);
	case KIND_SET_KEPT:
	case KIND_ACTION_KEPT:
	case KIND_STACK_KEPT:
	case KIND_RET_SAME:
		return c->loose ||
		       is_bound(c->bound->places[c->value->which], text);
	case KIND_ACTION: return match_action(c, text);
	case KIND_STACK:
	case KIND_STACK_NONE:
	case KIND_RET_STACK:
	case KIND_RET_STACK_NONE: return match_stack(c, text);
	case KIND_INFO:
	case KIND_RET_INFO: return match_info(c, text);
	case KIND_TIME:
		return match_time(
			text, "tv_nsec", (uint32_t)c->value->number, 1);
	case KIND_INTERVAL:
	case KIND_ITIMER:
	case KIND_RET_INTERVAL:
	case KIND_RET_ITIMER: return match_timer(c, text);
	case KIND_EVENT: return match_event(c, text);
	default: return !knell_text_equal(text, "NULL");
	}
}

static bool match_value(const struct context *c, const char *text)
{
	const struct exercise_value *value = c->value;
	const struct exercise_bound *bound = c->bound;
	int64_t number;

	switch (value->kind) {
	case KIND_NUMBER:
		if (exercise_read_number(text, &number))
			return is_int(text, value->number);
		return value->name && exercise_is_name(text, value->name);
	case KIND_SIGNAL: return exercise_read_signal(text) == signal_of(c);
	case KIND_PID: return is_bound_number(bound->pid, text);
	case KIND_TID: return is_bound_number(bound->tid, text);
	case KIND_DESCRIPTOR:
	case KIND_TIMER:
		if (!exercise_read_number(text, &number) || number < 0)
			return false;
		return c->loose || !*bound->places[value->which] ||
		       (exercise_read_number(
				bound->places[value->which], &number) &&
			       is_int(text, number));
	case KIND_NULL:
		return knell_text_equal(text, "NULL") || is_int(text, 0);
	default: return match_pointer(c, text);
	}
}

/* -1 EAGAIN (...), ? ERESTARTNOHAND (...), or the bare number. */
static bool is_error(const char *text, int32_t error, const char *name)
{
	int64_t value;

	if (exercise_read_number(text, &value) && value == error &&
		(error != -1 || knell_text_equal(text, "-1")))
		return true;
	if (!name || (!knell_text_starts(text, "-1 ") &&
			     !knell_text_starts(text, "? ")))
		return false;
	text += *text == '-' ? 3 : 2;
	size_t length = knell_text_length(name);

	return knell_text_starts(text, name) &&
	       (!text[length] || text[length] == ' ');
}

static bool match_result(const struct context *c,
	const struct exercise_step *step, const char *text)
{
	const struct exercise_value *value = c->value;

	if (value->kind == KIND_DESCRIPTOR && step->keeps) {
		int64_t number;

		return exercise_read_number(text, &number) && number >= 0;
	}
	if (value->kind != KIND_NUMBER)
		return match_value(c, text);
	if (value->other < 0 && is_error(text, value->other, value->name))
		return true;
	if (value->other > 0 && is_int(text, value->other))
		return true;
	if (value->number < 0)
		return is_error(text, value->number, value->name);
	return is_int(text, value->number);
}

int exercise_match(const struct exercise_bound *bound,
	const struct exercise_step *step, const struct exercise_logged *call,
	bool loose)
{
	const struct exercise_call *should = &exercise_calls[step->call];
	unsigned count = exercise_argument_count(should);
	struct context c = { .bound = bound, .loose = loose };

	if (!knell_text_equal(call->name, should->name))
		return MATCH_NOT_CALL;
	/* A tracer of numbers shows registers that are no arguments. */
	if (call->has_arguments && call->count < count)
		return MATCH_NOT_COUNT;
	for (unsigned i = 0; call->has_arguments && i < count; i++) {
		c.value = &step->arguments[i];
		if (call->arguments[i] && !match_value(&c, call->arguments[i]))
			return (int)i;
	}
	c.value = &step->result;
	if (call->result && !match_result(&c, step, call->result))
		return MATCH_NOT_RESULT;
	return MATCH_ALL;
}

static void copy(char *to, const char *from)
{
	size_t length = knell_text_length(from);

	/* What is longer is not compared. */
	if (length >= EXERCISE_BOUND_MAX)
		length = 0;
	knell_memory_copy(to, from, length);
	to[length] = '\0';
}

static void bind_argument(struct exercise_bound *bound,
	const struct exercise_step *step, const struct exercise_value *value,
	const char *text)
{
	int64_t number;
	bool has_number = exercise_read_number(text, &number);

	if (value->kind == KIND_STACK && !has_number)
		copy(bound->stack, text);
	/* strace shows what the kernel wrote: [0] for a timer's number. */
	else if (value->kind == KIND_RET && step->keeps == TIMER && !has_number)
		copy(bound->places[TIMER], text + (*text == '['));
	else if (value->kind == KIND_RET && step->keeps && !has_number)
		copy(bound->places[step->keeps], text);
}

void exercise_forget(
	struct exercise_bound *bound, const struct exercise_step *step)
{
	bound->places[step->keeps][0] = '\0';
}

void exercise_bind(struct exercise_bound *bound,
	const struct exercise_step *step, const struct exercise_logged *call)
{
	/* What a call before it kept. */
	exercise_forget(bound, step);
	for (unsigned i = 0; i < EXERCISE_ARGUMENTS_MAX && i < call->count; i++)
		if (call->arguments[i])
			bind_argument(bound, step, &step->arguments[i],
				call->arguments[i]);
	if (step->result.kind == KIND_DESCRIPTOR && step->keeps && call->result)
		copy(bound->places[step->keeps], call->result);
}
