/* SPDX-License-Identifier: MIT */
/* How fast repeats follow each other, and what is told of it meanwhile. */
#include "cmd/exercise/load.h"

#include "abi/errno.h"
#include "base/memory.h"
#include "cmd/exercise/clock.h"
#include "knell/call.h"
#include "sys/file.h"

enum {
	MS = 1000000,
	/* Shorter work shows nothing. */
	QUIET_MS = 2000,
	EVERY_MS = 250,
	TIMER_ABSTIME = 1,
	COLUMNS = 80,
};

static void sleep_until(uint64_t ns)
{
	static const unsigned never = 0;
	const struct k_timespec when = { (int64_t)(ns / 1000000000),
		(int64_t)(ns % 1000000000) };
	const long arguments[6] = { K_CLOCK_MONOTONIC, TIMER_ABSTIME,
		(long)&when, 0 };

	/* An error that is no interruption: then it is not waited for. */
	while (knell_call_unless(&never, EXERCISE_CLOCK_NANOSLEEP, arguments) ==
		-EINTR)
		;
}

void exercise_rest(void)
{
	sleep_until(exercise_clock_ns() + MS);
}

static void show_progress(struct exercise_run *run, uint32_t round)
{
	uint64_t now = exercise_clock_ns();
	char text[128];
	struct knell_buffer out = KNELL_BUFFER(text);

	if (!run->terminal || now - run->began_ns < (uint64_t)QUIET_MS * MS ||
		now - run->shown_ns < (uint64_t)EVERY_MS * MS)
		return;
	run->shown_ns = now;
	run->progress = true;
	knell_put_text(&out, "\rknell: repeat ");
	knell_put_decimal(&out, round + 1);
	knell_put_text(&out, " of ");
	knell_put_decimal(&out, run->plan->repeats);
	knell_put_text(&out, ", ");
	knell_put_decimal(&out, (now - run->began_ns) / 1000000000);
	knell_put_text(&out, " s\033[K");
	sys_write(2, out.data, out.used);
}

void exercise_progress_end(struct exercise_run *run)
{
	if (run->progress)
		sys_write(2, "\r\033[K", 4);
	run->progress = false;
}

void exercise_pace(struct exerciser *x, uint32_t round)
{
	const struct exercise_plan *plan = x->run->plan;

	if (!x->index)
		show_progress(x->run, round);
	/* From the start on, so that a late one is made up for. */
	if (plan->rate)
		sleep_until(x->run->began_ns +
			    (uint64_t)round * 1000000000 / plan->rate);
}

static void put_count(
	struct knell_buffer *out, uint64_t count, const char *noun)
{
	knell_put_decimal(out, count);
	knell_put_char(out, ' ');
	knell_put_text(out, noun);
	if (count != 1)
		knell_put_char(out, 's');
}

/* Groups that a run of all leaves out. */
static void put_left_out(
	const struct exercise_run *run, struct knell_buffer *out)
{
	uint32_t known = exercise_groups_known();
	uint32_t groups = run->plan->groups;

	if (groups != known && groups != (known & EXERCISE_GROUPS_USUAL))
		return;
	for (unsigned i = 0; i < EXERCISE_GROUPS_CHOSEN; i++) {
		const struct exercise_group *group = &exercise_groups[i];

		if (known & 1u << i)
			continue;
		knell_put_text(out, "Without ");
		knell_put_text(out, group->name);
		knell_put_text(out, ", which needs Linux ");
		knell_put_decimal(out, group->since_major);
		knell_put_char(out, '.');
		knell_put_decimal(out, group->since_minor);
		knell_put_text(out, " (--only tries it).\n");
	}
}

void exercise_summary(const struct exercise_run *run, struct knell_buffer *out)
{
	uint64_t ms = (exercise_clock_ns() - run->began_ns) / MS;
	uint64_t made = 0;
	char text[64];
	struct knell_buffer rate = KNELL_BUFFER(text);
	size_t before = out->used;

	for (unsigned i = 0; i < run->plan->threads; i++)
		made += run->threads[i].made;
	put_count(out, made, "call");
	knell_put_text(out, ", each as expected: ");
	put_count(out, run->plan->repeats, "repeat");
	knell_put_text(out, " in ");
	put_count(out, run->plan->threads, "thread");
	knell_put_text(out, ", ");
	knell_put_decimal(out, ms / 1000);
	knell_put_char(out, '.');
	knell_put_decimal(out, ms / 100 % 10);
	knell_put_text(out, " s");
	if (ms) {
		knell_put_decimal(&rate, made * 1000 / ms);
		knell_put_text(&rate, " calls a second");
		knell_put_text(out, out->used - before + rate.used + 3 > COLUMNS
					    ? ",\n"
					    : ", ");
		knell_put_text(out, knell_buffer_text(&rate));
	}
	knell_put_text(out,
		".\nMask, actions, alternate stack and pending signals are "
		"as they were before.\n");
	put_left_out(run, out);
}
