/* SPDX-License-Identifier: MIT */
/* What the table says that a signal does by default is what it does. */
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "knell/name.h"
#include "test/lib/test.h"

/* Cores go to a pipe or nowhere: the flag in the status tells all the same. */
static void become_victim(int number)
{
	struct rlimit limit = { 0, 0 };
	sigset_t none;

	getrlimit(RLIMIT_CORE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_CORE, &limit);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* An orphaned process group would discard the terminal's stops. */
	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int i = 1; i <= 64; i++)
		signal(i, SIG_DFL);
	kill(getpid(), number);
	_exit(77);
}

static enum knell_default find_default(int signal)
{
	int status;
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (!pid)
		become_victim(signal);
	CHECK_EQUAL(waitpid(pid, &status, WUNTRACED), pid);
	if (WIFSTOPPED(status)) {
		CHECK_EQUAL(WSTOPSIG(status), signal);
		kill(pid, SIGKILL);
		CHECK_EQUAL(waitpid(pid, &status, 0), pid);
		return KNELL_DEFAULT_STOP;
	}
	if (WIFSIGNALED(status)) {
		CHECK_EQUAL(WTERMSIG(status), signal);
		return WCOREDUMP(status) ? KNELL_DEFAULT_CORE
					 : KNELL_DEFAULT_TERMINATE;
	}
	CHECK_EQUAL(WEXITSTATUS(status), 77);
	return signal == SIGCONT ? KNELL_DEFAULT_CONTINUE
				 : KNELL_DEFAULT_IGNORE;
}

static void remove_cores(const char *folder)
{
	DIR *files = opendir(".");
	struct dirent *entry;

	CHECK(files != NULL);
	while ((entry = readdir(files)))
		unlink(entry->d_name);
	closedir(files);
	CHECK_EQUAL(chdir("/"), 0);
	CHECK_EQUAL(rmdir(folder), 0);
}

int main(void)
{
	char folder[] = "/tmp/knell-test-XXXXXX";
	/* Where no cores can be written, their signals just terminate. */
	int cores;

	CHECK(mkdtemp(folder) != NULL);
	CHECK_EQUAL(chdir(folder), 0);
	cores = find_default(SIGQUIT) == KNELL_DEFAULT_CORE;
	for (int signal = 1; signal <= 64; signal++) {
		int told = knell_signal_default(signal);

		if (told == KNELL_DEFAULT_CORE && !cores)
			told = KNELL_DEFAULT_TERMINATE;
		if (signal == 32 || signal == 33)
			continue;
		CHECK_EQUAL(find_default(signal), told);
	}
	remove_cores(folder);
	return 0;
}
