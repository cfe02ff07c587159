/* SPDX-License-Identifier: MIT */
/* Reads until a signal comes, also one that comes just before the read. */
#include <knell.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile unsigned stopped;

static void stop(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	(void)info;
	stopped = 1;
	knell_call_interrupt(context);
}

int main(void)
{
	struct knell_action action = { .info_handler = stop,
		.flags = KNELL_ACTION_SIGINFO };
	int fds[2];
	char byte;

	if (pipe(fds) < 0 || knell_action_set(KNELL_SIGALRM, &action, NULL) < 0)
		return 1;
	alarm(1);
	/* Nobody writes: without the signal it would wait for ever. */
	const long arguments[6] = { fds[0], (long)&byte, 1 };
	long got = knell_call_unless(&stopped, SYS_read, arguments);

	printf("read returned %ld\n", got);
	return got >= 0;
}
