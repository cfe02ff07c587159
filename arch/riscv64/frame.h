/* SPDX-License-Identifier: MIT */
/* Parts that not every frame of riscv64 has. */
#ifndef KNELL_ARCH_OWN_FRAME_H
#define KNELL_ARCH_OWN_FRAME_H

#include "arch/frame_record.h"

/* From the ucontext to siginfo, bytes. */
#define FRAME_INFO_OFFSET (-128)

#define FRAME_V_MAGIC 0x53465457U

/* struct __sc_riscv_v_state, and the vector registers behind it. */
static inline bool knell_frame_vectors(
	struct knell_frame_search *search, const uint8_t *at, uint32_t size)
{
	static const char *const names[] = { "vstart", "vl", "vtype", "vcsr",
		"vlenb" };

	if (knell_frame_tell(search, KNELL_PART_GROUP, 0, at, size,
		    KNELL_PART_RESTORED, "v_state", NULL))
		return true;
	for (unsigned i = 0; i < KNELL_COUNT(names); i++)
		if (knell_frame_tell(search, KNELL_PART_NUMBER, 1, at + 8 * i,
			    8, i < 4 ? KNELL_PART_RESTORED : KNELL_PART_UNREAD,
			    names[i], NULL))
			return true;
	return knell_frame_tell(search, KNELL_PART_POINTER, 1, at + 40, 8,
		       KNELL_PART_CHECKED, "datap",
		       "where the registers are read") ||
	       knell_frame_tell(search, KNELL_PART_BYTES, 1, at + 48, size - 48,
		       KNELL_PART_RESTORED, "vregs", "v0 to v31");
}

/* Records begin in the last 8 bytes of the ucontext. */
static inline bool knell_frame_state(const struct knell_info *info,
	const uint8_t *context, struct knell_frame_search *search)
{
	const uint8_t *at = context + 952;
	uint32_t size = knell_load32(at + 4);
	bool vectors = knell_load32(at) == FRAME_V_MAGIC && size >= 64;

	(void)info;
	if (knell_frame_tell(search, KNELL_PART_NUMBER, 2, at, 4,
		    KNELL_PART_CHECKED, "magic",
		    vectors ? "vectors follow" : "no record follows") ||
		knell_frame_tell(search, KNELL_PART_NUMBER, 2, at + 4, 4,
			KNELL_PART_CHECKED, "size", NULL))
		return true;
	if (!vectors)
		return false;
	return knell_frame_vectors(search, at + 8, size - 8) ||
	       knell_frame_tell(search, KNELL_PART_BYTES, 0, at + size, 8,
		       KNELL_PART_CHECKED, "end", "no more records");
}

#endif
