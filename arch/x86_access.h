/* SPDX-License-Identifier: MIT */
/* What an x86 instruction does with its memory operand, by its opcode. */
#ifndef KNELL_ARCH_X86_ACCESS_H
#define KNELL_ARCH_X86_ACCESS_H

#include "arch/decoder.h"
#include "arch/x86_decode.h"

/*
 * Read or write of the ModRM operand; a read-modify-write counts as a write.
 * KNELL_ACCESS_UNKNOWN also where memory is named but not touched (lea).
 */
enum knell_access knell_x86_access(const struct knell_x86 *x86);

#endif
