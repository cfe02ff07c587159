/* SPDX-License-Identifier: MIT */
/* A loop that takes signals one by one, without any handler. */
#include <knell.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	struct knell_set set;
	struct knell_info info;
	char name[KNELL_NAME_BYTES];
	int signal;

	knell_set_empty(&set);
	knell_set_add(&set, KNELL_SIGHUP);
	knell_set_add(&set, KNELL_SIGTERM);
	/* What is not blocked is delivered, not waited for. */
	knell_mask_block(&set, NULL);
	knell_send_process(getpid(), KNELL_SIGHUP);
	knell_send_process(getpid(), KNELL_SIGTERM);
	do {
		/* At most two seconds each. */
		signal = knell_wait_one(&set, &info, 2000000000);
		if (signal < 0)
			return 1;
		printf("%s from pid %d\n", knell_signal_name(signal, name),
			info.sender.pid);
	} while (signal != KNELL_SIGTERM);
	return 0;
}
