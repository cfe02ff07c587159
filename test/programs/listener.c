/* SPDX-License-Identifier: MIT */
/*
 * Handles every signal it can and tells of each: number, code, sender, value.
 * SIGUSR2 ends it.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void tell(int number, siginfo_t *info, void *context)
{
	char line[100];

	(void)context;
	int length = snprintf(line, sizeof(line), "%d %d %d %llu\n", number,
		info->si_code, info->si_pid,
		info->si_code == SI_QUEUE ? (unsigned long long)(unsigned long)
						    info->si_value.sival_ptr
					  : 0);

	if (write(1, line, (size_t)length) != length || number == SIGUSR2)
		_exit(number == SIGUSR2 ? 0 : 3);
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = tell,
		.sa_flags = SA_SIGINFO };

	sigfillset(&action.sa_mask);
	for (int number = 1; number <= SIGRTMAX; number++)
		sigaction(number, &action, NULL);
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}
