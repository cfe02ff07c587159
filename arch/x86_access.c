/* SPDX-License-Identifier: MIT */
/*
 * What an x86 instruction does with its memory operand. Source: Intel SDM
 * volume 2, appendix A (opcode maps).
 */
#include "arch/x86_access.h"

enum {
	NONE = KNELL_ACCESS_UNKNOWN,
	READ = KNELL_ACCESS_READ,
	WRITE = KNELL_ACCESS_WRITE,
};

/* A set of opcodes, a bit each. */
struct opcodes {
	uint64_t bits[4];
};

static bool has(const struct opcodes *set, uint8_t byte)
{
	return set->bits[byte / 64] >> (byte % 64) & 1;
}

#define RANGE(first, last)                        \
	((~(uint64_t)0 >> (63 - ((last) % 64))) & \
		(~(uint64_t)0 << ((first) % 64)))
#define ONE(byte) ((uint64_t)1 << ((byte) % 64))

/* 0F opcodes without ModRM. */
static const struct opcodes bare_two_byte = { {
	RANGE(0x04, 0x09) | ONE(0x0a) | ONE(0x0b) | ONE(0x0c) | ONE(0x0e) |
		RANGE(0x30, 0x37),
	ONE(0x77),
	RANGE(0x80, 0x8f) | RANGE(0xa0, 0xa2) | RANGE(0xa8, 0xaa),
	RANGE(0xc8, 0xcf) | ONE(0xff),
} };

/* 0F opcodes that write to memory, whatever their prefixes. */
static const struct opcodes writing_two_byte = { {
	ONE(0x11) | ONE(0x13) | ONE(0x17) | ONE(0x29) | ONE(0x2b),
	ONE(0x7f),
	RANGE(0x90, 0x9f) | RANGE(0xa4, 0xa5) | ONE(0xab) | RANGE(0xac, 0xad) |
		RANGE(0xb0, 0xb1) | ONE(0xb3) | ONE(0xbb),
	RANGE(0xc0, 0xc1) | ONE(0xc3) | ONE(0xd6) | ONE(0xe7),
} };

/* 0F opcodes that touch no memory of ModRM: hints and register forms. */
static const struct opcodes idle_two_byte = { {
	ONE(0x0d) | RANGE(0x18, 0x1f) | RANGE(0x20, 0x23),
	ONE(0x50) | RANGE(0x71, 0x73),
	0,
	ONE(0xc5) | ONE(0xd7) | ONE(0xf7),
} };

/* x87 opcodes D8 to DF by the reg field: a bit for each that writes. */
static const uint8_t writing_x87[8] = { 0x00, 0xcc, 0x00, 0x8e, 0x00, 0xce,
	0x00, 0xce };

bool knell_x86_has_modrm(const struct knell_x86_opcode *opcode)
{
	static const struct opcodes one_byte = { {
		0x0f0f0f0f0f0f0f0f,
		ONE(0x62) | ONE(0x63) | ONE(0x69) | ONE(0x6b),
		RANGE(0x80, 0x8f),
		RANGE(0xc0, 0xc1) | RANGE(0xc4, 0xc7) | RANGE(0xd0, 0xd3) |
			RANGE(0xd8, 0xdf) | RANGE(0xf6, 0xf7) |
			RANGE(0xfe, 0xff),
	} };

	switch (opcode->map) {
	case 0: return has(&one_byte, opcode->byte);
	case 1: return !has(&bare_two_byte, opcode->byte);
	default: return true;
	}
}

static int access_one_byte(const struct knell_x86_opcode *opcode)
{
	uint8_t byte = opcode->byte, reg = opcode->reg;

	/* Eight rows of arithmetic; the last of them, cmp, only reads. */
	if (byte < 0x40)
		return (byte & 7) < 2 && byte >> 3 != 7 ? WRITE : READ;
	if (byte >= 0xd8 && byte <= 0xdf)
		return writing_x87[byte - 0xd8] >> reg & 1 ? WRITE : READ;
	switch (byte) {
	case 0x80:
	case 0x81:
	case 0x82:
	case 0x83: return reg == 7 ? READ : WRITE;
	case 0x63:
	case 0x69:
	case 0x6b:
	case 0x84:
	case 0x85:
	case 0x8a:
	case 0x8b:
	case 0x8e: return READ;
	case 0x8d: return NONE;
	case 0xf6:
	case 0xf7: return reg == 2 || reg == 3 ? WRITE : READ;
	case 0xff: return reg < 2 ? WRITE : READ;
	default: return WRITE;
	}
}

static int access_two_byte(const struct knell_x86_opcode *opcode)
{
	uint8_t byte = opcode->byte, reg = opcode->reg;

	if (has(&idle_two_byte, byte))
		return NONE;
	if (has(&writing_two_byte, byte))
		return WRITE;
	switch (byte) {
	case 0x00: return reg < 2 ? WRITE : READ;
	case 0x01: return reg < 2 || reg == 4 ? WRITE : reg == 7 ? NONE : READ;
	/* movd and movq store, but for the form that loads. */
	case 0x7e: return opcode->prefix == 0xf3 ? READ : WRITE;
	/* fxsave, fxrstor, ldmxcsr, stmxcsr, xsave, xrstor, xsaveopt; the
	 * cache line flushes with 66 only read */
	case 0xae:
		if (opcode->prefix == 0x66)
			return READ;
		return 0x59 >> reg & 1 ? WRITE : READ;
	case 0xba: return reg == 4 ? READ : WRITE;
	/* cmpxchg8b, xrstors, xsavec, xsaves, vmptrld and kin, vmptrst */
	case 0xc7: return reg == 3 || reg == 6 ? READ : WRITE;
	default: return READ;
	}
}

static int access_three_byte(const struct knell_x86_opcode *opcode)
{
	uint8_t byte = opcode->byte;

	if (opcode->map == 3)
		return (byte >= 0x14 && byte <= 0x17) || byte == 0x19 ||
				       byte == 0x1b || byte == 0x1d ||
				       byte == 0x39 || byte == 0x3b
			       ? WRITE
			       : READ;
	/* movbe stores with F1, but F2 0F 38 F1 is crc32. */
	if (byte == 0xf1)
		return opcode->prefix == 0xf2 ? READ : WRITE;
	if (opcode->vex && (byte == 0x2e || byte == 0x2f || byte == 0x8e))
		return WRITE;
	if (!opcode->evex)
		return READ;
	/* Compressing and narrowing stores, scatters. */
	if (byte == 0x63 || byte == 0x8a || byte == 0x8b ||
		(byte >= 0xa0 && byte <= 0xa3))
		return WRITE;
	if (opcode->prefix == 0xf3 && (byte & 0x0f) <= 5 && byte >= 0x10 &&
		byte <= 0x35)
		return WRITE;
	return READ;
}

enum knell_access knell_x86_access(const struct knell_x86_opcode *opcode)
{
	if (opcode->map == 0)
		return (enum knell_access)access_one_byte(opcode);
	if (opcode->map == 1)
		return (enum knell_access)access_two_byte(opcode);
	return (enum knell_access)access_three_byte(opcode);
}
