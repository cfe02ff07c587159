/* SPDX-License-Identifier: MIT */
/*
 * A tracer's log against what it must have seen. Threads are told apart by
 * their ids, and recognized by the signals that each has for itself. Calls that
 * are not of the family do not count, nor do those before the last execve.
 */
#include "cmd/exercise/verify.h"

#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "cmd/command.h"
#include "cmd/exercise/align.h"
#include "cmd/exercise/input.h"
#include "cmd/exercise/read.h"
#include "sys/file.h"

enum { NOBODY = -1, TASKS_MAX = 64 };

/* A thread that the log tells of, or any other task. */
struct task {
	bool is_used;
	int64_t tid;
	/* Its index, once it is recognized. */
	int thread;
	/* What comes before this line was another program's. */
	uint64_t after_line;
	int signals;
	/* A call that has not returned. */
	size_t part_size;
	char part[EXERCISE_LOG_TEXT_MAX];
	struct exercise_side side;
};

struct verification {
	struct exercise_tally tally;
	int64_t pid;
	bool is_json, tells_signals;
	/* How many lines were of a log. */
	uint64_t calls;
	bool taken[EXERCISE_THREADS_MAX];
	struct exercise_logged call;
	struct exercise_input input;
	char joined[2 * EXERCISE_LOG_TEXT_MAX + EXERCISE_LINE_MAX];
	struct task tasks[TASKS_MAX];
};

static struct task *find_task(struct verification *v, int64_t tid)
{
	for (unsigned i = 0; i < TASKS_MAX; i++) {
		struct task *task = &v->tasks[i];

		if (!task->is_used) {
			task->is_used = true;
			task->tid = tid;
			task->thread = NOBODY;
			return task;
		}
		if (task->tid == tid)
			return task;
	}
	return NULL;
}

/* Of those that count: an enum exercise_call_id, or 0. */
static unsigned find_call(const char *name)
{
	for (unsigned id = 1; id < EXERCISE_CALLS; id++)
		if (id != CALL_READ && id != CALL_CLOSE &&
			knell_text_equal(exercise_calls[id].name, name))
			return id;
	return 0;
}

/* Who has the signal that the call names; NOBODY: it names none. */
static int find_thread(
	const struct verification *v, const struct exercise_logged *call)
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
	return NOBODY;
}

static void recognize(struct verification *v, struct task *task)
{
	struct exercise_side *side = &task->side;
	int thread = find_thread(v, &side->calls[side->call_count - 1]);

	if (thread == NOBODY)
		return;
	task->thread = thread;
	exercise_side_begin(side, v->tally.plan, (unsigned)thread, &v->pid);
	/* Two for one: all that the second has made is extra. */
	if (v->taken[thread]) {
		side->due_count = 0;
		side->cursor.group = EXERCISE_GROUPS;
	}
	v->taken[thread] = true;
}

static void put_call(struct verification *v, struct task *task)
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
	if (task->thread == NOBODY)
		recognize(v, task);
	if (task->thread != NOBODY) {
		exercise_side_advance(side, &v->tally);
	} else if (side->call_count == EXERCISE_WINDOW) {
		/* Somebody else's. */
		side->call_count = 0;
	}
}

/* A whole call: whether it counts, and whose it is. */
static void take_call(struct verification *v, bool looks_only)
{
	struct task *task;
	bool is_start = knell_text_equal(v->call.name, "execve");

	v->calls++;
	if (looks_only ? !is_start : !find_call(v->call.name))
		return;
	task = find_task(v, v->call.tid);
	if (!task)
		return;
	v->call.line = v->input.line;
	if (!looks_only && v->call.line > task->after_line)
		put_call(v, task);
	if (looks_only && v->call.result &&
		knell_text_equal(v->call.result, "0"))
		task->after_line = v->call.line;
}

static void keep_part(struct verification *v, const char *part, size_t size)
{
	struct task *task = find_task(v, v->call.tid);

	if (!task)
		return;
	if (size > sizeof(task->part))
		size = sizeof(task->part);
	knell_memory_copy(task->part, part, size);
	task->part_size = size;
}

/* Joins what was kept with its rest; without the first there is no call. */
static enum exercise_line join(
	struct verification *v, const char *rest, size_t size)
{
	struct task *task = find_task(v, v->call.tid);
	int64_t tid = v->call.tid;
	const char *part;
	size_t part_size;
	enum exercise_line kind;

	if (!task || !task->part_size)
		return LINE_OTHER;
	knell_memory_copy(v->joined, task->part, task->part_size);
	knell_memory_copy(v->joined + task->part_size, rest, size);
	kind = exercise_log_strace(
		v->joined, task->part_size + size, &v->call, &part, &part_size);
	task->part_size = 0;
	v->call.tid = tid;
	return kind;
}

static enum exercise_line take_strace(
	struct verification *v, const char *line, size_t size)
{
	const char *part;
	size_t part_size;
	enum exercise_line kind =
		exercise_log_strace(line, size, &v->call, &part, &part_size);

	if (kind == LINE_BEGIN)
		keep_part(v, part, part_size);
	else if (kind == LINE_REST)
		kind = join(v, part, part_size);
	return kind;
}

static void take_signal(struct verification *v, bool looks_only)
{
	struct task *task = find_task(v, v->call.tid);

	v->tells_signals = true;
	if (task && !looks_only)
		task->signals++;
}

/* Return: 0, -EINVAL for a line that is none of a log, or another error. */
static long read_lines(struct verification *v, bool looks_only)
{
	const char *line;
	size_t size;
	long got;

	exercise_input_rewind(&v->input);
	while ((got = exercise_input_next(&v->input, &line, &size)) > 0) {
		enum exercise_line kind =
			v->is_json ? exercise_log_json(line, size, &v->call)
				   : take_strace(v, line, size);

		if (kind == LINE_CALL)
			take_call(v, looks_only);
		else if (kind == LINE_SIGNAL)
			take_signal(v, looks_only);
		else if (kind == LINE_WRONG && v->is_json)
			return -EINVAL;
	}
	return got;
}

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
static void tell_unseen(struct verification *v)
{
	struct exercise_side *side = &v->tasks[0].side;

	for (unsigned i = 0; i < v->tally.plan->threads; i++) {
		if (v->taken[i])
			continue;
		side->call_count = 0;
		exercise_side_begin(side, v->tally.plan, i, &v->pid);
		exercise_side_end(side, &v->tally);
	}
}

static int conclude(struct verification *v)
{
	struct exercise_tally *tally = &v->tally;
	struct knell_buffer *out = tally->out;
	uint64_t differences;

	for (unsigned i = 0; i < TASKS_MAX; i++)
		if (v->tasks[i].is_used && v->tasks[i].thread != NOBODY)
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

static int complain(const char *text, const char *path, long error)
{
	knell_complain(text, path, error);
	return KNELL_EXIT_USAGE;
}

static int verify(struct verification *v, const char *path)
{
	long error = exercise_input_open(&v->input, path);

	if (error < 0)
		return complain("cannot read the log", path, error);
	v->is_json = begins_as_json(&v->input);
	error = read_lines(v, true);
	if (!error) {
		v->calls = 0;
		error = read_lines(v, false);
	}
	if (error && error != -EINVAL)
		return complain("cannot read the log", path, error);
	if (error || !v->calls)
		return complain(
			"this is no tracer's log (strace's, or JSON lines):",
			path, 0);
	return conclude(v);
}

int exercise_verify(struct knell_buffer *out, const struct exercise_plan *plan,
	const char *path)
{
	long memory = sys_mmap(NULL, sizeof(struct verification),
		K_PROT_READ | K_PROT_WRITE, K_MAP_PRIVATE | K_MAP_ANONYMOUS, -1,
		0);

	if (sys_mmap_failed(memory))
		return complain("cannot read the log", path, memory);
	/* Some 3 MiB, zeroed. */
	struct verification *v = (struct verification *)memory;

	v->tally.out = out;
	v->tally.plan = plan;
	v->pid = -1;
	return verify(v, path);
}
