/* SPDX-License-Identifier: MIT */
/* Starting the program: found in PATH, seized before its exec. */
#include "abi/errno.h"
#include "base/text.h"
#include "cmd/run/run.h"
#include "fault/region.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"

enum { PATH_SIZE = 4096 };

/* A text file with no interpreter line is a script of the shell's. */
static long execute(struct knell_run *run, const char *path)
{
	char **argv = run->options.program;
	char **environment = run->invocation->start->environment;
	long error = sys_execve(path, argv, environment);

	if (error != -ENOEXEC)
		return error;
	/* argv[0] and the option before it are knell's own to write over:
	 * "run" and the last of its words, at least one of them. */
	char *first = argv[0];

	argv[0] = (char *)(uintptr_t)path;
	argv[-1] = (char *)(uintptr_t) "sh";
	sys_execve("/bin/sh", argv - 1, environment);
	argv[0] = first;
	return error;
}

static long search(struct knell_run *run, const char *name)
{
	char path[PATH_SIZE];
	const char *list = knell_start_variable(run->invocation->start, "PATH");
	long result = -ENOENT;

	if (!*name)
		return -ENOENT;
	if (!list)
		list = "/usr/local/bin:/usr/bin:/bin";
	for (;;) {
		struct knell_buffer out = KNELL_BUFFER(path);
		const char *colon = knell_text_find(list, ':');
		size_t length = colon ? (size_t)(colon - list)
				      : knell_text_length(list);

		knell_put_bytes(&out, list, length);
		knell_put_text(&out, length ? "/" : "./");
		knell_put_text(&out, name);
		long error = out.used < out.size
				     ? execute(run, knell_buffer_text(&out))
				     : -ENAMETOOLONG;

		if (error != -ENOENT && error != -ENOTDIR && result != -EACCES)
			result = error;
		if (error != -ENOENT && error != -ENOTDIR && error != -EACCES)
			return result;
		if (!colon)
			return result;
		list = colon + 1;
	}
}

static _Noreturn void become_program(
	struct knell_run *run, int go_fd, int error_fd)
{
	char byte;
	const char *name = run->options.program[0];

	/* Nothing comes when knell was killed: then there is no program. */
	if (sys_read(go_fd, &byte, 1) != 1)
		sys_exit_group(KNELL_EXIT_FAILED);
	const struct k_sigaction ignore = { .handler = K_SIG_IGN };

	knell_region_restore();
	if (run->child_ignored)
		sys_rt_sigaction(K_SIGCHLD, &ignore, NULL);
	sys_rt_sigprocmask(K_SIG_SETMASK, &run->original_mask, NULL);
	int error = (int)(knell_text_find(name, '/') ? execute(run, name)
						     : search(run, name));

	sys_write(error_fd, &error, sizeof(error));
	sys_exit_group(KNELL_EXIT_FAILED);
}

static void seize(struct knell_run *run)
{
	long error = -ENOSYS;

	/* Without /proc nothing could be told of what is traced. */
	if (run->proc_fd >= 0)
		error = sys_ptrace(K_PTRACE_SEIZE, run->pid, 0,
			(void *)knell_trace_options(run));
	run->traced = error == 0;
	if (run->traced)
		knell_tracee_add(&run->tracees, run->pid, run->pid);
	else if (!run->options.quiet)
		knell_complain(
			run->proc_fd < 0
				? "no /proc of this PID namespace is to be "
				  "had; a death will be told in one line, "
				  "without its story"
				: "the program cannot be traced here; a death "
				  "will be told in one line, without its story",
			NULL, run->proc_fd < 0 ? 0 : error);
}

static int fail(long error)
{
	knell_complain("the program could not be started", NULL, error);
	return (int)error;
}

int knell_run_start(struct knell_run *run)
{
	int go[2], errors[2];
	long error = sys_pipe2(go, K_O_CLOEXEC);

	if (error < 0)
		return fail(error);
	error = sys_pipe2(errors, K_O_CLOEXEC);
	if (error < 0)
		return fail(error);
	long pid = sys_clone_fork();

	if (pid < 0)
		return fail(pid);
	if (pid == 0) {
		sys_close(go[1]);
		become_program(run, go[0], errors[1]);
	}
	sys_close(go[0]);
	sys_close(errors[1]);
	run->pid = (int32_t)pid;
	run->error_fd = errors[0];
	seize(run);
	sys_write(go[1], "", 1);
	sys_close(go[1]);
	return 0;
}

int knell_run_exec_failed(struct knell_run *run)
{
	int error = 0;

	if (run->started ||
		sys_read(run->error_fd, &error, sizeof(error)) != sizeof(error))
		return 0;
	knell_complain("cannot run", run->options.program[0], error);
	return error == -ENOENT || error == -ENOTDIR
		       ? KNELL_EXIT_NOT_FOUND
		       : KNELL_EXIT_NOT_EXECUTABLE;
}
