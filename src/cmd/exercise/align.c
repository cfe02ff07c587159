/* SPDX-License-Identifier: MIT */
/* The calls that a log has of one thread beside those that a thread makes. */
#include "cmd/exercise/align.h"

#include "base/memory.h"
#include "base/text.h"

static void fill_due(struct exercise_side *side)
{
	while (side->due_count < EXERCISE_WINDOW) {
		const struct exercise_step *step = exercise_next(&side->cursor);

		if (!step)
			return;
		if (step->flags & STEP_ASIDE)
			continue;
		side->due[side->due_count++] = (struct exercise_due){ step,
			side->cursor.group, side->cursor.order };
	}
}

static void drop_due(struct exercise_side *side, unsigned count)
{
	side->due_count -= count;
	knell_memory_copy(side->due, side->due + count,
		side->due_count * sizeof(side->due[0]));
	fill_due(side);
}

/* Their texts are within them: they move along. */
static void drop_calls(struct exercise_side *side, unsigned count)
{
	side->call_count -= count;
	for (unsigned i = 0; i < side->call_count; i++) {
		struct exercise_logged *to = &side->calls[i];
		const struct exercise_logged *from = &side->calls[i + count];

		*to = *from;
		for (unsigned k = 0; k < to->count; k++)
			if (from->arguments[k])
				to->arguments[k] =
					to->text +
					(from->arguments[k] - from->text);
		if (from->result)
			to->result = to->text + (from->result - from->text);
	}
}

void exercise_side_begin(struct exercise_side *side,
	const struct exercise_plan *plan, unsigned thread, int64_t pid,
	int64_t tid)
{
	exercise_begin(&side->cursor, plan, thread);
	exercise_bound_begin(&side->bound, plan, thread, pid, tid);
	side->due_count = 0;
	fill_due(side);
}

static bool fits(const struct exercise_side *side, unsigned due, unsigned call)
{
	return exercise_match(&side->bound, side->due[due].step,
		       &side->calls[call], true) == MATCH_ALL;
}

/* Whether both go on together from there: with two calls, if there are. */
static bool meets(const struct exercise_side *side, unsigned due, unsigned call)
{
	if (due == side->due_count || call == side->call_count)
		return due == side->due_count && call == side->call_count;
	if (!fits(side, due, call))
		return false;
	if (due + 1 == side->due_count || call + 1 == side->call_count)
		return true;
	return fits(side, due + 1, call + 1);
}

/* How many of each to leave out, as few as can be. */
static void find_meeting(const struct exercise_side *side, unsigned *ret_due,
	unsigned *ret_calls)
{
	for (unsigned sum = 1; sum <= side->due_count + side->call_count;
		sum++) {
		for (unsigned due = 0; due <= sum; due++) {
			unsigned calls = sum - due;

			if (due > side->due_count || calls > side->call_count ||
				!meets(side, due, calls))
				continue;
			*ret_due = due;
			*ret_calls = calls;
			return;
		}
	}
	*ret_due = side->due_count ? 1 : 0;
	*ret_calls = side->call_count ? 1 : 0;
}

/* One more tick of a timer than there had to be. */
static bool is_again(
	const struct exercise_side *side, const struct exercise_logged *call)
{
	const struct exercise_group *group;

	if (!call->signals || !side->due_count)
		return false;
	group = &exercise_groups[side->due[0].group];
	for (size_t i = 0; i < group->count; i++)
		if (group->steps[i].flags & STEP_AGAIN &&
			knell_text_equal(call->name,
				exercise_calls[group->steps[i].call].name))
			return true;
	return false;
}

/* Two that stand in one place, and are the same call, differ. */
static void tell(struct exercise_side *side, struct exercise_tally *tally,
	unsigned due, unsigned calls)
{
	unsigned thread = side->cursor.thread;

	for (unsigned i = 0; i < due || i < calls; i++) {
		int what = MATCH_NOT_CALL;

		if (i < due && i < calls)
			what = exercise_match(&side->bound, side->due[i].step,
				&side->calls[i], false);
		if (what == MATCH_ALL) {
			tally->seen++;
			exercise_bind(&side->bound, side->due[i].step,
				&side->calls[i]);
			continue;
		}
		if (i < due)
			exercise_forget(&side->bound, side->due[i].step);
		if (what != MATCH_NOT_CALL) {
			exercise_tell_different(tally, thread, &side->due[i],
				&side->calls[i], what);
			continue;
		}
		if (i < due)
			exercise_tell_missing(tally, thread, &side->due[i]);
		if (i < calls && !is_again(side, &side->calls[i]))
			exercise_tell_extra(tally, &side->calls[i]);
	}
}

static void step_on(struct exercise_side *side, struct exercise_tally *tally)
{
	unsigned due = 1, calls = 1;

	if (side->due_count && side->call_count &&
		exercise_match(&side->bound, side->due[0].step, &side->calls[0],
			false) == MATCH_ALL) {
		exercise_bind(&side->bound, side->due[0].step, &side->calls[0]);
		tally->seen++;
	} else {
		find_meeting(side, &due, &calls);
		tell(side, tally, due, calls);
	}
	drop_due(side, due);
	drop_calls(side, calls);
}

void exercise_side_advance(
	struct exercise_side *side, struct exercise_tally *tally)
{
	while (side->call_count == EXERCISE_WINDOW)
		step_on(side, tally);
}

void exercise_side_end(struct exercise_side *side, struct exercise_tally *tally)
{
	while (side->call_count || side->due_count)
		step_on(side, tally);
}
