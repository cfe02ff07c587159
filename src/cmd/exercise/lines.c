/* SPDX-License-Identifier: MIT */
/* The lines of a log, put together to calls where they are interrupted. */
#include "abi/errno.h"
#include "base/memory.h"
#include "cmd/exercise/tasks.h"

/* What has no call for so long is no log, however much there is of it. */
enum { BEFORE_MAX = 16 << 20 };

static void keep_part(
	struct exercise_verification *v, const char *part, size_t size)
{
	struct exercise_task *task = exercise_task(v, v->call.tid);

	if (!task)
		return;
	if (size > sizeof(task->part))
		size = sizeof(task->part);
	knell_memory_copy(task->part, part, size);
	task->part_size = size;
}

/* Joins what was kept with its rest; without the first there is no call. */
static enum exercise_line join(
	struct exercise_verification *v, const char *rest, size_t size)
{
	struct exercise_task *task = exercise_task(v, v->call.tid);
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

static enum exercise_line take_whole(
	struct exercise_verification *v, const char *line, size_t size)
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

/* Where a remark begins that ends the line; the size if there is none. */
static size_t find_remark(const char *line, size_t size)
{
	static const char begin[] = "strace: Process ", end[] = " attached";
	const size_t begin_size = sizeof(begin) - 1, end_size = sizeof(end) - 1;

	if (size < begin_size + end_size ||
		knell_memory_compare(line + size - end_size, end, end_size))
		return size;
	for (size_t at = size - begin_size; at > 0; at--)
		if (!knell_memory_compare(line + at, begin, begin_size))
			return at;
	return size;
}

static enum exercise_line take_strace(
	struct exercise_verification *v, const char *line, size_t size)
{
	size_t remark = find_remark(line, size);

	if (v->cut_size) {
		knell_memory_copy(v->whole, v->cut, v->cut_size);
		knell_memory_copy(v->whole + v->cut_size, line, size);
		line = v->whole;
		size += v->cut_size;
		v->cut_size = 0;
	} else if (remark < size && remark <= sizeof(v->cut)) {
		knell_memory_copy(v->cut, line, remark);
		v->cut_size = remark;
		return LINE_OTHER;
	}
	return take_whole(v, line, size);
}

static void take_signal(struct exercise_verification *v, bool looks_only)
{
	struct exercise_task *task = exercise_task(v, v->call.tid);

	v->tells_signals = true;
	if (task && !looks_only)
		task->signals++;
}

long exercise_read_lines(struct exercise_verification *v, bool looks_only)
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
			exercise_take_call(v, looks_only);
		else if (kind == LINE_SIGNAL)
			take_signal(v, looks_only);
		else if (kind == LINE_WRONG && v->is_json)
			return -EINVAL;
		if (!v->calls && v->input.offset > BEFORE_MAX)
			return -EINVAL;
	}
	return got;
}
