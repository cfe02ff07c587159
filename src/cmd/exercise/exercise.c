/* SPDX-License-Identifier: MIT */
/* `knell exercise`: what is to be done, and doing it. */
#include "abi/errno.h"
#include "base/memory.h"
#include "cmd/command.h"
#include "cmd/exercise/clock.h"
#include "cmd/exercise/expect.h"
#include "cmd/exercise/load.h"
#include "cmd/exercise/options.h"
#include "cmd/exercise/verify.h"
#include "cmd/exercise/words.h"
#include "cmd/output.h"
#include "knell/mask.h"
#include "sys/process.h"

enum { FAILED = 1, HANDLER_BYTES = 4096, WIDTH = 78 };

static int finish(struct knell_buffer *out, int status)
{
	int error = knell_buffer_finish(out);

	if (error >= 0)
		return status;
	knell_complain("cannot write", "standard output", error);
	return FAILED;
}

/* The names of the calls of a group, each once. */
static void list_calls(
	struct knell_buffer *out, const struct exercise_group *group)
{
	size_t column = WIDTH;

	for (unsigned id = 1; id < EXERCISE_CALLS; id++) {
		bool is_there = false;
		const char *name = exercise_calls[id].name;
		size_t length = 0;

		for (size_t i = 0; i < group->count; i++)
			is_there |= group->steps[i].call == id &&
				    !(group->steps[i].flags & STEP_ASIDE);
		if (!is_there || exercise_calls[id].number < 0)
			continue;
		while (name[length])
			length++;
		if (column + length + 1 > WIDTH) {
			knell_put_text(out, "\n    ");
			column = 4;
		}
		knell_put_char(out, ' ');
		knell_put_text(out, name);
		column += length + 1;
	}
	knell_put_char(out, '\n');
}

static int list(struct knell_buffer *out, const struct exercise_plan *plan)
{
	for (unsigned i = 0; i < EXERCISE_GROUPS_CHOSEN; i++) {
		const struct exercise_group *group = &exercise_groups[i];

		if (!(plan->groups & 1u << i))
			continue;
		knell_put_text(out, group->name);
		knell_put_text(out, ": ");
		knell_put_text(out, group->summary);
		if (!exercise_group_exists((enum exercise_group_id)i))
			knell_put_text(out, " (not on this machine)");
		else if (!exercise_group_is_known((enum exercise_group_id)i))
			knell_put_text(out, " (not with this kernel)");
		else if (!(EXERCISE_GROUPS_USUAL & 1u << i))
			knell_put_text(out, " (by --only alone)");
		list_calls(out, group);
	}
	return finish(out, 0);
}

static int run_all(const struct knell_invocation *invocation,
	const struct exercise_plan *plan, struct knell_buffer *out)
{
	/* Handlers find it, and are given nothing of the program's. */
	static struct exercise_run run;
	bool failed = false;
	long error = 0;

	run = (struct exercise_run){ .plan = plan,
		.start = invocation->start,
		.terminal = knell_output_is_terminal(2),
		.began_ns = exercise_clock_ns() };
	for (unsigned i = 0; i < plan->threads && error >= 0; i++) {
		run.threads[i].run = &run;
		run.threads[i].index = i;
		run.threads[i].pid = (int)sys_getpid();
		error = knell_stack_map(HANDLER_BYTES, &run.threads[i].stack);
	}
	if (run.threads[0].pid < 1) {
		exercise_complain_call("getpid", run.threads[0].pid);
		return FAILED;
	}
	if (error < 0) {
		exercise_complain_call(
			"mmap and mprotect, for alternate stacks", error);
		return FAILED;
	}
	exercise_handlers_begin(&run);
	exercise_walk(&run.threads[0]);
	exercise_progress_end(&run);
	for (unsigned i = 0; i < plan->threads; i++) {
		failed |= run.threads[i].failed;
		knell_stack_unmap(&run.threads[i].stack);
	}
	if (failed)
		return FAILED;
	exercise_summary(&run, out);
	return finish(out, 0);
}

/* Why it is none of a tracer's; NULL where reading it failed. */
static const char *say_no_log(long error)
{
	switch (error) {
	case -EINVAL:
		return "this is no tracer's log (strace's, or JSON lines):";
	case -E2BIG:
		return "a line is longer than 16 MiB: this is no tracer's log:";
	case -EFBIG:
		return "this is longer than 256 MiB, and no file: write it to "
		       "one:";
	case -ENODEV: return "this is a device, no tracer's log:";
	default: return NULL;
	}
}

static int verify(
	struct knell_buffer *out, const struct exercise_options *options)
{
	long result = exercise_verify(out, &options->plan, options->verify);

	if (result >= 0)
		return finish(out, (int)result);
	const char *why = say_no_log(result);

	if (why)
		knell_complain(why, options->verify, 0);
	else
		knell_complain("cannot read the log", options->verify, result);
	return KNELL_EXIT_USAGE;
}

static int run_exercise(const struct knell_invocation *invocation)
{
	char text[4096];
	struct knell_buffer out;
	struct exercise_options options;
	int status = exercise_parse(invocation, &options);

	if (status)
		return status;
	knell_output_open(&out, 1, text, sizeof(text));
	if (options.list)
		return list(&out, &options.plan);
	if (options.verify)
		return verify(&out, &options);
	if (!options.expect)
		return run_all(invocation, &options.plan, &out);
	exercise_expect(&out, &options.plan);
	return finish(&out, 0);
}

const struct knell_command knell_command_exercise = {
	.name = "exercise",
	.summary = "make every system call about signals, for tracers to see",
	.usage = exercise_usage,
	.run = run_exercise,
};
