/* SPDX-License-Identifier: MIT */
/*
 * An x86 instruction taken apart: prefixes, opcode, and the memory that its
 * ModRM byte names. Source: Intel SDM volume 2, chapter 2.
 */
#ifndef KNELL_ARCH_X86_DECODE_H
#define KNELL_ARCH_X86_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	KNELL_X86_LENGTH_MAX = 15,
	/* Encodings of registers, beside 0 to 15. */
	KNELL_X86_PC = 16,
	KNELL_X86_NO_REGISTER = 17,
};

enum knell_x86_segment {
	KNELL_X86_FLAT, /* its base is 0 */
	KNELL_X86_FS,
	KNELL_X86_GS,
};

struct knell_x86 {
	bool wide; /* 64-bit mode */
	uint8_t segment;
	bool narrow_address; /* 67: half as wide as usual */
	bool narrow_operand; /* 66, whatever it means for the opcode */
	uint8_t rex;         /* WRXB, from REX, VEX or EVEX */
	bool has_rex;
	uint8_t map;    /* 0: one byte, 1: 0F, 2: 0F 38, 3: 0F 3A */
	uint8_t prefix; /* 66, F2 or F3 as part of the opcode; 0: none */
	uint8_t opcode;
	bool vex, evex;
	uint16_t vector_bytes; /* of VEX and EVEX; 0: reserved */
	bool broadcast;        /* EVEX: one element for all */
	bool has_modrm;
	uint8_t mod, reg, rm; /* of ModRM, without the bits of rex */
	/* Where ModRM names memory. */
	bool has_memory;
	uint8_t base, index; /* encodings */
	uint8_t shift;       /* of the index */
	bool vector_index;   /* the index is a vector: gathers, scatters */
	int64_t displacement;
	/* Bytes up to the immediate, and those of the immediate. */
	uint8_t length, immediate_bytes;
	uint64_t immediate;
};

enum {
	KNELL_X86_REX_B = 1,
	KNELL_X86_REX_X = 2,
	KNELL_X86_REX_R = 4,
	KNELL_X86_REX_W = 8,
};

/* Return: false for code that is cut short or not understood. */
bool knell_x86_decode(
	const uint8_t *code, size_t size, bool wide, struct knell_x86 *ret);

/*
 * Private to x86_decode.c: what the displacement of one byte counts in an
 * EVEX instruction; 0: not known.
 */
unsigned knell_x86_displacement_scale(const struct knell_x86 *x86);

#endif
