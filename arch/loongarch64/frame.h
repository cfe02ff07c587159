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

static const struct knell_frame_field knell_frame_own_fields[] = {
	{ FPU, 0, 0, "fpu_context", NULL },
	{ FPU, 16, 256, "regs", "f0 to f31" },
	{ FPU, 272, 8, "fcc", NULL },
	{ FPU, 280, 4, "fcsr", NULL },
	{ LSX, 0, 0, "lsx_context", NULL },
	{ LSX, 16, 512, "regs", "vr0 to vr31" },
	{ LSX, 528, 8, "fcc", NULL },
	{ LSX, 536, 4, "fcsr", NULL },
	{ LASX, 0, 0, "lasx_context", NULL },
	{ LASX, 16, 1024, "regs", "xr0 to xr31" },
	{ LASX, 1040, 8, "fcc", NULL },
	{ LASX, 1048, 4, "fcsr", NULL },
	{ LBT, 0, 0, "lbt_context", NULL },
	{ LBT, 16, 32, "regs", NULL },
	{ LBT, 48, 4, "eflags", NULL },
	{ LBT, 52, 4, "ftop", NULL },
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

#undef FPU
#undef LSX
#undef LASX
#undef LBT

#endif
