/* SPDX-License-Identifier: MIT */
/* From the encodings of x86 registers to rows of the register tables. */
#ifndef KNELL_ARCH_X86_REGISTER_H
#define KNELL_ARCH_X86_REGISTER_H

#include "arch/machine.h"
#include "arch/x86_decode.h"

/* Rows of arch/x86_64/machine.c. */
enum { KNELL_X86_64_FS_BASE = 19, KNELL_X86_64_GS_BASE = 20 };

/* DWARF counts the registers of x86_64 in another order than their
 * encodings; PC is row 16 there and row 8 on i386. */
static inline uint8_t knell_x86_row(
	const struct knell_x86 *x86, unsigned encoding)
{
	static const uint8_t wide_rows[8] = { 0, 2, 1, 3, 7, 6, 4, 5 };

	if (encoding == KNELL_X86_NO_REGISTER)
		return KNELL_NO_REGISTER;
	if (!x86->wide)
		return encoding == KNELL_X86_PC ? 8 : (uint8_t)encoding;
	return encoding < 8 ? wide_rows[encoding] : (uint8_t)encoding;
}

static inline bool knell_x86_read(const struct knell_x86 *x86,
	const struct knell_registers *registers, unsigned encoding,
	uint64_t *ret_value)
{
	unsigned row = knell_x86_row(x86, encoding);

	if (!knell_register_known(registers, row))
		return false;
	*ret_value = registers->value[row];
	return true;
}

#endif
