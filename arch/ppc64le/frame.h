/* SPDX-License-Identifier: MIT */
/* Parts that not every frame of ppc64le has. */
#ifndef KNELL_ARCH_OWN_FRAME_H
#define KNELL_ARCH_OWN_FRAME_H

#include "arch/frame.h"

/* From the ucontext to siginfo, bytes. */
#define FRAME_INFO_OFFSET (1760)

/*
 * Kernels built for transactions have a second ucontext before siginfo; before
 * Linux 5.9 the trampoline had an instruction less. What follows it moves.
 */
#define FRAME_TRANSACT     1696
#define FRAME_SHIFTED_FROM 1744
#define FRAME_SHIFT_KNOWN(shift)                                       \
	((shift) == 0 || (shift) == FRAME_TRANSACT || (shift) == -8 || \
		(shift) == FRAME_TRANSACT - 8)

/* What lies between the ucontext and what moves with siginfo. */
static inline bool knell_frame_trampoline_place(const struct knell_info *info,
	const uint8_t *context, struct knell_frame_search *search)
{
	uintptr_t moved = (uintptr_t)info - 16;
	uintptr_t code = (uintptr_t)context + 1696 + 16;
	bool transact = moved - code > FRAME_TRANSACT;

	if (transact)
		code += FRAME_TRANSACT;
	return (transact && knell_frame_tell(search, KNELL_PART_BYTES, 0,
				    context + 1696, FRAME_TRANSACT,
				    KNELL_PART_RESTORED, "uc_transact",
				    "counts if msr tells of a transaction")) ||
	       knell_frame_tell(search, KNELL_PART_BYTES, 0,
		       (const uint8_t *)code, moved - code > 28 ? 28 : 24,
		       KNELL_PART_UNREAD, "tramp",
		       "a trampoline, where there is no vDSO");
}

/* vmx_reserve has the vectors where v_regs says: at a multiple of 16. */
static inline bool knell_frame_state(const struct knell_info *info,
	const uint8_t *context, struct knell_frame_search *search)
{
	uintptr_t vectors = (uintptr_t)knell_load64(context + 880);
	uint64_t msr = knell_load64(context + 496);
	uintptr_t place = (uintptr_t)context + 888;
	const uint8_t *at = (const uint8_t *)vectors;
	const char *unused = "not in use: msr";

	if (vectors >= place && vectors - place <= 16 &&
		(knell_frame_tell(search, KNELL_PART_BYTES, 3, at, 528,
			 KNELL_PART_RESTORED, "vrregs",
			 msr >> 25 & 1 ? "v0 to v31, vscr" : unused) ||
			knell_frame_tell(search, KNELL_PART_NUMBER, 3, at + 528,
				4, KNELL_PART_RESTORED, "vrsave", NULL) ||
			knell_frame_tell(search, KNELL_PART_BYTES, 3, at + 544,
				256, KNELL_PART_RESTORED, "vsregs",
				msr >> 23 & 1 ? "the lower halves of vs0 to "
						"vs31"
					      : unused)))
		return true;
	return knell_frame_trampoline_place(info, context, search);
}

#endif
