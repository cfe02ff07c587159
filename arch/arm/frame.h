/* SPDX-License-Identifier: MIT */
/* Parts that not every frame of arm has. */
#ifndef KNELL_ARCH_OWN_FRAME_H
#define KNELL_ARCH_OWN_FRAME_H

#include "arch/frame_record.h"

/* From the ucontext to siginfo, bytes. */
#define FRAME_INFO_OFFSET (-128)

#define CRUNCH 0x5065cf03U
#define IWMMXT 0x12ef842aU
#define DUMMY  0xb0d9ed01U
#define VFP    0x56465001U

static const struct knell_frame_field knell_frame_own_fields[] = {
	FRAME_RECORD(CRUNCH, "crunch_sigframe", NULL),
	FRAME_RECORD(IWMMXT, "iwmmxt_sigframe", NULL),
	FRAME_RECORD(DUMMY, "no iwmmxt", "it is not in use"),
	FRAME_RECORD(VFP, "vfp_sigframe", "missing: SIGSEGV"),
	FRAME_FIELD(VFP, 8, 256, RESTORED, "fpregs", "d0 to d31"),
	FRAME_FIELD(VFP, 264, 4, RESTORED, "fpscr", NULL),
	FRAME_FIELD(VFP, 272, 4, FILTERED, "fpexc",
		"made one without an exception; not read by arm64"),
	FRAME_FIELD(VFP, 276, 4, RESTORED, "fpinst", "not read by arm64"),
	FRAME_FIELD(VFP, 280, 4, RESTORED, "fpinst2", "not read by arm64"),
};

/* Records in uc_regspace. */
static inline bool knell_frame_state(const struct knell_info *info,
	const uint8_t *context, struct knell_frame_search *search)
{
	const struct knell_frame_records kind = { knell_frame_own_fields,
		KNELL_COUNT(knell_frame_own_fields), 2, 4 };
	const uint8_t *unused;

	(void)info;
	return knell_frame_all_records(
		search, &kind, context + 232, 512, &unused);
}

#undef CRUNCH
#undef IWMMXT
#undef DUMMY
#undef VFP

#endif
