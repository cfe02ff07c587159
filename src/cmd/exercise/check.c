/* SPDX-License-Identifier: MIT */
/* Comparing what a system call gave with what its step says. */
#include "abi/errno.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "cmd/exercise/exerciser.h"
#include "knell/name.h"
#include "knell/number.h"

static const char *say_sets(struct knell_buffer *out, const char *what,
	const struct knell_set *is, const struct knell_set *should)
{
	char text[KNELL_SET_TEXT_BYTES];

	knell_put_text(out, what);
	knell_put_char(out, ' ');
	knell_put_text(out, knell_set_format(is, text));
	knell_put_text(out, ", not ");
	knell_put_text(out, knell_set_format(should, text));
	return knell_buffer_text(out);
}

/* Other threads' signals may be pending or blocked as well. */
static const char *check_set(const struct exerciser *x,
	const struct exercise_value *value, struct knell_buffer *out)
{
	const struct exercise_value both = { .which = SET_BOTH };
	struct knell_set own = exercise_set(x->run->plan, x->index, &both);
	struct knell_set should = exercise_set(x->run->plan, x->index, value);
	struct knell_set is = x->fact.set;

	knell_set_intersect(&is, &own);
	if (knell_set_equal(&is, &should))
		return NULL;
	say_sets(out, "the signals in the set are", &is, &should);
	if (x->cursor.group == GROUP_START)
		knell_put_text(out, ": somebody has sent them before");
	return knell_buffer_text(out);
}

static const char *check_timer_info(const struct exerciser *x,
	const struct exercise_value *value, const struct knell_info *info)
{
	long id = x->kept[TIMER].number;
	/* timer_create(2): the number is the value where none is given. */
	long should = value->which == ALARM ? id : EXERCISE_VALUE;

	if (info->timer.id != id)
		return "the signal is another timer's";
	if (info->timer.value.integer != should)
		return "the value with the signal is another";
	return NULL;
}

static const char *check_info(const struct exerciser *x,
	const struct exercise_value *value, struct knell_buffer *out)
{
	const struct knell_info *info = &x->fact.info;
	int signal = exercise_signal_number(x->index, value->which);
	char name[KNELL_NAME_BYTES];
	int code = value->number;
	bool sent = code == KNELL_SI_USER || code == KNELL_SI_TKILL ||
		    code == KNELL_SI_QUEUE;

	if (info->signal != signal || info->code != code) {
		const char *text = knell_code_name(info->signal, info->code);

		knell_put_text(out, "the siginfo is of ");
		knell_put_text(out, knell_signal_name(info->signal, name));
		knell_put_text(out, " with ");
		knell_put_text(out, text ? text : "an unknown code");
		knell_put_text(out, ", not of ");
		knell_put_text(out, knell_signal_name(signal, name));
		knell_put_text(out, " with ");
		knell_put_text(out, value->name);
		/* The kernel leaves the siginfo out where too many queue. */
		if (info->code == KNELL_SI_USER && !info->sender.pid)
			knell_put_text(out, ": is ulimit -i too low?");
		return knell_buffer_text(out);
	}
	if (sent && info->sender.pid != x->pid)
		return "somebody else sent the signal";
	if (code == KNELL_SI_KERNEL && info->sender.pid)
		return "somebody sent the signal";
	if (code == KNELL_SI_TIMER)
		return check_timer_info(x, value, info);
	if (code == KNELL_SI_QUEUE &&
		info->sender.value.integer != EXERCISE_VALUE)
		return "the value with the signal is another";
	return NULL;
}

static bool is_same_stack(
	const struct knell_stack *a, const struct knell_stack *b)
{
	/* Where there is none, the rest does not count. */
	if (a->flags != b->flags || a->flags & KNELL_STACK_DISABLE)
		return a->flags == b->flags;
	return a->base == b->base && a->size_bytes == b->size_bytes;
}

static bool is_same_action(
	const struct knell_action *a, const struct knell_action *b)
{
	return a->handler == b->handler && a->flags == b->flags &&
	       a->restorer == b->restorer &&
	       knell_set_equal(&a->mask, &b->mask);
}

static const char *check_same(const struct exerciser *x,
	const struct exercise_step *step, unsigned place,
	struct knell_buffer *out)
{
	const union exercise_fact *old = &x->kept[place];

	switch (step->call) {
	case CALL_SIGACTION:
		return is_same_action(&x->fact.action, &old->action)
			       ? NULL
			       : "the action is not what it was";
	case CALL_SIGALTSTACK:
		return is_same_stack(&x->fact.stack, &old->stack)
			       ? NULL
			       : "the alternate stack is not what it was";
	default:
		if (knell_set_equal(&x->fact.set, &old->set))
			return NULL;
		return say_sets(out, "the mask is", &x->fact.set, &old->set);
	}
}

static const char *check_timer(bool is_stopped)
{
	return is_stopped ? NULL : "the timer runs already";
}

static const char *check_argument(const struct exerciser *x,
	const struct exercise_step *step, const struct exercise_value *value,
	struct knell_buffer *out)
{
	const struct knell_stack none = { .flags = KNELL_STACK_DISABLE };

	switch (value->kind) {
	case KIND_RET_SAME: return check_same(x, step, value->which, out);
	case KIND_RET_SET: return check_set(x, value, out);
	case KIND_RET_INFO: return check_info(x, value, out);
	case KIND_RET_STACK:
		return is_same_stack(&x->fact.stack, &x->stack)
			       ? NULL
			       : "the alternate stack is not what was set";
	case KIND_RET_STACK_NONE:
		return is_same_stack(&x->fact.stack, &none)
			       ? NULL
			       : "the alternate stack is still there";
	case KIND_RET_ITIMER:
		return check_timer(
			!x->fact.itimer.value_s && !x->fact.itimer.value_us);
	case KIND_RET_INTERVAL:
		return check_timer(!x->fact.interval.value.sec &&
				   !x->fact.interval.value.nsec);
	default: return NULL;
	}
}

static bool is_result(const struct exerciser *x,
	const struct exercise_step *step, long result)
{
	const struct exercise_value *value = &step->result;

	switch (value->kind) {
	case KIND_DESCRIPTOR:
		return result >= 0 &&
		       (step->keeps || result == x->kept[value->which].number);
	case KIND_SIGNAL:
		return result == exercise_signal_number(x->index, value->which);
	default:
		if (value->number == -EXERCISE_ERESTARTNOHAND)
			return result == -EINTR;
		return result == value->number ||
		       (value->other && result == value->other);
	}
}

const char *exercise_check(const struct exerciser *x,
	const struct exercise_step *step, long result,
	char why[EXERCISE_WHY_BYTES])
{
	struct knell_buffer out = {
		.data = why, .size = EXERCISE_WHY_BYTES, .fd = -1
	};
	const char *wrong;

	if (!is_result(x, step, result)) {
		knell_put_text(&out, "the result is ");
		knell_put_signed(&out, result);
		return knell_buffer_text(&out);
	}
	for (unsigned i = 0; i < EXERCISE_ARGUMENTS_MAX && result >= 0; i++) {
		wrong = check_argument(x, step, &step->arguments[i], &out);
		if (wrong)
			return wrong;
	}
	return NULL;
}
