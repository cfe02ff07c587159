/* SPDX-License-Identifier: MIT */
/*
 * Instructions of aarch64: loads, stores and calls. Source: Arm Architecture
 * Reference Manual for A-profile, C4.1 (encoding index).
 */
#include "arch/aarch64/machine_instruction.h"

#include "base/memory.h"

enum { SP = 31, PC = 32 };

static uint32_t field(uint32_t word, unsigned low, unsigned size)
{
	return word >> low & ((1u << size) - 1);
}

static int64_t sign_extend(uint32_t value, unsigned bits)
{
	return (int64_t)((uint64_t)value << (64 - bits)) >> (64 - bits);
}

/* Bit 22, L, tells a load in most classes; these are the others. */
static enum knell_access classify(uint32_t word)
{
	bool load = field(word, 22, 1);

	switch (field(word, 27, 3)) {
	/* Load register (literal), pairs, exclusive, and SIMD structures. */
	case 5:
	case 1:
		if ((word & 0x3b000000) == 0x18000000)
			return KNELL_ACCESS_READ;
		return load ? KNELL_ACCESS_READ : KNELL_ACCESS_WRITE;
	default: break;
	}
	/* Register: opc in bits 22 and 23, 00 stores, for vectors 10 too. */
	bool vector = field(word, 26, 1);
	uint32_t opc = field(word, 22, 2);

	/* Atomic memory operations read and write. */
	if ((word & 0x3b200c00) == 0x38200000)
		return KNELL_ACCESS_WRITE;
	/* prfm touches nothing. */
	if (!vector && field(word, 30, 2) == 3 && opc == 2)
		return KNELL_ACCESS_UNKNOWN;
	if (opc == 0 || (vector && opc == 2))
		return KNELL_ACCESS_WRITE;
	return KNELL_ACCESS_READ;
}

/* Op0 x1x0 with bit 27 set, bit 25 clear. */
static bool is_load_or_store(uint32_t word)
{
	return (word & 0x0a000000) == 0x08000000;
}

/* The index register, extended and scaled. */
static bool add_index(uint32_t word, const struct knell_registers *registers,
	uint64_t *address)
{
	unsigned row = field(word, 16, 5), option = field(word, 13, 3);
	unsigned size = field(word, 30, 2);
	uint64_t value = 0;

	/* 128-bit vectors: size 0 with the upper bit of opc. */
	if (field(word, 26, 1) && field(word, 23, 1))
		size = 4;
	if (row != 31) {
		if (!knell_register_known(registers, row))
			return false;
		value = registers->value[row];
	}
	if (option == 2)
		value = (uint32_t)value;
	else if (option == 6)
		value = (uint64_t)(int64_t)(int32_t)value;
	*address += value << (field(word, 12, 1) ? size : 0);
	return true;
}

static int64_t pair_offset(uint32_t word)
{
	unsigned opc = field(word, 30, 2);
	unsigned scale = field(word, 26, 1) ? 2 + opc : opc == 2 ? 3 : 2;

	return sign_extend(field(word, 15, 7), 7) * (1 << scale);
}

static unsigned scaled_size(uint32_t word)
{
	return field(word, 26, 1) && field(word, 23, 1) ? 4
							: field(word, 30, 2);
}

static bool find_address(uint32_t word, const struct knell_registers *registers,
	uint64_t *ret_address)
{
	unsigned base = field(word, 5, 5);
	uint64_t address;

	if ((word & 0x3b000000) == 0x18000000) {
		*ret_address =
			registers->value[PC] +
			(uint64_t)(sign_extend(field(word, 5, 19), 19) * 4);
		return knell_register_known(registers, PC);
	}
	if (!knell_register_known(registers, base))
		return false;
	address = registers->value[base];
	if ((word & 0x38000000) == 0x28000000) {
		/* A pair; with post-index the offset comes after. */
		if (field(word, 23, 2) != 1)
			address += (uint64_t)pair_offset(word);
	} else if ((word & 0x3b000000) == 0x39000000) {
		address += (uint64_t)field(word, 10, 12) << scaled_size(word);
	} else if ((word & 0x3b200000) == 0x38000000) {
		if (field(word, 10, 2) != 1)
			address += (uint64_t)sign_extend(field(word, 12, 9), 9);
	} else if ((word & 0x3b200c00) == 0x38200800) {
		if (!add_index(word, registers, &address))
			return false;
	}
	*ret_address = address;
	return true;
}

unsigned knell_aarch64_operands(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operand ret_operand[3])
{
	uint32_t word;

	if (size < sizeof(word))
		return 0;
	knell_memory_copy(&word, code, sizeof(word));
	if (!is_load_or_store(word))
		return 0;
	enum knell_access access = classify(word);

	if (!access || !find_address(word, registers, &ret_operand[0].address))
		return 0;
	ret_operand[0].size = 0;
	ret_operand[0].access = access;
	return 1;
}

/* br, blr and ret by the value of a register. */
static bool find_branch(uint32_t word, const struct knell_registers *registers,
	struct knell_operation *operation)
{
	unsigned row = field(word, 5, 5);

	switch (word & 0xfffffc1f) {
	case 0xd61f0000: operation->kind = KNELL_OPERATION_JUMP; break;
	case 0xd63f0000: operation->kind = KNELL_OPERATION_CALL; break;
	case 0xd65f0000: operation->kind = KNELL_OPERATION_RETURN; break;
	default: return false;
	}
	operation->size = 8;
	operation->value = row == 31 ? 0 : registers->value[row];
	return row == 31 || knell_register_known(registers, row);
}

bool knell_aarch64_operation(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operation *ret_operation)
{
	uint32_t word;

	*ret_operation = (struct knell_operation){ .alignment = 1 };
	if (size < sizeof(word))
		return false;
	knell_memory_copy(&word, code, sizeof(word));
	if ((word & 0xffe0001f) == 0xd4200000) {
		ret_operation->kind = KNELL_OPERATION_BREAKPOINT;
		ret_operation->name = "brk";
		ret_operation->has_number = true;
		ret_operation->number = field(word, 5, 16);
		return true;
	}
	if (!(word & 0xffff0000)) {
		ret_operation->kind = KNELL_OPERATION_TRAP;
		ret_operation->name = "udf";
		ret_operation->has_number = true;
		ret_operation->number = word;
		return true;
	}
	return find_branch(word, registers, ret_operation);
}

/* bl; blr; blraa, blrab and their forms with a zero modifier. */
bool knell_aarch64_follows_call(const uint8_t *code, size_t size)
{
	uint32_t word;

	if (size < sizeof(word))
		return false;
	knell_memory_copy(&word, code + size - sizeof(word), sizeof(word));
	return (word & 0xfc000000) == 0x94000000 ||
	       (word & 0xfffffc1f) == 0xd63f0000 ||
	       (word & 0xfefff800) == 0xd63f0800;
}
