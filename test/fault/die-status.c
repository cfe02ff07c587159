/* SPDX-License-Identifier: MIT */
/*
 * knell_die: the parent sees the signal, and no core; where the kernel does
 * not let a signal kill, as with PID 1, the status is 128 + signal.
 */
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault/die.h"
#include "knell/name.h"
#include "test/lib/test.h"

static void handle(int signal)
{
	(void)signal;
	_exit(3);
}

/* All that could be in the way: handlers, a full mask, pending signals. */
static void hinder(void)
{
	struct rlimit core = { RLIM_INFINITY, RLIM_INFINITY };
	sigset_t all;

	setrlimit(RLIMIT_CORE, &core);
	for (int i = 1; i <= 64; i++)
		signal(i, i % 2 ? handle : SIG_IGN);
	/* Which leaves out 32 and 33. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (int i = 1; i <= 64; i++)
		if (i % 2 && i != SIGKILL && i != SIGSTOP && i != 33)
			kill(getpid(), i);
}

static int status_of_death(int signal)
{
	int status;
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (!pid) {
		hinder();
		knell_die(signal);
	}
	CHECK_EQUAL(waitpid(pid, &status, 0), pid);
	return status;
}

static void check_every_signal(void)
{
	for (int signal = 1; signal <= 64; signal++) {
		int status = status_of_death(signal);
		int action = knell_signal_default(signal);

		if (action == KNELL_DEFAULT_TERMINATE ||
			action == KNELL_DEFAULT_CORE)
			/* The whole of it: no core bit either. */
			CHECK_EQUAL(status, signal);
		else
			CHECK_EQUAL(status, (128 + signal) << 8);
	}
}

/* As process 1 of a pid namespace; false: none can be made here. */
static bool check_as_init(int signal)
{
	int status;
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid) {
		CHECK_EQUAL(waitpid(pid, &status, 0), pid);
		CHECK(WIFEXITED(status));
		CHECK(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 77);
		return WEXITSTATUS(status) == 0;
	}
	if (unshare(CLONE_NEWPID) && unshare(CLONE_NEWUSER | CLONE_NEWPID))
		_exit(77);
	pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		CHECK_EQUAL(getpid(), 1);
		knell_die(signal);
	}
	CHECK_EQUAL(waitpid(pid, &status, 0), pid);
	CHECK_EQUAL(status, (128 + signal) << 8);
	_exit(0);
}

int main(void)
{
	static const int deadly[] = { SIGTERM, SIGSEGV, SIGABRT, SIGKILL, 64 };
	bool checked = true;

	check_every_signal();
	for (unsigned i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++)
		checked = checked && check_as_init(deadly[i]);
	return checked ? 0 : 77;
}
