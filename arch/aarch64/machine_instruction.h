/* SPDX-License-Identifier: MIT */
/* Instructions of aarch64 that its machine data points to. */
#ifndef KNELL_ARCH_AARCH64_MACHINE_INSTRUCTION_H
#define KNELL_ARCH_AARCH64_MACHINE_INSTRUCTION_H

#include "arch/machine.h"

unsigned knell_aarch64_operands(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operand ret_operand[3]);
bool knell_aarch64_operation(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operation *ret_operation);
bool knell_aarch64_follows_call(const uint8_t *code, size_t size);
uint64_t knell_aarch64_call_target(
	const uint8_t *code, size_t size, uint64_t address);

#endif
