/* SPDX-License-Identifier: MIT */
/* Instructions of x86, 32 and 64 bit. */
#include "arch/x86.h"

unsigned knell_x86_64_operands(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operand ret_operand[3])
{
	(void)code;
	(void)size;
	(void)registers;
	(void)ret_operand;
	return 0;
}

bool knell_x86_64_follows_call(const uint8_t *code, size_t size)
{
	(void)code;
	(void)size;
	return true;
}
