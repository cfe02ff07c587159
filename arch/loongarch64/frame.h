/* SPDX-License-Identifier: MIT */
/* Parts that not every frame of loongarch64 has. */
#ifndef KNELL_ARCH_OWN_FRAME_H
#define KNELL_ARCH_OWN_FRAME_H

#include "arch/frame_record.h"

/* From the ucontext to siginfo, bytes. */
#define FRAME_INFO_OFFSET (-128)

#define FPU  0x46505501U
#define LSX  0x53580001U
#define LASX 0x41535801U
#define LBT  0x42540001U

#define PENDING "an exception pending in it: SIGFPE"

static const struct knell_frame_field knell_frame_own_fields[] = {
	FRAME_RECORD(FPU, "fpu_context", NULL),
	FRAME_FIELD(FPU, 16, 256, RESTORED, "regs", "f0 to f31"),
	FRAME_FIELD(FPU, 272, 8, RESTORED, "fcc", NULL),
	FRAME_FIELD(FPU, 280, 4, RESTORED, "fcsr", PENDING),
	FRAME_RECORD(LSX, "lsx_context", NULL),
	FRAME_FIELD(LSX, 16, 512, RESTORED, "regs", "vr0 to vr31"),
	FRAME_FIELD(LSX, 528, 8, RESTORED, "fcc", NULL),
	FRAME_FIELD(LSX, 536, 4, RESTORED, "fcsr", PENDING),
	FRAME_RECORD(LASX, "lasx_context", NULL),
	FRAME_FIELD(LASX, 16, 1024, RESTORED, "regs", "xr0 to xr31"),
	FRAME_FIELD(LASX, 1040, 8, RESTORED, "fcc", NULL),
	FRAME_FIELD(LASX, 1048, 4, RESTORED, "fcsr", PENDING),
	FRAME_RECORD(LBT, "lbt_context", NULL),
	FRAME_FIELD(LBT, 16, 32, RESTORED, "regs", NULL),
	FRAME_FIELD(LBT, 48, 4, RESTORED, "eflags", NULL),
	FRAME_FIELD(LBT, 52, 4, RESTORED, "ftop", NULL),
};

/* sc_extcontext: records behind the ucontext. */
static inline bool knell_frame_state(const struct knell_info *info,
	const uint8_t *context, struct knell_frame_search *search)
{
	const struct knell_frame_records kind = { knell_frame_own_fields,
		KNELL_COUNT(knell_frame_own_fields), 0, 16 };
	const uint8_t *unused;

	(void)info;
	return knell_frame_all_records(
		search, &kind, context + 448, 8192, &unused);
}

#undef PENDING
#undef FPU
#undef LSX
#undef LASX
#undef LBT

#endif
