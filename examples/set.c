/* SPDX-License-Identifier: MIT */
/* All signals that a thread of a server may block: none of a libc's own. */
#include <knell.h>
#include <stdio.h>

int main(void)
{
	struct knell_set set;

	knell_set_fill(&set);
	/* Faults kill when they are blocked. */
	knell_set_remove(&set, KNELL_SIGSEGV);
	knell_set_remove(&set, KNELL_SIGBUS);
	knell_set_remove(&set, KNELL_SIGFPE);
	knell_set_remove(&set, KNELL_SIGILL);
	knell_mask_block(&set, NULL);
	printf("SIGTERM: %d, SIGSEGV: %d\n", knell_set_has(&set, KNELL_SIGTERM),
		knell_set_has(&set, KNELL_SIGSEGV));
	return knell_set_has(&set, KNELL_SIGSEGV);
}
