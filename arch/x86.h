/* SPDX-License-Identifier: MIT */
/* Instructions of x86, 32 and 64 bit: what both machines' data point to. */
#ifndef KNELL_ARCH_X86_H
#define KNELL_ARCH_X86_H

#include "arch/decoder.h"

unsigned knell_x86_64_operands(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operand ret_operand[3]);
unsigned knell_i386_operands(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operand ret_operand[3]);
bool knell_x86_64_operation(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operation *ret_operation);
bool knell_i386_operation(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operation *ret_operation);
bool knell_x86_64_follows_call(const uint8_t *code, size_t size);
bool knell_i386_follows_call(const uint8_t *code, size_t size);
bool knell_x86_64_sets_frame_pointer(const uint8_t *code, size_t size);
bool knell_i386_sets_frame_pointer(const uint8_t *code, size_t size);
unsigned knell_x86_64_plt_slot(const uint8_t *code, size_t size,
	uint64_t address, uint64_t got, uint64_t *ret_slot);
unsigned knell_i386_plt_slot(const uint8_t *code, size_t size, uint64_t address,
	uint64_t got, uint64_t *ret_slot);

unsigned knell_x86_64_state(const uint8_t *context);
unsigned knell_i386_state(const uint8_t *context);
enum knell_access knell_x86_64_access(const uint8_t *context);
enum knell_access knell_i386_access(const uint8_t *context);

#endif
