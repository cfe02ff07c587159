/* SPDX-License-Identifier: MIT */
/* Parts that not every frame of s390x has. */
#ifndef KNELL_ARCH_OWN_FRAME_H
#define KNELL_ARCH_OWN_FRAME_H

#include "arch/frame.h"

/* From the ucontext to siginfo, bytes. */
#define FRAME_INFO_OFFSET (-128)

/* _sigregs_ext, where the machine has vectors: UC_VXRS. */
static inline bool knell_frame_state(const struct knell_info *info,
	const uint8_t *context, struct knell_frame_search *search)
{
	const uint8_t *more = context + 512;

	(void)info;
	if (!(knell_load64(context) & 2))
		return false;
	return knell_frame_tell(search, KNELL_PART_GROUP, 0, more, 512,
		       KNELL_PART_RESTORED, "uc_mcontext_ext", NULL) ||
	       knell_frame_tell(search, KNELL_PART_BYTES, 1, more, 128,
		       KNELL_PART_RESTORED, "vxrs_low",
		       "the lower halves of v0 to v15") ||
	       knell_frame_tell(search, KNELL_PART_BYTES, 1, more + 128, 256,
		       KNELL_PART_RESTORED, "vxrs_high", "v16 to v31");
}

#endif
