/* SPDX-License-Identifier: MIT */
/*
 * One test's keeper. Orphans of the test become its children, whatever group
 * or session they are in: so each process left behind is seen and ended.
 */
#include "test/runner/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GRACE_MS = 2000, KILL_ROUNDS = 50, SIGNAL_LAST = 64 };

static long now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Until a child has ended, SIGTERM came, or `deadline`: 0 then. */
static int wait_signal(long deadline)
{
	long left = deadline - now_ms();
	struct timespec time = { left / 1000, left % 1000 * 1000000 };
	sigset_t set;

	if (left <= 0)
		return 0;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	int signal = sigtimedwait(&set, NULL, &time);

	return signal > 0 ? signal : errno == EINTR ? SIGCHLD : 0;
}

/*
 * Every test begins alike, however the runner was started: a test of signals
 * would see what is ignored or blocked, one of knell what language is asked
 * for, and any of them make's descriptors.
 */
static void set_scene(const char *directory)
{
	static const char *const unset[] = { "MAKEFLAGS", "MFLAGS", "MAKELEVEL",
		"MAKEOVERRIDES", "NO_COLOR", "COLUMNS", "DEBUGINFOD_URLS" };
	static const char defaults[64]; /* a kernel's struct sigaction */
	struct rlimit core;
	sigset_t none;

	for (size_t i = 0; i < sizeof(unset) / sizeof(unset[0]); i++)
		unsetenv(unset[i]);
	close_range(3, ~0u, 0);
	setenv("TMPDIR", directory, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	getrlimit(RLIMIT_CORE, &core);
	core.rlim_cur = 0;
	setrlimit(RLIMIT_CORE, &core);
	/* The C library refuses 32 and 33, which posix_spawn(3) ignores. */
	for (int number = 1; number <= SIGNAL_LAST; number++)
		syscall(SYS_rt_sigaction, number, defaults, NULL, 8);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void become_test(const struct keeper *keeper)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	setpgid(0, 0);
	dup2(null, 0);
	dup2(keeper->output, 1);
	dup2(keeper->output, 2);
	set_scene(keeper->directory);
	const char *program = keeper->under ? keeper->under : keeper->path;

	execl(program, program, keeper->under ? keeper->path : NULL,
		(char *)NULL);
	dprintf(2, "cannot run %s: %s\n", program, strerror(errno));
	_exit(126);
}

static void note_name(int pid, char name[16])
{
	char path[64];

	strcpy(name, "?");
	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	FILE *file = fopen(path, "r");

	if (!file)
		return;
	if (fscanf(file, "%15[^\n]", name) != 1)
		strcpy(name, "?");
	fclose(file);
}

/* Their children become ours, for the next round. */
static void kill_children(struct keeper_result *result)
{
	char path[64];
	int pid;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	FILE *children = fopen(path, "r");

	while (children && fscanf(children, "%d", &pid) == 1) {
		if (!result->left[0])
			note_name(pid, result->left);
		kill(pid, SIGKILL);
	}
	if (children)
		fclose(children);
}

/* Ends the test when its time is over; false: the keeper was told to end. */
static bool await_test(pid_t test, const struct keeper *keeper)
{
	long deadline = now_ms() + keeper->limit_s * 1000L;
	int status;

	for (;;) {
		pid_t pid = waitpid(-1, &status, WNOHANG);

		if (pid == test)
			break;
		if (pid > 0)
			continue;
		int signal = wait_signal(deadline);

		if (signal == SIGTERM)
			return false;
		if (signal)
			continue;
		keeper->result->late = true;
		kill(test, SIGKILL);
		deadline = now_ms() + GRACE_MS;
	}
	keeper->result->status = status;
	return true;
}

/* What is on its way out may go; the rest is ended. */
static void await_rest(struct keeper_result *result, long grace_ms)
{
	long deadline = now_ms() + grace_ms;
	int rounds = 0;

	while (rounds < KILL_ROUNDS) {
		pid_t pid = waitpid(-1, NULL, WNOHANG);

		if (pid < 0)
			break;
		if (pid > 0 || wait_signal(deadline) == SIGCHLD)
			continue;
		kill_children(result);
		deadline = now_ms() + 100;
		rounds++;
	}
}

pid_t keeper_start(const struct keeper *keeper)
{
	pid_t runner = getpid(), pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != runner)
		_exit(1);
	pid_t test = fork();

	if (!test)
		become_test(keeper);
	bool ended = test > 0 && await_test(test, keeper);

	await_rest(
		keeper->result, ended && !keeper->result->late ? GRACE_MS : 0);
	_exit(0);
}
