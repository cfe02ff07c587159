/* SPDX-License-Identifier: MIT */
/* What the data of aarch64 points to: instructions, and contexts beside their
 * registers. */
#ifndef KNELL_ARCH_AARCH64_H
#define KNELL_ARCH_AARCH64_H

#include "arch/decoder.h"

unsigned knell_aarch64_operands(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operand ret_operand[3]);
bool knell_aarch64_operation(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operation *ret_operation);
bool knell_aarch64_follows_call(const uint8_t *code, size_t size);
uint64_t knell_aarch64_call_target(
	const uint8_t *code, size_t size, uint64_t address);
unsigned knell_aarch64_plt_slot(const uint8_t *code, size_t size,
	uint64_t address, uint64_t got, uint64_t *ret_slot);

unsigned knell_aarch64_state(const uint8_t *context);
enum knell_access knell_aarch64_access(const uint8_t *context);

#endif
