/* SPDX-License-Identifier: MIT */
/* Sending to another user's process is refused by every call. */
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "knell/number.h"
#include "knell/send.h"
#include "test/lib/test.h"

static void check_refused(pid_t victim, int pidfd)
{
	const union knell_value value = { .integer = 77 };
	struct knell_info info = { .code = KNELL_SI_QUEUE };

	CHECK_EQUAL(setresuid(65533, 65533, 65533), 0);
	CHECK_EQUAL(knell_send_process(victim, SIGUSR1), -EPERM);
	CHECK_EQUAL(knell_send_group(victim, SIGUSR1), -EPERM);
	CHECK_EQUAL(knell_send_thread(victim, victim, SIGUSR1), -EPERM);
	CHECK_EQUAL(knell_send_queue(victim, SIGUSR1, value), -EPERM);
	CHECK_EQUAL(knell_send_queue_thread(victim, victim, SIGUSR1, value),
		-EPERM);
	CHECK_EQUAL(
		knell_send_info_thread(victim, victim, SIGUSR1, &info), -EPERM);
	CHECK_EQUAL(knell_send_pidfd(pidfd, SIGUSR1, KNELL_SCOPE_OWN), -EPERM);
}

int main(void)
{
	pid_t victim, sender;
	int status, pidfd;

	/* Only root can become somebody else. */
	if (geteuid())
		return 77;
	victim = fork();
	CHECK(victim >= 0);
	if (!victim) {
		alarm(60);
		for (;;)
			pause();
	}
	CHECK_EQUAL(setpgid(victim, victim), 0);
	pidfd = (int)syscall(SYS_pidfd_open, victim, 0);
	CHECK(pidfd >= 0);
	sender = fork();
	CHECK(sender >= 0);
	if (!sender) {
		check_refused(victim, pidfd);
		_exit(0);
	}
	CHECK_EQUAL(waitpid(sender, &status, 0), sender);
	CHECK_EQUAL(kill(victim, SIGKILL), 0);
	CHECK_EQUAL(waitpid(victim, NULL, 0), victim);
	CHECK_EQUAL(status, 0);
	return 0;
}
