/* SPDX-License-Identifier: MIT */
/* A real process, held still by ptrace, with its modules open. */
#include "test/lib/stopped.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "crash/symbol.h"
#include "test/lib/test.h"

enum { ARENA_SIZE = 4 << 20 };

/* Past the stop that an exec makes. */
static void wait_for_stop(struct stopped *stopped)
{
	int status;

	for (;;) {
		CHECK_EQUAL(waitpid(stopped->pid, &status, 0), stopped->pid);
		CHECK(WIFSTOPPED(status));
		if (WSTOPSIG(status) == SIGSTOP)
			return;
		CHECK_EQUAL(WSTOPSIG(status), SIGTRAP);
		CHECK(!ptrace(PTRACE_CONT, stopped->pid, NULL, NULL));
	}
}

static void open_target(struct stopped *stopped)
{
	wait_for_stop(stopped);
	/* A check that fails ends this process; then that one too. */
	CHECK(!ptrace(
		PTRACE_SETOPTIONS, stopped->pid, NULL, PTRACE_O_EXITKILL));
	stopped->target = &stopped->process.target;
	int proc_fd = open("/proc", O_PATH | O_CLOEXEC);

	CHECK(proc_fd >= 0);
	CHECK_EQUAL(knell_process_open(&stopped->process, proc_fd, stopped->pid,
			    stopped->pid, NULL),
		0);
	stopped->kind = *stopped->target->kind;
	stopped->target->kind = &stopped->kind;
	stopped->arena.data = malloc(ARENA_SIZE);
	CHECK(stopped->arena.data);
}

void stopped_start(struct stopped *stopped, char *const argv[])
{
	stopped->pid = fork();
	if (!stopped->pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execv(argv[0], argv);
		_exit(127);
	}
	open_target(stopped);
}

void stopped_fork(struct stopped *stopped)
{
	stopped->pid = fork();
	if (!stopped->pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(127);
	}
	open_target(stopped);
}

void stopped_open_modules(struct stopped *stopped)
{
	stopped->arena.size = ARENA_SIZE;
	stopped->arena.used = 0;
	stopped->arena.exhausted = false;
	memset(&stopped->record, 0, sizeof(stopped->record));
	stopped->kind.describe(
		stopped->target, &stopped->arena, &stopped->record);
	CHECK_EQUAL(stopped->kind.list_maps(
			    stopped->target, &stopped->arena, &stopped->record),
		0);
	CHECK_EQUAL(knell_modules_open(&stopped->modules, stopped->target,
			    &stopped->arena, &stopped->record),
		0);
}

void stopped_close_modules(struct stopped *stopped)
{
	knell_modules_close(&stopped->modules);
}

void stopped_end(struct stopped *stopped)
{
	CHECK(stopped->pid > 0);
	kill(stopped->pid, SIGKILL);
	waitpid(stopped->pid, NULL, 0);
	knell_process_close(&stopped->process);
	free(stopped->arena.data);
}

struct knell_image *stopped_find(struct stopped *stopped, const char *name)
{
	for (size_t i = 0; i < stopped->modules.count; i++) {
		const char *path = stopped->modules.images[i].module->path;

		if (path && !strcmp(knell_text_basename(path), name))
			return &stopped->modules.images[i];
	}
	return NULL;
}

const char *stopped_name(struct stopped *stopped, uint64_t pc, bool exact)
{
	struct knell_frame frame = { .pc = pc, .exact = exact, .module = -1 };
	struct knell_thread thread = { .frames = &frame, .frame_count = 1 };

	stopped->record.threads = &thread;
	stopped->record.thread_count = 1;
	knell_symbols_name_frames(&stopped->modules);
	stopped->record.threads = NULL;
	stopped->record.thread_count = 0;
	return frame.function ? frame.function : "?";
}
