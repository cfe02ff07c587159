/* SPDX-License-Identifier: MIT */
/*
 * Reports under way. The record is captured while the process is held; all
 * else happens after it was let go, beside the events of the others.
 */
#include "abi/errno.h"
#include "cmd/hosted.h"
#include "cmd/run/destination.h"
#include "cmd/run/run.h"
#include "crash/capture.h"
#include "crash/process.h"
#include "report/report.h"
#include "sys/file.h"
#include "sys/time.h"

enum {
	ARENA_SIZE = 64 << 20,
	ARENA_SIZE_LEAST = 1 << 20,
};

struct knell_job {
	struct knell_arena arena;
	struct knell_process_target process;
	struct knell_modules modules;
	struct knell_record record;
	struct knell_hosted hosted;
	bool begun; /* knell-report was started */
};

/* Memory is reserved, not used: small limits get a smaller one. */
static struct knell_job *new_job(void)
{
	for (size_t size = ARENA_SIZE; size >= ARENA_SIZE_LEAST; size /= 4) {
		long memory = sys_mmap(NULL, size, K_PROT_READ | K_PROT_WRITE,
			K_MAP_PRIVATE | K_MAP_ANONYMOUS | K_MAP_NORESERVE, -1,
			0);

		if (sys_mmap_failed(memory))
			continue;
		struct knell_arena arena = {
			.data = (char *)memory,
			.size = size,
		};
		struct knell_job *job = knell_arena_take(&arena, sizeof(*job));

		job->arena = arena;
		return job;
	}
	return NULL;
}

static void free_job(struct knell_job *job)
{
	struct knell_arena arena = job->arena;

	knell_modules_close(&job->modules);
	knell_process_close(&job->process);
	sys_munmap(arena.data, arena.size);
}

static void complain_uncaptured(int32_t pid, long error)
{
	char text[80];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_put_text(&out, "the story of process ");
	knell_put_decimal(&out, (uint64_t)pid);
	knell_put_text(&out, " could not be read");
	knell_complain(knell_buffer_text(&out), NULL, error);
}

static long capture(struct knell_run *run, struct knell_job *job, int32_t pid,
	int32_t tid, int signal, const struct k_siginfo *info)
{
	const struct knell_capture_options options = {
		.environment = run->options.environment,
		.signal = signal,
	};
	long error = knell_process_open(
		&job->process, run->proc_fd, pid, tid, (const uint8_t *)info);

	if (error < 0)
		return error;
	const struct knell_tracee *tracee =
		knell_tracee_find(&run->tracees, tid);

	if (tracee) {
		job->process.taken = tracee->taken;
		job->process.taken_count = KNELL_TAKEN_MAX;
	}
	error = knell_capture(&job->process.target, &options, &job->arena,
		&job->modules, &job->record);
	if (error < 0)
		knell_process_close(&job->process);
	return error;
}

static void note_not_held(struct knell_job *job, unsigned count)
{
	char text[96];
	struct knell_buffer out = KNELL_BUFFER(text);

	if (!count)
		return;
	knell_put_decimal(&out, count);
	knell_put_text(&out, " of its threads could not be stopped in time "
			     "and are shown without a stack");
	knell_record_note(&job->record, &job->arena, knell_buffer_text(&out));
}

void knell_job_capture(struct knell_run *run, int32_t pid, int32_t tid,
	int signal, const struct k_siginfo *info, unsigned not_held)
{
	struct knell_job **slot = NULL;
	struct knell_job *job;
	long error = -EAGAIN;

	for (int i = 0; i < KNELL_JOBS_MAX && !slot; i++)
		if (!run->jobs[i])
			slot = &run->jobs[i];
	job = slot ? new_job() : NULL;
	if (job) {
		error = capture(run, job, pid, tid, signal, info);
		if (error < 0)
			sys_munmap(job->arena.data, job->arena.size);
	}
	if (error < 0) {
		complain_uncaptured(pid, error);
		return;
	}
	note_not_held(job, not_held);
	*slot = job;
}

static bool use_color(const struct knell_run *run)
{
	return !run->options.output &&
	       knell_color_use(run->options.color, 2, run->invocation);
}

/* What knell can say alone, rendered into what is left of the arena. */
static void write_plain(struct knell_run *run, struct knell_job *job)
{
	struct knell_arena *arena = &job->arena;
	struct knell_text_options options = { .color = use_color(run) };
	struct knell_buffer out = {
		.data = arena->data + arena->used,
		.size = arena->size - arena->used,
		.fd = -1,
	};

	if (run->options.json)
		knell_report_json(&out, &job->record);
	else
		knell_report_text(&out, &job->record, &options);
	knell_destination_write(run, &job->record, out.data, out.used);
}

/* That there is no knell-report the report says by itself. */
static void note_failure(struct knell_job *job, long error)
{
	char text[KNELL_HOSTED_REASON_BYTES + 64];
	struct knell_buffer out = KNELL_BUFFER(text);

	if (error == -ENOENT)
		return;
	knell_put_text(&out, "source lines are missing: knell-report ");
	knell_put_text(&out, job->hosted.reason[0] ? job->hosted.reason
						   : knell_error_text(error));
	knell_record_note(&job->record, &job->arena, knell_buffer_text(&out));
}

/* With or without the help of knell-report, the report goes out. */
static void finish_job(
	struct knell_run *run, struct knell_job **slot, long error)
{
	struct knell_job *job = *slot;

	if (error < 0) {
		note_failure(job, error);
		write_plain(run, job);
	} else {
		knell_destination_write(
			run, &job->record, job->hosted.text, job->hosted.size);
	}
	knell_hosted_close(&job->hosted);
	free_job(job);
	*slot = NULL;
}

void knell_job_begin(struct knell_run *run)
{
	for (int i = 0; i < KNELL_JOBS_MAX; i++) {
		struct knell_job *job = run->jobs[i];

		if (!job || job->begun)
			continue;
		const struct knell_hosted_request request = {
			.invocation = run->invocation,
			.record = &job->record,
			.modules = &job->modules,
			.json = run->options.json,
			.color = use_color(run),
		};
		long error = knell_hosted_begin(&job->hosted, &request);

		job->begun = true;
		if (error < 0)
			finish_job(run, &run->jobs[i], error);
	}
}

bool knell_job_child(struct knell_run *run, int32_t pid, int status)
{
	for (int i = 0; i < KNELL_JOBS_MAX; i++) {
		struct knell_job *job = run->jobs[i];

		if (!job || !job->begun || job->hosted.pid != pid)
			continue;
		finish_job(run, &run->jobs[i],
			knell_hosted_finish(&job->hosted, status));
		return true;
	}
	return false;
}

uint64_t knell_job_due(struct knell_run *run, uint64_t now_ns)
{
	uint64_t next = 0;

	for (int i = 0; i < KNELL_JOBS_MAX; i++) {
		struct knell_job *job = run->jobs[i];

		if (!job || !job->begun)
			continue;
		if (job->hosted.deadline_ns <= now_ns) {
			finish_job(run, &run->jobs[i],
				knell_hosted_finish(
					&job->hosted, KNELL_HOSTED_LATE));
			/* There may be nothing else to wait for. */
			next = now_ns + 1;
		} else if (!next || job->hosted.deadline_ns < next) {
			next = job->hosted.deadline_ns;
		}
	}
	return next;
}

bool knell_job_any(const struct knell_run *run)
{
	for (int i = 0; i < KNELL_JOBS_MAX; i++)
		if (run->jobs[i])
			return true;
	return false;
}
