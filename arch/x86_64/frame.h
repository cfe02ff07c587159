/* SPDX-License-Identifier: MIT */
/* Parts that not every frame of x86_64 has. */
#ifndef KNELL_ARCH_OWN_FRAME_H
#define KNELL_ARCH_OWN_FRAME_H

#include "arch/x86_frame.h"

/* From the ucontext to siginfo, bytes. */
#define FRAME_INFO_OFFSET (304)

static inline bool knell_frame_state(const struct knell_info *info,
	const uint8_t *context, struct knell_frame_search *search)
{
	uint64_t image = knell_load64(context + 224);

	(void)info;
	return knell_x86_frame_state((const uint8_t *)image, 0, search);
}

#endif
