/* SPDX-License-Identifier: MIT */
/*
 * One thread's steps. When one fails, those that undo what is kept are made,
 * each as the table has it, and nothing else.
 */
#include "abi/errno.h"
#include "cmd/exercise/exerciser.h"
#include "cmd/exercise/load.h"
#include "cmd/exercise/words.h"
#include "knell/call.h"
#include "sys/process.h"

enum { STACK_BYTES = 16384, HANDLER_BYTES = 4096, BEGINS_MS = 200 };

static void *run_thread(void *argument)
{
	exercise_walk(argument);
	return NULL;
}

static long start_thread(struct exerciser *x)
{
	const struct knell_thread_plan plan = {
		.run = run_thread,
		.argument = &x->run->threads[x->cursor.round],
		.stack_bytes = STACK_BYTES,
		.handler_bytes = HANDLER_BYTES,
	};

	return knell_thread_start(
		x->run->start, &plan, &x->run->threads[x->cursor.round].thread);
}

/*
 * Where futex is refused, or a call that the thread begins with, joining gives
 * the same error; in the second case the thread is gone, and has not begun.
 */
static void join_thread(struct exerciser *x)
{
	long error = knell_thread_join(x->thread, NULL);

	for (unsigned ms = 0; error < 0 && !x->tid && ms < BEGINS_MS; ms++)
		exercise_rest();
	if (error < 0 && !x->tid) {
		x->failed = true;
		if (!__atomic_exchange_n(
			    &x->run->stops, true, __ATOMIC_ACQ_REL))
			exercise_complain_call("a thread's start", error);
		error = 0;
	}
	while (error < 0) {
		exercise_rest();
		error = knell_thread_join(x->thread, NULL);
	}
	x->thread = NULL;
}

static void join_threads(struct exercise_run *run)
{
	for (unsigned i = 1; i < run->plan->threads; i++)
		if (run->threads[i].thread)
			join_thread(&run->threads[i]);
}

/* The kernel goes where a handler's return goes; that may be refused. */
static long make_handled(struct exerciser *x, const struct exercise_step *step,
	bool *ret_refused)
{
	unsigned before = x->handled;
	/* Both are needed after the jump. */
	volatile long result = 0;

	*ret_refused = false;
	x->edits = step->flags & STEP_EDIT;
	if (knell_jump_save(&x->escape, 0)) {
		*ret_refused = true;
	} else {
		x->returns = true;
		result = exercise_make(x, step);
	}
	x->returns = false;
	/* An error of another kind tells more. */
	if (!*ret_refused && x->handled == before &&
		(result >= 0 || result == -EINTR))
		return -ETIMEDOUT;
	return result;
}

/* What says so is known to be refused: it does not return elsewhere. */
static long ask_sigreturn(void)
{
	static const unsigned never = 0;
	const long none[6] = { 0 };

	return knell_call_unless(&never, SYS_rt_sigreturn, none);
}

static void keep(
	struct exerciser *x, const struct exercise_step *step, long result)
{
	if (step->keeps) {
		x->kept[step->keeps] = x->fact;
		if (step->result.kind == KIND_DESCRIPTOR)
			x->kept[step->keeps].number = result;
		x->places |= 1u << step->keeps;
	}
	if (step->undoes)
		x->places &= ~(1u << step->undoes);
}

static bool is_kept(const struct exerciser *x, const struct exercise_step *step)
{
	return step->undoes && x->places & 1u << step->undoes;
}

/* Pending signals would outlive the mask and the action. */
static void discard_signals(struct exerciser *x)
{
	static const struct {
		unsigned which, place;
	} signals[] = { { FIRST, OLD_FIRST }, { SECOND, OLD_SECOND },
		{ ALARM, OLD_ALARM }, { VIRTUAL, OLD_VIRTUAL },
		{ PROFILE, OLD_PROFILE } };

	for (unsigned i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (x->places & 1u << signals[i].place)
			knell_action_ignore(exercise_signal_number(
						    x->index, signals[i].which),
				NULL);
}

static void undo(struct exerciser *x, const struct exercise_step *step)
{
	long result = exercise_make(x, step);

	if (result < 0)
		exercise_complain_undo(step, result);
	x->places &= ~(1u << step->undoes);
}

/* What is left of the group, then what comes after the repeats. */
static void undo_all(struct exerciser *x)
{
	unsigned group = x->cursor.group;
	const struct exercise_step *step;

	discard_signals(x);
	if (group < EXERCISE_GROUPS_CHOSEN) {
		const struct exercise_group *rest = &exercise_groups[group];

		for (; x->cursor.row < rest->count; x->cursor.row++) {
			step = &rest->steps[x->cursor.row];
			if (is_kept(x, step))
				undo(x, step);
		}
	}
	if (group < EXERCISE_GROUPS_CHOSEN || group == GROUP_START ||
		group == GROUP_THREADS)
		exercise_leave(&x->cursor);
	if (!x->index)
		join_threads(x->run);
	while ((step = exercise_next(&x->cursor)))
		if (is_kept(x, step))
			undo(x, step);
}

static void fail(struct exerciser *x, const struct exercise_step *step,
	long result, const char *why)
{
	x->failed = true;
	/* One message is enough: others fail for the same reason. */
	if (!__atomic_exchange_n(&x->run->stops, true, __ATOMIC_ACQ_REL))
		exercise_complain(x, step, result, why);
	undo_all(x);
}

static bool is_between_groups(const struct exercise_cursor *cursor)
{
	return cursor->group < EXERCISE_GROUPS_CHOSEN &&
	       cursor->row >= exercise_groups[cursor->group].count;
}

/* Return: whether it went as the step says. */
static bool take_step(struct exerciser *x, const struct exercise_step *step)
{
	char text[EXERCISE_WHY_BYTES];
	const char *why = NULL;
	bool refused = false;
	long result = 0;

	if (step->flags & STEP_STARTS)
		result = start_thread(x);
	else if (step->flags & STEP_HANDLED)
		result = make_handled(x, step, &refused);
	else if (!(step->flags & STEP_FOLLOWS))
		result = exercise_make(x, step);
	if (refused) {
		step = exercise_next(&x->cursor);
		result = ask_sigreturn();
		why = "handlers cannot return";
	} else if (!(step->flags & STEP_FOLLOWS)) {
		why = exercise_check(x, step, result, text);
	}
	if (why) {
		fail(x, step, result, why);
		return false;
	}
	keep(x, step, result);
	x->made += !(step->flags & STEP_ASIDE);
	return true;
}

static void take_steps(struct exerciser *x)
{
	uint32_t round = 0;
	const struct exercise_step *step;

	exercise_begin(&x->cursor, x->run->plan, x->index);
	for (;;) {
		if (x->run->stops && is_between_groups(&x->cursor))
			exercise_leave(&x->cursor);
		step = exercise_next(&x->cursor);
		if (!step)
			return;
		if (x->cursor.group < EXERCISE_GROUPS_CHOSEN &&
			x->cursor.round != round) {
			round = x->cursor.round;
			exercise_pace(x, round);
		}
		if (x->cursor.group == GROUP_JOINED)
			join_threads(x->run);
		if (!take_step(x, step))
			return;
	}
}

void exercise_walk(struct exerciser *x)
{
	x->tid = (int)sys_gettid();
	if (x->tid < 1) {
		x->failed = true;
		exercise_complain_call("gettid", x->tid);
		return;
	}
	take_steps(x);
	exercise_ring_close(&x->ring);
}
