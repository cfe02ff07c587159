/* SPDX-License-Identifier: MIT */
/* What an x86 instruction does with its memory operand, by its opcode. */
#ifndef KNELL_ARCH_X86_ACCESS_H
#define KNELL_ARCH_X86_ACCESS_H

#include "arch/machine.h"

/* An instruction's opcode, after its prefixes. */
struct knell_x86_opcode {
	uint8_t map; /* 0: one byte, 1: 0F, 2: 0F 38, 3: 0F 3A */
	uint8_t byte;
	uint8_t prefix; /* the last of 66, F2, F3; 0: none */
	bool vex, evex;
	uint8_t reg; /* of ModRM, where it selects the instruction */
};

/* Does a ModRM byte follow? */
bool knell_x86_has_modrm(const struct knell_x86_opcode *opcode);
/*
 * Read or write of the ModRM operand; a read-modify-write counts as a write.
 * KNELL_ACCESS_UNKNOWN also where memory is named but not touched (lea).
 */
enum knell_access knell_x86_access(const struct knell_x86_opcode *opcode);

#endif
