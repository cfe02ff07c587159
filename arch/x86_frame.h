/* SPDX-License-Identifier: MIT */
/*
 * The state of FPU and vectors in frames of x86: the legacy area of FXSAVE, of
 * which the kernel uses the last bytes, and the components of XSAVE, which lie
 * where the processor says. Sources: arch/x86/include/uapi/asm/sigcontext.h,
 * arch/x86/kernel/fpu/{signal,xstate}.c, Intel SDM volume 1, section 13.4.
 */
#ifndef KNELL_ARCH_X86_FRAME_H
#define KNELL_ARCH_X86_FRAME_H

#include <cpuid.h>

#include "arch/frame.h"

#define FRAME_XSTATE_MAGIC1 0x46505853U
#define FRAME_XSTATE_MAGIC2 0x46505845U

/* Offsets in the area. */
enum {
	FRAME_SOFTWARE = 464,
	FRAME_HEADER = 512,
	FRAME_COMPONENTS = 576,
	FRAME_COMPONENTS_MAX = 24
};

struct knell_frame_component {
	uint32_t number, offset, size;
};

static inline const char *knell_frame_component_name(uint32_t number)
{
	switch (number) {
	case 2: return "avx";
	case 3: return "bndregs";
	case 4: return "bndcsr";
	case 5: return "opmask";
	case 6: return "zmm_hi256";
	case 7: return "hi16_zmm";
	case 9: return "pkru";
	case 17: return "xtile_cfg";
	case 18: return "xtile_data";
	case 19: return "apx";
	default: return "component";
	}
}

/* Those of `features` that lie inside, by offset. Return: how many. */
static inline unsigned knell_frame_components(uint64_t features, uint32_t end,
	struct knell_frame_component ret[FRAME_COMPONENTS_MAX])
{
	unsigned count = 0;

	for (uint32_t bit = 2; bit < 63 && count < FRAME_COMPONENTS_MAX;
		bit++) {
		struct knell_frame_component one = { .number = bit };
		uint32_t flags, unused;
		unsigned at = count;

		if (!(features >> bit & 1))
			continue;
		__cpuid_count(0xd, bit, one.size, one.offset, flags, unused);
		(void)unused;
		/* Bit 0: it is the kernel's own, and in no frame. */
		if (flags & 1 || !one.size || one.offset < FRAME_COMPONENTS ||
			one.offset > end || one.size > end - one.offset)
			continue;
		for (; at && ret[at - 1].offset > one.offset; at--)
			ret[at] = ret[at - 1];
		ret[at] = one;
		count++;
	}
	return count;
}

#define FRAME_TELL(kind, depth, at, size, use, name, note)           \
	knell_frame_tell(search, KNELL_PART_##kind, depth, at, size, \
		KNELL_PART_##use, name, note)

/* The state of the FPU in FXSAVE, up to its registers. */
static inline bool knell_frame_fpu(struct knell_frame_search *search,
	const uint8_t *area, enum knell_frame_use use)
{
	static const struct {
		const char *name;
		unsigned offset, size;
	} fields[] = { { "cwd", 0, 2 }, { "swd", 2, 2 }, { "twd", 4, 2 },
		{ "fop", 6, 2 }, { "rip", 8, 8 }, { "rdp", 16, 8 } };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (knell_frame_tell(search, KNELL_PART_NUMBER, 1,
			    area + fields[i].offset, fields[i].size, use,
			    fields[i].name, NULL))
			return true;
	return false;
}

/*
 * FXSAVE, but for its last bytes. `fsave`: what is before it counts for the
 * FPU; __fpu_restore_sig in the kernel's arch/x86/kernel/fpu/signal.c.
 */
static inline bool knell_frame_legacy(
	struct knell_frame_search *search, const uint8_t *area, bool fsave)
{
	enum knell_frame_use fpu =
		fsave ? KNELL_PART_UNREAD : KNELL_PART_RESTORED;

	return knell_frame_fpu(search, area, fpu) ||
	       FRAME_TELL(NUMBER, 1, area + 24, 4, RESTORED, "mxcsr",
		       "a reserved bit set: SIGSEGV") ||
	       FRAME_TELL(
		       NUMBER, 1, area + 28, 4, UNREAD, "mxcsr_mask", NULL) ||
	       knell_frame_tell(search, KNELL_PART_BYTES, 1, area + 32, 128,
		       fpu, "st_space", "st0 to st7, mm0 to mm7") ||
	       FRAME_TELL(BYTES, 1, area + 160, 256, RESTORED, "xmm_space",
		       sizeof(long) == 8 ? "xmm0 to xmm15" : "xmm0 to xmm7") ||
	       FRAME_TELL(BYTES, 1, area + 416, 48, UNREAD, "reserved2", NULL);
}

/* What the kernel writes for itself. */
static inline bool knell_frame_software(
	struct knell_frame_search *search, const uint8_t *at)
{
	return FRAME_TELL(NUMBER, 1, at, 4, CHECKED, "magic1",
		       "wrong: FPU and SSE are read alone") ||
	       FRAME_TELL(NUMBER, 1, at + 4, 4, CHECKED, "extended_size",
		       "must not be less than xstate_size") ||
	       FRAME_TELL(NUMBER, 1, at + 8, 8, CHECKED, "xfeatures",
		       "which components are read") ||
	       FRAME_TELL(NUMBER, 1, at + 16, 4, CHECKED, "xstate_size",
		       "where magic2 is") ||
	       FRAME_TELL(BYTES, 1, at + 20, 28, UNREAD, "padding", NULL);
}

/*
 * `zeros`: how many bytes of the header must be 0 behind xcomp_bv. XRSTOR wants
 * it of 8; the kernel, where it reads the area itself, of all 48:
 * validate_user_xstate_header in arch/x86/kernel/fpu/xstate.c.
 */
static inline bool knell_frame_extended(
	struct knell_frame_search *search, const uint8_t *area, uint32_t zeros)
{
	const uint8_t *header = area + FRAME_HEADER;
	uint32_t end = knell_load32(area + FRAME_SOFTWARE + 16);
	struct knell_frame_component found[FRAME_COMPONENTS_MAX];

	if (FRAME_TELL(NUMBER, 1, header, 8, CHECKED, "xstate_bv",
		    "a bit not set: its component is reset") ||
		FRAME_TELL(NUMBER, 1, header + 8, 8, CHECKED, "xcomp_bv",
			"not 0: SIGSEGV") ||
		FRAME_TELL(BYTES, 1, header + 16, zeros, CHECKED, "reserved",
			"not 0: SIGSEGV") ||
		(zeros < 48 && FRAME_TELL(BYTES, 1, header + 16 + zeros,
				       48 - zeros, UNREAD, "reserved", NULL)))
		return true;
	unsigned count = knell_frame_components(
		knell_load64(area + FRAME_SOFTWARE + 8), end, found);

	for (unsigned i = 0; i < count; i++) {
		uint64_t in_use = knell_load64(header) >> found[i].number & 1;

		if (knell_frame_tell(search, KNELL_PART_BYTES, 1,
			    area + found[i].offset, found[i].size,
			    in_use ? KNELL_PART_RESTORED : KNELL_PART_UNREAD,
			    knell_frame_component_name(found[i].number),
			    in_use ? NULL : "reset: xstate_bv"))
			return true;
	}
	return FRAME_TELL(NUMBER, 1, area + end, 4, CHECKED, "magic2",
		"wrong: FPU and SSE are read alone");
}

/* `before`: bytes of FSAVE, which frames of 32 bits begin with. */
static inline bool knell_x86_frame_state(
	const uint8_t *image, size_t before, struct knell_frame_search *search)
{
	const uint8_t *area;
	bool extended;
	size_t size = before + FRAME_HEADER;

	if (!image)
		return false;
	area = image + before;
	extended = knell_load32(area + FRAME_SOFTWARE) == FRAME_XSTATE_MAGIC1;
	if (extended)
		size = before + knell_load32(area + FRAME_SOFTWARE + 16) + 4;
	if (FRAME_TELL(GROUP, 0, image, size, RESTORED, "fpstate", NULL))
		return true;
	if (before && FRAME_TELL(BYTES, 1, image, before, RESTORED, "fsave",
			      "in the form of FSAVE; counts for the FPU"))
		return true;
	if (knell_frame_legacy(search, area, before != 0))
		return true;
	if (!extended)
		return FRAME_TELL(BYTES, 1, area + FRAME_SOFTWARE, 48, UNREAD,
			"sw_reserved", NULL);
	return knell_frame_software(search, area + FRAME_SOFTWARE) ||
	       knell_frame_extended(search, area, before ? 48 : 8);
}

#undef FRAME_TELL

#endif
