/* SPDX-License-Identifier: MIT */
/*
 * How the one-byte displacement of EVEX instructions is scaled: by the bytes
 * of memory they access. Source: Intel SDM volume 2, 2.7.5 (tuple types) and
 * the pages of the instructions.
 */
#include "arch/x86_decode.h"

#include "base/memory.h"

enum {
	/* Rules beside a number of bytes. */
	UNKNOWN = 0,
	BY_W = 0x80, /* 4 or 8, as W tells */
	HALF,        /* of the vector, and so on */
	QUARTER,
	EIGHTH,
	PAIR, /* movddup: 8 bytes of the shortest vector, or all */

	ANY = 0xff,
	NONE = 0,
};

/* Everything else accesses the whole vector, or one element broadcast. The
 * first row that fits counts. */
static const struct rule {
	uint8_t map, first, last, prefix, bytes;
} rules[] = {
	{ 1, 0x10, 0x11, 0xf3, 4 },
	{ 1, 0x10, 0x11, 0xf2, 8 },
	{ 1, 0x12, 0x12, 0xf2, PAIR },
	{ 1, 0x12, 0x13, NONE, 8 },
	{ 1, 0x12, 0x13, 0x66, 8 },
	{ 1, 0x16, 0x17, NONE, 8 },
	{ 1, 0x16, 0x17, 0x66, 8 },
	{ 1, 0x2a, 0x2a, ANY, BY_W },
	{ 1, 0x2c, 0x2d, 0xf3, 4 },
	{ 1, 0x2c, 0x2d, 0xf2, 8 },
	{ 1, 0x2e, 0x2f, NONE, 4 },
	{ 1, 0x2e, 0x2f, 0x66, 8 },
	{ 1, 0x5a, 0x5a, NONE, HALF },
	{ 1, 0x5b, 0x5b, ANY, ANY },
	{ 1, 0x51, 0x5f, 0xf3, 4 },
	{ 1, 0x51, 0x5f, 0xf2, 8 },
	{ 1, 0x6e, 0x6e, ANY, BY_W },
	{ 1, 0x78, 0x7b, ANY, UNKNOWN },
	{ 1, 0x7e, 0x7e, 0xf3, 8 },
	{ 1, 0x7e, 0x7e, 0x66, BY_W },
	{ 1, 0xc2, 0xc2, 0xf3, 4 },
	{ 1, 0xc2, 0xc2, 0xf2, 8 },
	{ 1, 0xc4, 0xc4, ANY, 2 },
	{ 1, 0xd1, 0xd3, ANY, 16 },
	{ 1, 0xd6, 0xd6, ANY, 8 },
	{ 1, 0xe1, 0xe2, ANY, 16 },
	{ 1, 0xe6, 0xe6, 0xf3, HALF },
	{ 1, 0xf1, 0xf3, ANY, 16 },
	/* Moves that narrow (F3) and that widen (66). */
	{ 2, 0x13, 0x13, 0x66, HALF },
	{ 2, 0x10, 0x12, 0x66, ANY },
	{ 2, 0x14, 0x15, 0x66, ANY },
	{ 2, 0x10, 0x10, ANY, HALF },
	{ 2, 0x11, 0x11, ANY, QUARTER },
	{ 2, 0x12, 0x12, ANY, EIGHTH },
	{ 2, 0x13, 0x13, ANY, HALF },
	{ 2, 0x14, 0x14, ANY, QUARTER },
	{ 2, 0x15, 0x15, ANY, HALF },
	{ 2, 0x18, 0x18, ANY, 4 },
	{ 2, 0x19, 0x19, ANY, 8 },
	{ 2, 0x1a, 0x1a, ANY, 16 },
	{ 2, 0x1b, 0x1b, ANY, 32 },
	{ 2, 0x20, 0x20, ANY, HALF },
	{ 2, 0x21, 0x21, ANY, QUARTER },
	{ 2, 0x22, 0x22, ANY, EIGHTH },
	{ 2, 0x23, 0x23, ANY, HALF },
	{ 2, 0x24, 0x24, ANY, QUARTER },
	{ 2, 0x25, 0x25, ANY, HALF },
	{ 2, 0x30, 0x30, ANY, HALF },
	{ 2, 0x31, 0x31, ANY, QUARTER },
	{ 2, 0x32, 0x32, ANY, EIGHTH },
	{ 2, 0x33, 0x33, ANY, HALF },
	{ 2, 0x34, 0x34, ANY, QUARTER },
	{ 2, 0x35, 0x35, ANY, HALF },
	{ 2, 0x2d, 0x2d, ANY, BY_W },
	{ 2, 0x43, 0x43, ANY, BY_W },
	{ 2, 0x4d, 0x4d, ANY, BY_W },
	{ 2, 0x4f, 0x4f, ANY, BY_W },
	{ 2, 0x58, 0x58, ANY, 4 },
	{ 2, 0x59, 0x59, ANY, 8 },
	{ 2, 0x5a, 0x5a, ANY, 16 },
	{ 2, 0x5b, 0x5b, ANY, 32 },
	/* Compressing and expanding bytes and words. */
	{ 2, 0x62, 0x63, ANY, UNKNOWN },
	{ 2, 0x78, 0x78, ANY, 1 },
	{ 2, 0x79, 0x79, ANY, 2 },
	{ 2, 0x7a, 0x7c, ANY, UNKNOWN },
	{ 2, 0x88, 0x8b, ANY, BY_W },
	{ 2, 0x90, 0x93, ANY, BY_W },
	{ 2, 0xa0, 0xa3, ANY, BY_W },
	{ 2, 0xc6, 0xc7, ANY, BY_W },
	{ 2, 0xcb, 0xcb, ANY, BY_W },
	{ 2, 0xcd, 0xcd, ANY, BY_W },
	{ 3, 0x0a, 0x0a, ANY, 4 },
	{ 3, 0x0b, 0x0b, ANY, 8 },
	{ 3, 0x14, 0x14, ANY, 1 },
	{ 3, 0x15, 0x15, ANY, 2 },
	{ 3, 0x16, 0x16, ANY, BY_W },
	{ 3, 0x17, 0x17, ANY, 4 },
	{ 3, 0x18, 0x19, ANY, 16 },
	{ 3, 0x1a, 0x1b, ANY, 32 },
	{ 3, 0x1d, 0x1d, ANY, HALF },
	{ 3, 0x20, 0x20, ANY, 1 },
	{ 3, 0x21, 0x21, ANY, 4 },
	{ 3, 0x22, 0x22, ANY, BY_W },
	{ 3, 0x27, 0x27, ANY, BY_W },
	{ 3, 0x38, 0x39, ANY, 16 },
	{ 3, 0x3a, 0x3b, ANY, 32 },
	{ 3, 0x51, 0x51, ANY, BY_W },
	{ 3, 0x55, 0x55, ANY, BY_W },
	{ 3, 0x57, 0x57, ANY, BY_W },
	{ 3, 0x67, 0x67, ANY, BY_W },
};

static unsigned find_rule(const struct knell_x86 *x86)
{
	/* Fused multiply-add: the odd ones are of one element. */
	if (x86->map == 2 && x86->opcode >= 0x96 && x86->opcode <= 0xbf &&
		(x86->opcode & 0xf) >= 9 && (x86->opcode & 1))
		return BY_W;
	for (size_t i = 0; i < KNELL_COUNT(rules); i++) {
		const struct rule *rule = &rules[i];

		if (rule->map == x86->map && x86->opcode >= rule->first &&
			x86->opcode <= rule->last &&
			(rule->prefix == ANY || rule->prefix == x86->prefix))
			return rule->bytes;
	}
	return ANY;
}

unsigned knell_x86_displacement_scale(const struct knell_x86 *x86)
{
	unsigned rule = find_rule(x86), vector = x86->vector_bytes;
	unsigned element = x86->rex & KNELL_X86_REX_W ? 8 : 4;

	if (rule == UNKNOWN)
		return 0;
	if (x86->broadcast || rule == BY_W)
		return element;
	switch (rule) {
	case ANY: return vector;
	case HALF: return vector / 2;
	case QUARTER: return vector / 4;
	case EIGHTH: return vector / 8;
	case PAIR: return vector == 16 ? 8 : vector;
	default: return rule;
	}
}
