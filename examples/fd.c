/* SPDX-License-Identifier: MIT */
/* A loop with poll, which gets some signals by signalfd, one by a handler. */
#include <knell.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

static struct knell_pipe from_handler;

static void pass_on(int signal, struct knell_info *info, void *context)
{
	(void)context;
	knell_pipe_write(&from_handler, signal, info);
}

static void show(const struct knell_info *infos, long count)
{
	char name[KNELL_NAME_BYTES];

	for (long i = 0; i < count; i++)
		printf("%s from pid %d\n",
			knell_signal_name(infos[i].signal, name),
			infos[i].sender.pid);
}

int main(void)
{
	struct knell_action action = { .info_handler = pass_on,
		.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_RESTART };
	struct knell_info infos[8];
	struct knell_set set;
	struct pollfd polled[2];

	/* First the pipe, then the handler that writes to it. */
	if (knell_pipe_open(&from_handler, KNELL_FD_CLOEXEC) < 0)
		return 1;
	knell_action_set(KNELL_SIGUSR1, &action, NULL);
	knell_set_parse("{HUP TERM}", &set);
	knell_mask_block(&set, NULL);
	polled[0] =
		(struct pollfd){ .fd = from_handler.read_fd, .events = POLLIN };
	polled[1] =
		(struct pollfd){ .fd = knell_fd_open(&set, KNELL_FD_CLOEXEC),
			.events = POLLIN };
	knell_send_self(KNELL_SIGUSR1);
	knell_send_process(getpid(), KNELL_SIGHUP);
	knell_send_process(getpid(), KNELL_SIGTERM);
	if (poll(polled, 2, 2000) != 2)
		return 1;
	show(infos, knell_pipe_read(&from_handler, infos, 8));
	show(infos, knell_fd_read(polled[1].fd, infos, 8));
	return knell_pipe_lost(&from_handler) != 0;
}
