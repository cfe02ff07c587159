/* SPDX-License-Identifier: MIT */
/* A real-time signal with a value, sent to oneself and taken again. */
#include <knell.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	const union knell_value value = { .integer = 42 };
	struct knell_info info;
	struct knell_set set;

	knell_set_empty(&set);
	knell_set_add(&set, KNELL_SIGRTMIN);
	knell_mask_block(&set, NULL);
	if (knell_send_queue(getpid(), KNELL_SIGRTMIN, value) < 0)
		return 1;
	if (knell_wait_one(&set, &info, 0) != KNELL_SIGRTMIN)
		return 1;
	printf("%d came with %d\n", info.signal, info.sender.value.integer);
	return info.sender.value.integer != 42;
}
