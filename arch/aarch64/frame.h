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
	FRAME_RECORD(FPSIMD, "fpsimd_context", "missing: SIGSEGV"),
	FRAME_FIELD(FPSIMD, 8, 4, RESTORED, "fpsr", NULL),
	FRAME_FIELD(FPSIMD, 12, 4, RESTORED, "fpcr", NULL),
	FRAME_FIELD(FPSIMD, 16, 512, RESTORED, "vregs", "v0 to v31"),
	FRAME_RECORD(ESR, "esr_context", "for the handler alone"),
	FRAME_FIELD(ESR, 8, 8, UNREAD, "esr", NULL),
	FRAME_RECORD(EXTRA, "extra_context", "where more records are"),
	FRAME_FIELD(EXTRA, 8, 8, CHECKED, "datap", NULL),
	FRAME_FIELD(EXTRA, 16, 4, CHECKED, "size", NULL),
	FRAME_FIELD(EXTRA, 20, 12, UNREAD, "__reserved", NULL),
	FRAME_RECORD(SVE, "sve_context",
		"another vector length: SIGSEGV; no registers: z as v"),
	FRAME_FIELD(SVE, 8, 2, CHECKED, "vl", NULL),
	FRAME_FIELD(SVE, 10, 2, CHECKED, "flags", NULL),
	FRAME_FIELD(SVE, 12, 4, UNREAD, "__reserved", NULL),
	FRAME_FIELD(SVE, 16, FRAME_REST, RESTORED, "sve",
		"z0 to z31, p0 to p15, ffr"),
	FRAME_RECORD(ZA, "za_context", "no registers: ZA is off"),
	FRAME_FIELD(ZA, 8, 2, CHECKED, "vl", NULL),
	FRAME_FIELD(ZA, 10, 6, UNREAD, "__reserved", NULL),
	FRAME_FIELD(ZA, 16, FRAME_REST, RESTORED, "za", NULL),
	FRAME_RECORD(ZT, "zt_context", NULL),
	FRAME_FIELD(ZT, 8, 2, CHECKED, "nregs", NULL),
	FRAME_FIELD(ZT, 10, 6, UNREAD, "__reserved", NULL),
	FRAME_FIELD(ZT, 16, FRAME_REST, RESTORED, "zt0", NULL),
	FRAME_RECORD(TPIDR2, "tpidr2_context", NULL),
	FRAME_FIELD(TPIDR2, 8, 8, RESTORED, "tpidr2", NULL),
	FRAME_RECORD(FPMR, "fpmr_context", NULL),
	FRAME_FIELD(FPMR, 8, 8, RESTORED, "fpmr", NULL),
	FRAME_RECORD(POE, "poe_context", NULL),
	FRAME_FIELD(POE, 8, 8, RESTORED, "por_el0", NULL),
	FRAME_RECORD(GCS, "gcs_context", NULL),
	FRAME_FIELD(GCS, 8, 8, RESTORED, "gcspr",
		"not at the kernel's token, and in use: SIGSEGV"),
	FRAME_FIELD(GCS, 16, 8, RESTORED, "features_enabled",
		"cannot be turned on"),
	FRAME_FIELD(GCS, 24, 8, UNREAD, "reserved", NULL),
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
