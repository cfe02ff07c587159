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

static bool has(const struct opcodes *set, uint8_t opcode)
{
	return set->bits[opcode / 64] >> (opcode % 64) & 1;
}

#define RANGE(first, last)                        \
	((~(uint64_t)0 >> (63 - ((last) % 64))) & \
		(~(uint64_t)0 << ((first) % 64)))
#define ONE(byte) ((uint64_t)1 << ((byte) % 64))

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
	ONE(0x50),
	0,
	ONE(0xc5) | ONE(0xd7) | ONE(0xf7),
} };

/* x87 opcodes D8 to DF by the reg field: a bit for each that writes. */
static const uint8_t writing_x87[8] = { 0x00, 0xcc, 0x00, 0x8e, 0x00, 0xce,
	0x00, 0xce };

static int access_one_byte(const struct knell_x86 *x86)
{
	uint8_t opcode = x86->opcode, reg = x86->reg;

	/* Eight rows of arithmetic; the last of them, cmp, only reads. */
	if (opcode < 0x40)
		return (opcode & 7) < 2 && opcode >> 3 != 7 ? WRITE : READ;
	if (opcode >= 0xd8 && opcode <= 0xdf)
		return writing_x87[opcode - 0xd8] >> reg & 1 ? WRITE : READ;
	switch (opcode) {
	/* movsxd; in 32-bit code arpl */
	case 0x63: return x86->wide ? READ : WRITE;
	case 0x80:
	case 0x81:
	case 0x82:
	case 0x83: return reg == 7 ? READ : WRITE;
	case 0x62:
	case 0x69:
	case 0x6b:
	case 0x84:
	case 0x85:
	case 0x8a:
	case 0x8b:
	case 0x8e:
	case 0xc4:
	case 0xc5: return READ;
	case 0x8d: return NONE;
	/* The rest of 8F is AMD's XOP. */
	case 0x8f: return reg ? NONE : WRITE;
	case 0xf6:
	case 0xf7: return reg == 2 || reg == 3 ? WRITE : READ;
	case 0xff: return reg < 2 ? WRITE : reg < 7 ? READ : NONE;
	default: return WRITE;
	}
}

static int access_two_byte(const struct knell_x86 *x86)
{
	uint8_t opcode = x86->opcode, reg = x86->reg;

	if (has(&idle_two_byte, opcode))
		return NONE;
	/* kmov of a mask from memory; with 91 it is to memory */
	if (x86->vex && opcode == 0x90)
		return READ;
	if (has(&writing_two_byte, opcode))
		return WRITE;
	switch (opcode) {
	case 0x00: return reg < 2 ? WRITE : READ;
	case 0x01: return reg < 2 || reg == 4 ? WRITE : reg == 7 ? NONE : READ;
	/* movd and movq store, but for the form that loads. */
	case 0x7e: return x86->prefix == 0xf3 ? READ : WRITE;
	/* fxsave, fxrstor, ldmxcsr, stmxcsr, xsave, xrstor, xsaveopt; the
	 * cache line flushes only read */
	case 0xae:
		if (x86->prefix == 0x66)
			return READ;
		return 0x59 >> reg & 1 ? WRITE : READ;
	case 0xba: return reg == 4 ? READ : WRITE;
	/* cmpxchg8b, xrstors, xsavec, xsaves, vmptrld and kin, vmptrst */
	case 0xc7: return reg == 3 || reg == 6 ? READ : WRITE;
	default: return READ;
	}
}

static int access_0f38(const struct knell_x86 *x86)
{
	uint8_t opcode = x86->opcode;

	switch (opcode) {
	/* movbe stores with F1, but F2 0F 38 F1 is crc32. */
	case 0xf1: return x86->prefix == 0xf2 ? READ : WRITE;
	case 0xf9: return WRITE; /* movdiri */
	case 0xf8: return NONE;  /* movdir64b has two operands */
	case 0x2e:
	case 0x2f:
	case 0x8e: return x86->vex && !x86->evex ? WRITE : READ;
	/* Tiles. */
	case 0x49:
	case 0x4b: return x86->vex && !x86->evex ? NONE : READ;
	default: break;
	}
	/* cmpccxadd */
	if (x86->vex && opcode >= 0xe0 && opcode <= 0xef)
		return WRITE;
	if (!x86->evex)
		return READ;
	/* Compressing and narrowing stores, scatters. */
	if (opcode == 0x63 || opcode == 0x8a || opcode == 0x8b ||
		(opcode >= 0xa0 && opcode <= 0xa3))
		return WRITE;
	if (x86->prefix == 0xf3 && (opcode & 0x0f) <= 5 && opcode >= 0x10 &&
		opcode <= 0x35)
		return WRITE;
	return READ;
}

/* Extractions, and the conversion to half precision. */
static int access_0f3a(const struct knell_x86 *x86)
{
	switch (x86->opcode) {
	case 0x14:
	case 0x15:
	case 0x16:
	case 0x17:
	case 0x19:
	case 0x1b:
	case 0x1d:
	case 0x39:
	case 0x3b: return WRITE;
	default: return READ;
	}
}

enum knell_access knell_x86_access(const struct knell_x86 *x86)
{
	switch (x86->map) {
	case 0: return (enum knell_access)access_one_byte(x86);
	case 1: return (enum knell_access)access_two_byte(x86);
	case 2: return (enum knell_access)access_0f38(x86);
	default: return (enum knell_access)access_0f3a(x86);
	}
}
