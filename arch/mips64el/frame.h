/* SPDX-License-Identifier: MIT */
/* Parts that not every frame of mips64el has. */
#ifndef KNELL_ARCH_OWN_FRAME_H
#define KNELL_ARCH_OWN_FRAME_H

#include "arch/frame.h"

/* From the ucontext to siginfo, bytes. */
#define FRAME_INFO_OFFSET (-128)

#define FRAME_MSA_MAGIC 0x784d5341U
#define FRAME_END_MAGIC 0x78454e44U

/*
 * Records, if sc_used_math tells of them. Source: USED_EXTCONTEXT in
 * arch/mips/include/uapi/asm/sigcontext.h.
 */
static inline bool knell_frame_state(const struct knell_info *info,
	const uint8_t *context, struct knell_frame_search *search)
{
	const uint8_t *at = context + 656;

	(void)info;
	if (!(knell_load32(context + 628) & 8))
		return false;
	if (knell_load32(at) == FRAME_MSA_MAGIC) {
		uint32_t size = knell_load32(at + 4);

		if (size < 8 || size > 4096)
			return false;
		if (knell_frame_tell(search, KNELL_PART_GROUP, 0, at, size,
			    KNELL_PART_RESTORED, "msa_extcontext", NULL) ||
			knell_frame_tell(search, KNELL_PART_NUMBER, 1, at, 4,
				KNELL_PART_CHECKED, "magic", NULL) ||
			knell_frame_tell(search, KNELL_PART_NUMBER, 1, at + 4,
				4, KNELL_PART_CHECKED, "size", NULL) ||
			knell_frame_tell(search, KNELL_PART_BYTES, 1, at + 8,
				size - 8, KNELL_PART_RESTORED, "wr",
				"the upper halves of w0 to w31; csr"))
			return true;
		at += size;
	}
	return knell_load32(at) == FRAME_END_MAGIC &&
	       knell_frame_tell(search, KNELL_PART_NUMBER, 0, at, 4,
		       KNELL_PART_CHECKED, "end", "no more records");
}

#endif
