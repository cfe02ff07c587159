/* SPDX-License-Identifier: MIT */
/* Parts that not every frame of aarch64 has. */
#ifndef KNELL_ARCH_OWN_FRAME_H
#define KNELL_ARCH_OWN_FRAME_H

#include "arch/context_record.h"
#include "arch/frame_record.h"

/* From the ucontext to siginfo, bytes. */
#define FRAME_INFO_OFFSET (-128)

#define FPSIMD 0x46508001U
#define ESR    0x45535201U
#define EXTRA  0x45585401U
#define SVE    0x53564501U
#define ZA     0x54366345U
#define ZT     0x5a544e01U
#define TPIDR2 0x54504902U
#define FPMR   0x46504d52U
#define POE    0x504f4530U
#define GCS    0x47435300U

static const struct knell_frame_field knell_frame_own_fields[] = {
	{ FPSIMD, 0, 0, "fpsimd_context", "missing: SIGSEGV" },
	{ FPSIMD, 8, 4, "fpsr", NULL },
	{ FPSIMD, 12, 4, "fpcr", NULL },
	{ FPSIMD, 16, 512, "vregs", "v0 to v31" },
	{ ESR, 0, 0, "esr_context", "for the handler alone" },
	{ ESR, 8, 8, "esr", NULL },
	{ EXTRA, 0, 0, "extra_context", "where more records are" },
	{ EXTRA, 8, 8, "datap", NULL },
	{ EXTRA, 16, 4, "size", NULL },
	{ EXTRA, 20, 12, "__reserved", NULL },
	{ SVE, 0, 0, "sve_context",
		"another vector length: SIGSEGV; no registers: z as v" },
	{ SVE, 8, 2, "vl", NULL },
	{ SVE, 10, 2, "flags", NULL },
	{ SVE, 12, 4, "__reserved", NULL },
	{ ZA, 0, 0, "za_context", "no registers: ZA is off" },
	{ ZA, 8, 2, "vl", NULL },
	{ ZA, 10, 6, "__reserved", NULL },
	{ ZT, 0, 0, "zt_context", NULL },
	{ TPIDR2, 0, 0, "tpidr2_context", NULL },
	{ TPIDR2, 8, 8, "tpidr2", NULL },
	{ FPMR, 0, 0, "fpmr_context", NULL },
	{ FPMR, 8, 8, "fpmr", NULL },
	{ POE, 0, 0, "poe_context", NULL },
	{ POE, 8, 8, "por_el0", NULL },
	{ GCS, 0, 0, "gcs_context", NULL },
	{ GCS, 8, 8, "gcspr", NULL },
};

/* Records in __reserved and, where extra_context says so, behind it; then the
 * frame record, to which the handler's x29 points. */
static inline bool knell_frame_state(const struct knell_info *info,
	const uint8_t *context, struct knell_frame_search *search)
{
	const struct knell_frame_records inner = { knell_frame_own_fields,
		KNELL_COUNT(knell_frame_own_fields), 3, 8 };
	const struct knell_frame_records outer = { knell_frame_own_fields,
		KNELL_COUNT(knell_frame_own_fields), 0, 8 };
	const uint8_t *records = context + 464, *end = records + 4096;
	const uint8_t *extra, *unused;

	(void)info;
	if (knell_frame_all_records(search, &inner, records, 4096, &unused))
		return true;
	extra = knell_context_record(records, 4096, EXTRA);
	if (extra) {
		const uint8_t *data =
			(const uint8_t *)(uintptr_t)knell_load64(extra + 8);
		uint32_t size = knell_load32(extra + 16);

		if (knell_frame_all_records(
			    search, &outer, data, size, &unused))
			return true;
		end = (const uint8_t *)(((uintptr_t)data + size + 15) &
					~(uintptr_t)15);
	}
	return knell_frame_tell(search, KNELL_PART_GROUP, 0, end, 16,
		       KNELL_PART_UNREAD, "frame record",
		       "for unwinders: x29 in the handler points here") ||
	       knell_frame_tell(search, KNELL_PART_POINTER, 1, end, 8,
		       KNELL_PART_UNREAD, "fp", NULL) ||
	       knell_frame_tell(search, KNELL_PART_POINTER, 1, end + 8, 8,
		       KNELL_PART_UNREAD, "lr", NULL);
}

#undef FPSIMD
#undef ESR
#undef EXTRA
#undef SVE
#undef ZA
#undef ZT
#undef TPIDR2
#undef FPMR
#undef POE
#undef GCS

#endif
