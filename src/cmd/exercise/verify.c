/* SPDX-License-Identifier: MIT */
/* A tracer's log against what it must have seen. */
#include "cmd/exercise/verify.h"

#include "abi/errno.h"
#include "cmd/exercise/tasks.h"
#include "sys/file.h"

static bool begins_as_json(struct exercise_input *input)
{
	const char *line;
	size_t size;

	while (exercise_input_next(input, &line, &size) > 0)
		for (size_t i = 0; i < size; i++)
			if (line[i] != ' ' && line[i] != '\t' &&
				line[i] != '\r')
				return line[i] == '{';
	return false;
}

/* Those of whom the log has nothing. */
static void tell_unseen(struct exercise_verification *v)
{
	for (unsigned i = 0; i < v->tally.plan->threads; i++) {
		const struct exercise_step *step;
		struct exercise_cursor cursor;
		uint64_t count = 0;

		if (v->taken[i])
			continue;
		exercise_begin(&cursor, v->tally.plan, i);
		while ((step = exercise_next(&cursor)))
			count += !(step->flags & STEP_ASIDE);
		exercise_tell_unseen(&v->tally, i, count);
	}
}

static int conclude(struct exercise_verification *v)
{
	struct exercise_tally *tally = &v->tally;
	struct knell_buffer *out = tally->out;
	uint64_t differences;

	for (unsigned i = 0; i < EXERCISE_TASKS_MAX; i++)
		if (v->tasks[i].is_used &&
			v->tasks[i].thread != EXERCISE_NOBODY)
			exercise_side_end(&v->tasks[i].side, tally);
	tell_unseen(v);
	differences = tally->missing + tally->extra + tally->different;
	if (differences > tally->told) {
		knell_put_text(out, "and ");
		knell_put_decimal(out, differences - tally->told);
		knell_put_text(out, " more\n");
	}
	knell_put_decimal(out, tally->seen);
	knell_put_text(out, " of ");
	knell_put_decimal(out, tally->seen + tally->missing + tally->different);
	knell_put_text(out, " calls seen; ");
	knell_put_decimal(out, tally->missing);
	knell_put_text(out, " missing, ");
	knell_put_decimal(out, tally->extra);
	knell_put_text(out, " extra, ");
	knell_put_decimal(out, tally->different);
	knell_put_text(out, " different\n");
	return differences ? 1 : 0;
}

static long verify(struct exercise_verification *v, const char *path)
{
	long error = exercise_input_open(&v->input, path);

	if (error < 0)
		return error;
	v->is_json = begins_as_json(&v->input);
	error = exercise_read_lines(v, true);
	if (error < 0)
		return error;
	exercise_join_tasks(v, v->found_tid);
	v->calls = 0;
	error = exercise_read_lines(v, false);
	if (error < 0)
		return error;
	return v->calls ? conclude(v) : -EINVAL;
}

long exercise_verify(struct knell_buffer *out, const struct exercise_plan *plan,
	const char *path)
{
	/* Zeroed; most of some 40 MiB is never touched. */
	const size_t size = sizeof(struct exercise_verification);
	long memory = sys_mmap(NULL, size, K_PROT_READ | K_PROT_WRITE,
		K_MAP_PRIVATE | K_MAP_ANONYMOUS, -1, 0);

	if (sys_mmap_failed(memory))
		return memory;
	struct exercise_verification *v =
		(struct exercise_verification *)memory;

	v->tally.out = out;
	v->tally.plan = plan;
	long result = verify(v, path);

	sys_close(v->input.fd);
	sys_munmap(v, size);
	return result;
}
