/* SPDX-License-Identifier: MIT */
/* What the auxiliary vector tells of signal frames. AS-Safe. */
#ifndef KNELL_SIGNAL_AUXV_H
#define KNELL_SIGNAL_AUXV_H

#include <stdbool.h>
#include <stddef.h>

struct knell_frame_facts {
	/* The kernel's part of an alternate stack: AT_MINSIGSTKSZ. */
	size_t frame_bytes;
	size_t page_bytes;
	/* It has what handlers may return to. */
	bool has_vdso;
};

/* Asks the kernel; where it does not tell, values that are surely enough. */
struct knell_frame_facts knell_frame_facts(void);

/* A stack with room for a frame, in whole pages; 0: it overflows. */
size_t knell_frame_stack_size(
	const struct knell_frame_facts *facts, size_t handler_bytes);

#endif
