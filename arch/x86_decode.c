/* SPDX-License-Identifier: MIT */
/*
 * Takes an x86 instruction apart. Sources: Intel SDM volume 2, chapter 2
 * (format) and appendix A (opcode maps).
 */
#include "arch/x86_decode.h"

#include "base/load.h"

struct cursor {
	const uint8_t *at, *end;
};

static bool next(struct cursor *cursor, uint8_t *ret_byte)
{
	if (cursor->at == cursor->end)
		return false;
	*ret_byte = *cursor->at++;
	return true;
}

static bool is_rex(const struct knell_x86 *x86, uint8_t byte)
{
	return x86->wide && (byte & 0xf0) == 0x40;
}

static bool take_prefix(struct knell_x86 *x86, uint8_t byte)
{
	switch (byte) {
	case 0x66: x86->narrow_operand = true; return true;
	case 0xf2:
	case 0xf3: x86->prefix = byte; return true;
	case 0x64: x86->segment = KNELL_X86_FS; return true;
	case 0x65: x86->segment = KNELL_X86_GS; return true;
	case 0x67: x86->narrow_address = true; return true;
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
		/* In 64-bit mode as if they were not there. */
		if (!x86->wide)
			x86->segment = KNELL_X86_FLAT;
		return true;
	case 0xf0: return true;
	default: return is_rex(x86, byte);
	}
}

/* REX counts only just before the opcode. */
static bool read_prefixes(
	struct cursor *cursor, struct knell_x86 *x86, uint8_t *ret_byte)
{
	while (next(cursor, ret_byte)) {
		if (!take_prefix(x86, *ret_byte)) {
			if (x86->narrow_operand && !x86->prefix)
				x86->prefix = 0x66;
			return true;
		}
		x86->has_rex = is_rex(x86, *ret_byte);
		x86->rex = x86->has_rex ? *ret_byte & 0xf : 0;
	}
	return false;
}

/* C5, C4 and 62 carry REX, the map and the prefix inverted and packed. */
static bool read_vex(
	struct cursor *cursor, struct knell_x86 *x86, uint8_t escape)
{
	static const uint8_t prefixes[4] = { 0, 0x66, 0xf3, 0xf2 };
	uint8_t bytes[3] = { 0, 0, 0 };
	unsigned count = escape == 0xc5 ? 1 : escape == 0xc4 ? 2 : 3;

	for (unsigned i = 0; i < count; i++)
		if (!next(cursor, &bytes[i]))
			return false;
	uint8_t packed = bytes[count == 1 ? 0 : 1];

	x86->vex = true;
	x86->evex = escape == 0x62;
	x86->map = escape == 0xc5 ? 1 : bytes[0] & (x86->evex ? 7 : 0x1f);
	x86->prefix = prefixes[packed & 3];
	if (count > 1 && x86->wide)
		x86->rex = (~bytes[0] >> 5 & 7) | (packed >> 7) << 3;
	else if (count > 1)
		x86->rex = (packed >> 7) << 3;
	x86->vector_bytes = packed & 4 ? 32 : 16;
	if (x86->evex) {
		x86->vector_bytes =
			(uint16_t)(16u << (bytes[2] >> 5 & 3) & 0x70);
		x86->broadcast = bytes[2] >> 4 & 1;
	}
	return x86->map >= 1 && x86->map <= 3 && next(cursor, &x86->opcode);
}

/* In 32-bit code these are les, lds and bound where ModRM names memory. */
static bool is_vex(
	const struct cursor *cursor, const struct knell_x86 *x86, uint8_t byte)
{
	return (byte == 0xc4 || byte == 0xc5 || byte == 0x62) &&
	       cursor->at < cursor->end && (x86->wide || *cursor->at >= 0xc0);
}

static bool read_opcode(struct cursor *cursor, struct knell_x86 *x86)
{
	uint8_t byte;

	if (!read_prefixes(cursor, x86, &byte))
		return false;
	if (is_vex(cursor, x86, byte))
		return read_vex(cursor, x86, byte);
	if (byte == 0x0f) {
		x86->map = 1;
		if (!next(cursor, &byte))
			return false;
		if (byte == 0x38 || byte == 0x3a) {
			x86->map = byte == 0x38 ? 2 : 3;
			if (!next(cursor, &byte))
				return false;
		}
	}
	x86->opcode = byte;
	return true;
}

/* A set of opcodes, a bit each, the lowest first. */
static bool is_in(const uint32_t set[8], uint8_t opcode)
{
	return set[opcode / 32] >> (opcode % 32) & 1;
}

static bool has_modrm(const struct knell_x86 *x86)
{
	static const uint32_t one_byte[8] = { 0x0f0f0f0f, 0x0f0f0f0f, 0,
		0x00000a0c, 0x0000ffff, 0, 0xff0f00f3, 0xc0c00000 };
	/* Those without are system calls and the like, jumps, push and pop
	 * of segments, and bswap. */
	static const uint32_t two_byte[8] = { 0xffffa00f, 0x0000ffff,
		0xffffffff, 0xff7fffff, 0xffff0000, 0xfffff838, 0xffff00ff,
		0xffffffff };

	switch (x86->map) {
	case 0: return is_in(one_byte, x86->opcode);
	case 1: return is_in(two_byte, x86->opcode);
	default: return true;
	}
}

static bool read_displacement(
	struct cursor *cursor, unsigned size, int64_t *ret_value)
{
	if ((size_t)(cursor->end - cursor->at) < size)
		return false;
	*ret_value = size == 1 ? (int8_t)*cursor->at
			       : (int32_t)knell_load_code32(cursor->at);
	cursor->at += size;
	return true;
}

static bool read_sib(struct cursor *cursor, struct knell_x86 *x86)
{
	uint8_t sib;

	if (!next(cursor, &sib))
		return false;
	uint8_t index = (sib >> 3 & 7) | (x86->rex & KNELL_X86_REX_X ? 8 : 0);

	/* In gathers and scatters 4 is a vector like any other. */
	if (index != 4 || x86->vector_index)
		x86->index = index;
	x86->shift = sib >> 6;
	x86->base = (sib & 7) | (x86->rex & KNELL_X86_REX_B ? 8 : 0);
	if ((sib & 7) == 5 && x86->mod == 0)
		x86->base = KNELL_X86_NO_REGISTER;
	return true;
}

static bool is_vector_indexed(const struct knell_x86 *x86)
{
	return x86->vex && x86->map == 2 &&
	       ((x86->opcode >= 0x90 && x86->opcode <= 0x93) ||
		       (x86->opcode >= 0xa0 && x86->opcode <= 0xa3) ||
		       x86->opcode == 0xc6 || x86->opcode == 0xc7);
}

static bool read_memory(struct cursor *cursor, struct knell_x86 *x86)
{
	bool absolute = x86->mod == 0 && x86->rm == 5;

	x86->has_memory = true;
	x86->vector_index = is_vector_indexed(x86);
	if (x86->rm == 4) {
		if (!read_sib(cursor, x86))
			return false;
		absolute = x86->base == KNELL_X86_NO_REGISTER;
	} else if (absolute) {
		if (x86->wide)
			x86->base = KNELL_X86_PC;
	} else {
		x86->base = x86->rm | (x86->rex & KNELL_X86_REX_B ? 8 : 0);
	}
	if (!absolute && x86->mod == 0)
		return true;
	if (!read_displacement(
		    cursor, x86->mod == 1 ? 1 : 4, &x86->displacement))
		return false;
	if (x86->mod != 1 || !x86->evex)
		return true;
	unsigned scale = knell_x86_displacement_scale(x86);

	x86->displacement *= scale;
	return scale != 0;
}

static bool read_modrm(struct cursor *cursor, struct knell_x86 *x86)
{
	uint8_t modrm;

	if (!next(cursor, &modrm))
		return false;
	x86->mod = modrm >> 6;
	x86->reg = modrm >> 3 & 7;
	x86->rm = modrm & 7;
	/* The moves of control and debug registers take mod as 3. */
	if (x86->mod == 3 ||
		(x86->map == 1 && x86->opcode >= 0x20 && x86->opcode <= 0x23))
		return true;
	/* 16-bit addresses, in 32-bit code, are not understood. */
	if (!x86->wide && x86->narrow_address)
		return false;
	return read_memory(cursor, x86);
}

/* Bytes of an immediate of the operand's size. */
static unsigned full_immediate(const struct knell_x86 *x86)
{
	return x86->narrow_operand && !(x86->rex & KNELL_X86_REX_W) ? 2 : 4;
}

/* Only where it is needed: after a PC-relative operand, and for its value. */
static unsigned count_immediate(const struct knell_x86 *x86)
{
	if (x86->map == 3)
		return 1;
	if (x86->map == 2)
		return 0;
	switch (x86->map << 8 | x86->opcode) {
	case 0x6a:
	case 0x6b:
	case 0x80:
	case 0x82:
	case 0x83:
	case 0xc0:
	case 0xc1:
	case 0xc6:
	case 0xcd:
	case 0x10f:
	case 0x170:
	case 0x171:
	case 0x172:
	case 0x173:
	case 0x1a4:
	case 0x1ac:
	case 0x1ba:
	case 0x1c2:
	case 0x1c4:
	case 0x1c5:
	case 0x1c6: return 1;
	case 0xc2: return 2;
	case 0xc8: return 3;
	case 0x68:
	case 0x69:
	case 0x81:
	case 0xc7:
	case 0xe8: return full_immediate(x86);
	case 0xf6: return x86->reg < 2 ? 1 : 0;
	case 0xf7: return x86->reg < 2 ? full_immediate(x86) : 0;
	/* moffs: the immediate is an address */
	case 0xa0:
	case 0xa1:
	case 0xa2:
	case 0xa3: return x86->wide && !x86->narrow_address ? 8 : 4;
	default: return 0;
	}
}

static bool read_immediate(struct cursor *cursor, struct knell_x86 *x86)
{
	x86->immediate_bytes = (uint8_t)count_immediate(x86);
	if (cursor->end - cursor->at < x86->immediate_bytes)
		return false;
	for (unsigned i = x86->immediate_bytes; i--;)
		x86->immediate = x86->immediate << 8 | cursor->at[i];
	return true;
}

bool knell_x86_decode(
	const uint8_t *code, size_t size, bool wide, struct knell_x86 *ret)
{
	struct cursor cursor = { .at = code };

	cursor.end =
		code +
		(size < KNELL_X86_LENGTH_MAX ? size : KNELL_X86_LENGTH_MAX);
	*ret = (struct knell_x86){
		.wide = wide,
		.base = KNELL_X86_NO_REGISTER,
		.index = KNELL_X86_NO_REGISTER,
	};
	if (!read_opcode(&cursor, ret))
		return false;
	ret->has_modrm = has_modrm(ret);
	if (ret->has_modrm && !read_modrm(&cursor, ret))
		return false;
	ret->length = (uint8_t)(cursor.at - code);
	return read_immediate(&cursor, ret);
}
