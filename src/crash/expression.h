/* SPDX-License-Identifier: MIT */
/*
 * DWARF expressions, as far as call frame information may use them.
 * Source: DWARF 5 sections 2.5 and 6.4.2.
 */
#ifndef KNELL_CRASH_EXPRESSION_H
#define KNELL_CRASH_EXPRESSION_H

#include "crash/target.h"

/*
 * Evaluates `size` bytes of expression over a frame's registers. `initial`
 * is pushed first unless NULL. Return: 0; -EBADMSG for an expression that is
 * broken or runs too long; -ENODATA where it needs a register that is not
 * known; -EFAULT where it needs memory that cannot be read.
 */
int knell_expression_evaluate(const uint8_t *expression, size_t size,
	struct knell_target *target, const struct knell_registers *registers,
	const uint64_t *initial, uint64_t *ret_value);

#endif
