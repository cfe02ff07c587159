/* SPDX-License-Identifier: MIT */
/*
 * Every combination for one signal: an observer for each, in a process of its
 * own, a few at a time. The observers leave what they saw in shared memory.
 */
#include "cmd/watch/all.h"

#include <knell/number.h>

#include "abi/errno.h"
#include "cmd/first_process.h"
#include "cmd/watch/observer.h"
#include "cmd/watch/table.h"
#include "cmd/watch/verdict.h"
#include "cmd/watch/watch_options.h"
#include "sys/file.h"
#include "sys/process.h"

enum { AT_A_TIME = 8, FAILED = 1 };

struct matrix {
	const struct knell_invocation *invocation;
	struct knell_watch_cell *cells;
	uint32_t count, started, done;
	bool shows_progress;
};

static void add_cells(
	struct matrix *matrix, const struct knell_watch_plan *plan)
{
	int hows = KNELL_WATCH_HOWS + knell_watch_can_fault(plan->signal);

	for (int i = 0; i < hows * (KNELL_WATCH_RERAISES + 1) * 2; i++) {
		struct knell_watch_cell *cell = &matrix->cells[matrix->count++];

		cell->plan = *plan;
		cell->plan.container = i % 2;
		/* noraise, the last of its kind, is the first to be told. */
		cell->plan.reraise = (enum knell_watch_reraise)(
			(i / 2 + KNELL_WATCH_NORAISE) %
			(KNELL_WATCH_RERAISES + 1));
		cell->plan.how = (enum knell_watch_how)(
			i / 2 / (KNELL_WATCH_RERAISES + 1));
		cell->result.plan = &cell->plan;
		cell->result.facts = &cell->facts;
	}
}

static _Noreturn void run_cell(
	const struct matrix *matrix, struct knell_watch_cell *cell, int parent)
{
	struct knell_observer observer = { .plan = &cell->plan,
		.start = matrix->invocation->start,
		.result = &cell->result,
		.quiet = true };

	sys_prctl(K_PR_SET_PDEATHSIG, KNELL_SIGKILL);
	knell_first_process_forget();
	if (sys_getppid() == parent) {
		cell->error = (int)knell_observer_run(&observer);
		cell->result.complaint =
			cell->error ? observer.complaint : NULL;
	}
	sys_exit_group(0);
}

static long start_cell(struct matrix *matrix)
{
	struct knell_watch_cell *cell = &matrix->cells[matrix->started];
	int parent = (int)sys_getpid();
	long pid = sys_clone_fork();

	if (pid == 0)
		run_cell(matrix, cell, parent);
	if (pid > 0) {
		cell->observer = (int)pid;
		matrix->started++;
	}
	return pid;
}

/* There may be children of the program that knell replaced, and orphans. */
static bool take_cell(struct matrix *matrix, long pid)
{
	for (uint32_t i = 0; i < matrix->started; i++) {
		if (matrix->cells[i].observer != pid)
			continue;
		matrix->cells[i].observer = 0;
		return true;
	}
	return false;
}

/* Return: 0 when a child has ended, which may be another one's; -Exxx. */
static long wait_for_cell(struct matrix *matrix)
{
	long pid = sys_wait4(-1, NULL, K_WALL, NULL);

	if (pid > 0 && take_cell(matrix, pid))
		matrix->done++;
	return pid < 0 && pid != -EINTR ? pid : 0;
}

/* One line that is written over itself, and taken away in the end. */
static void show_progress(const struct matrix *matrix)
{
	char text[64];
	struct knell_buffer out = KNELL_BUFFER(text);

	if (!matrix->shows_progress)
		return;
	knell_put_text(&out, "\r\x1b[K");
	if (matrix->done < matrix->count) {
		knell_put_text(&out, "knell: ");
		knell_put_decimal(&out, matrix->done);
		knell_put_text(&out, " of ");
		knell_put_decimal(&out, matrix->count);
	}
	knell_output_write(2, text, out.used);
}

/* Return: 0; -Exxx when not all could be run. */
static long run_all(struct matrix *matrix)
{
	long error = 0;

	while (matrix->done < matrix->count && !error) {
		show_progress(matrix);
		while (!error && matrix->started < matrix->count &&
			matrix->started - matrix->done < AT_A_TIME) {
			long pid = start_cell(matrix);

			error = pid < 0 ? pid : 0;
		}
		if (!error && matrix->started > matrix->done)
			error = wait_for_cell(matrix);
	}
	return error;
}

static int judge(struct matrix *matrix)
{
	const struct knell_watch_facts *failed = NULL;
	const char *complaint = NULL;
	int status = 0, error = 0;

	for (uint32_t i = 0; i < matrix->count; i++) {
		struct knell_watch_cell *cell = &matrix->cells[i];

		if (cell->result.complaint) {
			complaint = cell->result.complaint;
			error = cell->error;
		}
		knell_watch_judge(&cell->result);
		if (cell->result.verdict.outcome == KNELL_WATCH_FAILED)
			failed = &cell->facts;
		if (!cell->result.verdict.reason)
			status = FAILED;
	}
	if (complaint)
		knell_complain(complaint, NULL, error);
	else if (failed)
		knell_watch_complain(failed);
	return status;
}

int knell_watch_all(const struct knell_invocation *invocation,
	const struct knell_watch_plan *plan)
{
	struct matrix matrix = { .invocation = invocation,
		.shows_progress = knell_output_is_terminal(2) };
	long error = -ENOMEM;

	matrix.cells = knell_observer_map(
		KNELL_WATCH_CELLS_MAX * sizeof(*matrix.cells));
	if (matrix.cells) {
		add_cells(&matrix, plan);
		/* While it is ignored, wait4 tells nothing. */
		knell_action_default(KNELL_SIGCHLD, NULL);
		error = run_all(&matrix);
	}
	if (error) {
		knell_complain("cannot start the experiments", NULL, error);
		return FAILED;
	}
	show_progress(&matrix);
	int status = judge(&matrix);

	return knell_watch_write_table(
		       invocation, plan, matrix.cells, matrix.count) |
	       status;
}
