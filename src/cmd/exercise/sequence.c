/* SPDX-License-Identifier: MIT */
/* The order of the steps of one thread: before, repeats of groups, after. */
#include "cmd/exercise/sequence.h"

#include "base/memory.h"
#include "base/text.h"
#include "sys/process.h"

static bool is_chosen(const struct exercise_cursor *cursor, unsigned group)
{
	/* There is one alarm for the process. */
	if ((group == GROUP_ALARM || group == GROUP_SLOW) && cursor->thread)
		return false;
	return cursor->plan->groups & 1u << group &&
	       exercise_group_exists(group);
}

static unsigned next_chosen(const struct exercise_cursor *cursor, unsigned from)
{
	while (from < EXERCISE_GROUPS_CHOSEN && !is_chosen(cursor, from))
		from++;
	return from;
}

/* To the repeats, or past them where there is nothing to repeat. */
static void enter_repeats(struct exercise_cursor *cursor)
{
	cursor->round = 0;
	cursor->group = next_chosen(cursor, 0);
	if (cursor->group == EXERCISE_GROUPS_CHOSEN || !cursor->plan->repeats)
		exercise_leave(cursor);
}

void exercise_leave(struct exercise_cursor *cursor)
{
	bool joins = !cursor->thread && cursor->plan->threads > 1;

	cursor->row = 0;
	cursor->group = joins ? GROUP_JOINED : GROUP_END;
}

static void leave_group(struct exercise_cursor *cursor)
{
	cursor->row = 0;
	switch (cursor->group) {
	case GROUP_START:
		cursor->round = 1;
		if (!cursor->thread && cursor->plan->threads > 1)
			cursor->group = GROUP_THREADS;
		else
			enter_repeats(cursor);
		return;
	case GROUP_THREADS:
		if (++cursor->round >= cursor->plan->threads)
			enter_repeats(cursor);
		return;
	case GROUP_JOINED: cursor->group = GROUP_END; return;
	case GROUP_END: cursor->group = EXERCISE_GROUPS; return;
	default: break;
	}
	cursor->group = next_chosen(cursor, cursor->group + 1);
	if (cursor->group < EXERCISE_GROUPS_CHOSEN)
		return;
	cursor->group = next_chosen(cursor, 0);
	if (++cursor->round >= cursor->plan->repeats)
		exercise_leave(cursor);
}

static bool is_for(
	const struct exercise_cursor *cursor, const struct exercise_step *step)
{
	if (exercise_calls[step->call].number < 0)
		return false;
	if (step->flags & STEP_FIRST_THREAD && cursor->thread)
		return false;
	if (step->flags & STEP_OTHER_THREADS && !cursor->thread)
		return false;
	if (step->flags & STEP_ALARM && exercise_calls[CALL_ALARM].number < 0)
		return false;
	return !(step->flags & STEP_SEVERAL) || cursor->plan->threads > 1;
}

void exercise_begin(struct exercise_cursor *cursor,
	const struct exercise_plan *plan, unsigned thread)
{
	*cursor = (struct exercise_cursor){
		.plan = plan, .thread = thread, .group = GROUP_START
	};
}

const struct exercise_step *exercise_next(struct exercise_cursor *cursor)
{
	while (cursor->group < EXERCISE_GROUPS) {
		const struct exercise_group *group =
			&exercise_groups[cursor->group];

		if (cursor->row >= group->count) {
			leave_group(cursor);
			continue;
		}
		const struct exercise_step *step = &group->steps[cursor->row++];

		if (!is_for(cursor, step))
			continue;
		if (!(step->flags & STEP_ASIDE))
			cursor->order++;
		return step;
	}
	return NULL;
}

bool exercise_group_exists(enum exercise_group_id id)
{
	/* A machine without alarm has the other timers of the process. */
	for (size_t i = 0; i < exercise_groups[id].count; i++) {
		unsigned call = exercise_groups[id].steps[i].call;

		if (exercise_calls[call].number < 0 && call != CALL_ALARM)
			return false;
	}
	return true;
}

bool exercise_group_is_known(enum exercise_group_id id)
{
	const struct exercise_group *group = &exercise_groups[id];
	struct k_utsname name;
	const char *at = name.release;
	uint64_t major, minor;

	/* What does not tell its version is taken for new. */
	if (sys_uname(&name) || !knell_text_decimal(&at, &major) ||
		*at++ != '.' || !knell_text_decimal(&at, &minor))
		return true;
	return major > group->since_major ||
	       (major == group->since_major && minor >= group->since_minor);
}

uint32_t exercise_groups_known(void)
{
	uint32_t groups = 0;

	for (unsigned i = 0; i < EXERCISE_GROUPS_CHOSEN; i++)
		if (exercise_group_is_known((enum exercise_group_id)i))
			groups |= 1u << i;
	return groups;
}
