/* SPDX-License-Identifier: MIT */
/* Deaths of children, and of programs whose files have gone. */
#include "crasher.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile long sink;

__attribute__((noinline)) static void fault(void)
{
	volatile int *counter = (int *)16;

	OPAQUE(counter);
	sink = *counter;
	NO_TAIL_CALL;
}

/* The parent lives on, and exits with the signal that ended the child. */
static void exit_as(pid_t child)
{
	int status;

	if (child < 0 || waitpid(child, &status, 0) != child)
		_exit(3);
	_exit(WIFSIGNALED(status) ? 100 + WTERMSIG(status) : 4);
}

static void forked(void)
{
	pid_t child = fork();

	if (child == 0)
		fault();
	exit_as(child);
}

static void vforked(void)
{
	pid_t child = vfork();

	if (child == 0)
		fault();
	exit_as(child);
}

/* Names its own file in argv[0], which the test makes a copy of. */
static void deleted(void)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length < 0)
		_exit(3);
	path[length] = '\0';
	if (!getenv("CRASHER_MAY_DELETE") || unlink(path))
		_exit(3);
	fault();
}

static void chrooted(void)
{
	if (chroot("empty") || chdir("/"))
		_exit(3);
	fault();
}

const struct death process_deaths[] = {
	{ "forked", forked },
	{ "vforked", vforked },
	{ "deleted", deleted },
	{ "chrooted", chrooted },
	{ NULL, NULL },
};
