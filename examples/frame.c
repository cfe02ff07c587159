/* SPDX-License-Identifier: MIT */
/* Tells how large the frame of a handler is, and what is in it. */
#include <knell.h>
#include <stdio.h>
#include <unistd.h>

/* printf is not for handlers: what is found is kept for later. */
static struct knell_frame_part found[16];
static unsigned count;

static void look(int signal, struct knell_info *info, void *context)
{
	struct knell_frame_walk walk;
	struct knell_frame_part part;

	(void)signal;
	if (knell_frame_begin(&walk, info, context) < 0)
		return;
	while (knell_frame_next(&walk, &part) == 1)
		if (part.depth == 0 && count < 16)
			found[count++] = part;
}

int main(void)
{
	struct knell_action action = { .info_handler = look,
		.flags = KNELL_ACTION_SIGINFO };

	if (knell_action_set(KNELL_SIGUSR1, &action, NULL) < 0 ||
		knell_send_process((int)getpid(), KNELL_SIGUSR1) < 0)
		return 1;
	for (unsigned i = 0; i < count; i++)
		printf("%p %6zu %s\n", found[i].address, found[i].size_bytes,
			found[i].name);
	return !count;
}
