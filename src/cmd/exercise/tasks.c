/* SPDX-License-Identifier: MIT */
/*
 * Threads are told apart by their ids, and recognized by the signals that each
 * has for itself. Calls that are not of the family do not count, nor do those
 * before the last execve.
 */
#include "cmd/exercise/tasks.h"

#include "base/memory.h"
#include "base/text.h"
#include "cmd/exercise/read.h"
#include "cmd/first_process.h"

struct exercise_task *exercise_task(
	struct exercise_verification *v, int64_t tid)
{
	/* strace leaves it out while there is one thread only. */
	if (!tid)
		tid = v->main_tid;
	for (unsigned i = 0; i < EXERCISE_TASKS_MAX; i++) {
		struct exercise_task *task = &v->tasks[i];

		if (!task->is_used) {
			task->is_used = true;
			task->tid = tid;
			task->thread = EXERCISE_NOBODY;
			return task;
		}
		if (task->tid == tid)
			return task;
	}
	return NULL;
}

/* Boyer and Moore's majority vote. */
static void cast(struct exercise_vote *vote, int64_t number)
{
	if (vote->number == number) {
		vote->count++;
	} else if (vote->count) {
		vote->count--;
	} else {
		*vote = (struct exercise_vote){ number, 1 };
	}
}

int64_t exercise_winner(const struct exercise_vote *vote)
{
	return vote->count ? vote->number : -1;
}

/* Of those that count: an enum exercise_call_id, or 0. */
static unsigned find_call(const char *name)
{
	for (unsigned id = 1; id < EXERCISE_CALLS; id++)
		if (id != CALL_POLL && id != CALL_RING && id != CALL_READ &&
			id != CALL_CLOSE &&
			knell_text_equal(exercise_calls[id].name, name))
			return id;
	return 0;
}

/* Who has the signal that the call names; EXERCISE_NOBODY: it names none. */
static int find_thread(const struct exercise_verification *v,
	const struct exercise_logged *call)
{
	const struct exercise_call *known =
		&exercise_calls[find_call(call->name)];

	for (unsigned i = 0; i < call->count && i < EXERCISE_ARGUMENTS_MAX;
		i++) {
		if (!call->arguments[i] || !known->arguments[i] ||
			!knell_text_equal(known->arguments[i], "sig"))
			continue;
		int signal = exercise_read_signal(call->arguments[i]);

		for (unsigned t = 0; t < v->tally.plan->threads; t++)
			if (signal == exercise_signal_number(t, FIRST) ||
				signal == exercise_signal_number(t, SECOND))
				return (int)t;
	}
	return EXERCISE_NOBODY;
}

static void recognize(
	struct exercise_verification *v, struct exercise_task *task)
{
	struct exercise_side *side = &task->side;
	int thread = find_thread(v, &side->calls[side->call_count - 1]);

	if (thread == EXERCISE_NOBODY)
		return;
	task->thread = thread;
	exercise_side_begin(side, v->tally.plan, (unsigned)thread,
		exercise_winner(&v->pid), exercise_winner(&task->own_tid));
	/* Two for one: all that the second has made is extra. */
	if (v->taken[thread]) {
		side->due_count = 0;
		side->cursor.group = EXERCISE_GROUPS;
	}
	v->taken[thread] = true;
}

static void put_call(
	struct exercise_verification *v, struct exercise_task *task)
{
	struct exercise_side *side = &task->side;
	struct exercise_logged *to = &side->calls[side->call_count];
	const struct exercise_logged *from = &v->call;

	*to = *from;
	for (unsigned i = 0; i < to->count; i++)
		if (from->arguments[i])
			to->arguments[i] =
				to->text + (from->arguments[i] - from->text);
	if (from->result)
		to->result = to->text + (from->result - from->text);
	to->signals = v->tells_signals ? task->signals : -1;
	task->signals = 0;
	side->call_count++;
	if (task->thread == EXERCISE_NOBODY)
		recognize(v, task);
	if (task->thread != EXERCISE_NOBODY) {
		exercise_side_advance(side, &v->tally);
	} else if (side->call_count == EXERCISE_WINDOW) {
		/* Somebody else's. */
		side->call_count = 0;
	}
}

/* Which process and thread the calls of a task name. */
static void cast_votes(
	struct exercise_verification *v, struct exercise_task *task)
{
	const struct exercise_call *known =
		&exercise_calls[find_call(v->call.name)];

	for (unsigned i = 0; i < v->call.count && i < EXERCISE_ARGUMENTS_MAX;
		i++) {
		const char *name = known->arguments[i];
		int64_t number;

		if (!name || !v->call.arguments[i] ||
			!exercise_read_number(v->call.arguments[i], &number))
			continue;
		if (knell_text_equal(name, "tid"))
			cast(&task->own_tid, number);
		else if (knell_text_equal(name, "tgid"))
			cast(&v->pid, number);
		else if (!i && knell_text_equal(v->call.name, "kill"))
			cast(&v->pid, number);
	}
}

/* Of an execve. */
static bool is_this_command(const struct exercise_logged *call)
{
	return call->count > 1 && call->arguments[1] &&
	       knell_text_contains(call->arguments[1], "\"exercise\"");
}

/* The actions that any command sets as PID 1, before it begins. */
static bool is_of_first_process(const struct exercise_verification *v,
	const struct exercise_logged *call)
{
	return exercise_winner(&v->pid) == 1 &&
	       knell_text_equal(call->name, "rt_sigaction") && call->count &&
	       call->arguments[0] &&
	       knell_first_process_takes(
		       exercise_read_signal(call->arguments[0]));
}

void exercise_take_call(struct exercise_verification *v, bool looks_only)
{
	bool is_start = knell_text_equal(v->call.name, "execve");
	struct exercise_task *task;

	v->calls++;
	if (!find_call(v->call.name) && !(looks_only && is_start))
		return;
	if (is_of_first_process(v, &v->call))
		return;
	task = exercise_task(v, v->call.tid);
	if (!task)
		return;
	v->call.line = v->input.line;
	if (!looks_only) {
		if (v->call.line > task->after_line &&
			!(v->tells_start && task->is_other))
			put_call(v, task);
	} else if (!is_start) {
		cast_votes(v, task);
		if (v->call.tid && !task->is_other &&
			find_thread(v, &v->call) == 0)
			v->found_tid = v->call.tid;
	} else if (v->call.result && knell_text_equal(v->call.result, "0")) {
		task->after_line = v->call.line;
		task->is_other = !is_this_command(&v->call);
		v->tells_start |= !task->is_other;
	}
}

void exercise_join_tasks(struct exercise_verification *v, int64_t main_tid)
{
	const struct exercise_task *alone = exercise_task(v, 0);
	struct exercise_task *task = exercise_task(v, main_tid);

	if (!main_tid || !alone || !task)
		return;
	if (task->after_line < alone->after_line)
		task->after_line = alone->after_line;
	v->main_tid = main_tid;
}
