/* SPDX-License-Identifier: MIT */
/*
 * Reports under way. The record is captured while the process is held; all
 * else happens after it was let go, beside the events of the others.
 */
#include "abi/errno.h"
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
	bool begun;
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
		&job->process, pid, tid, (const uint8_t *)info);

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

/* Rendered into what is left of the arena. */
static void write_plain(struct knell_run *run, struct knell_job *job)
{
	struct knell_arena *arena = &job->arena;
	struct knell_text_options options = {
		.color =
			!run->options.output &&
			knell_color_use(run->options.color, 2, run->invocation),
	};
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

void knell_job_begin(struct knell_run *run)
{
	for (int i = 0; i < KNELL_JOBS_MAX; i++) {
		struct knell_job *job = run->jobs[i];

		if (!job || job->begun)
			continue;
		job->begun = true;
		write_plain(run, job);
		free_job(job);
		run->jobs[i] = NULL;
	}
}

bool knell_job_child(struct knell_run *run, int32_t pid, int status)
{
	(void)run;
	(void)pid;
	(void)status;
	return false;
}

uint64_t knell_job_due(struct knell_run *run, uint64_t now_ns)
{
	(void)run;
	(void)now_ns;
	return 0;
}

bool knell_job_any(const struct knell_run *run)
{
	for (int i = 0; i < KNELL_JOBS_MAX; i++)
		if (run->jobs[i])
			return true;
	return false;
}
