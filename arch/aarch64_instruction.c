/* SPDX-License-Identifier: MIT */
/*
 * Instructions of aarch64: loads, stores and calls. Source: Arm Architecture
 * Reference Manual for A-profile, C4.1 (encoding index).
 */
#include "arch/aarch64.h"

#include "base/load.h"

enum { PC = 32 };

static uint32_t field(uint32_t word, unsigned low, unsigned size)
{
	return word >> low & ((1u << size) - 1);
}

static int64_t sign_extend(uint32_t value, unsigned bits)
{
	return (int64_t)((uint64_t)value << (64 - bits)) >> (64 - bits);
}

/* The classes of loads and stores, by bits 24, 25, 27 to 29. */
enum class {
	EXCLUSIVE = 0x08000000, /* compare and swap too; with V structures */
	STRUCTURE = 0x09000000,
	LITERAL = 0x18000000,
	RELEASE = 0x19000000, /* ldapur, stlur */
	REGISTER = 0x38000000,
	UNSIGNED = 0x39000000,
	CLASS_MASK = 0x3b000000,
	/* Pairs leave bit 24 to the addressing mode. */
	PAIR = 0x28000000,
	PAIR_MASK = 0x3a000000,
};

struct load_or_store {
	uint32_t word;
	bool vector;
	unsigned base; /* a row; 31 is SP there as in the encoding */
	bool relative; /* to PC */
	int64_t offset;
	bool indexed; /* by the register in bits 16 to 20 */
	unsigned size;
	enum knell_access access;
};

/* Bit 22, L, tells a load from a store. */
static enum knell_access by_bit(uint32_t word)
{
	return field(word, 22, 1) ? KNELL_ACCESS_READ : KNELL_ACCESS_WRITE;
}

static bool decode_exclusive(struct load_or_store *op)
{
	uint32_t word = op->word;
	bool pair = field(word, 21, 1) && !field(word, 23, 1);
	/* Among the pairs casp has no bit 31, which the others have. */
	bool swap = field(word, 21, 1) && !(pair && field(word, 31, 1));

	op->access = by_bit(word);
	if (op->vector)
		return true;
	op->size = 1u << field(word, 30, 2);
	if (pair)
		op->size = swap ? 8u << field(word, 30, 1) : 2 * op->size;
	if (swap)
		op->access = KNELL_ACCESS_WRITE;
	return true;
}

/* prfm, with size 3 and opc 2 (literals: opc 3), touches nothing. */
static bool decode_literal(struct load_or_store *op)
{
	uint32_t opc = field(op->word, 30, 2);

	op->relative = true;
	op->offset = sign_extend(field(op->word, 5, 19), 19) * 4;
	op->access = KNELL_ACCESS_READ;
	op->size = op->vector ? 4u << opc : opc == 1 ? 8 : 4;
	return opc != 3;
}

static bool decode_pair(struct load_or_store *op)
{
	uint32_t opc = field(op->word, 30, 2), mode = field(op->word, 23, 2);
	unsigned scale = op->vector ? 2 + opc : opc == 2 ? 3 : 2;

	op->access = by_bit(op->word);
	/* stgp stores tags of 16 bytes as well. */
	if (!op->vector && opc == 1 && op->access == KNELL_ACCESS_WRITE)
		scale = 4;
	op->size = 2u << scale;
	/* With post-indexing, 1, the offset is added after the access. */
	if (mode != 1)
		op->offset = sign_extend(field(op->word, 15, 7), 7) *
			     (int64_t)(1u << scale);
	return true;
}

/* opc, in bits 22 and 23: 0 stores, for vectors 2 as well. */
static bool set_by_opc(struct load_or_store *op)
{
	uint32_t opc = field(op->word, 22, 2), size = field(op->word, 30, 2);
	bool store = opc == 0 || (op->vector && opc == 2);

	op->size = 1u << (op->vector && opc >= 2 ? 4 : size);
	op->access = store ? KNELL_ACCESS_WRITE : KNELL_ACCESS_READ;
	return op->vector || size != 3 || opc != 2;
}

/* Atomic operations read and write; ldapr and ld64b are among them. */
static bool decode_atomic(struct load_or_store *op)
{
	uint32_t operation = field(op->word, 12, 4);

	if (op->vector)
		return false;
	op->size = 1u << field(op->word, 30, 2);
	op->access = operation == 12 || operation == 13 ? KNELL_ACCESS_READ
							: KNELL_ACCESS_WRITE;
	return true;
}

static bool decode_register(struct load_or_store *op)
{
	uint32_t mode = field(op->word, 10, 2);

	if (!field(op->word, 21, 1)) {
		if (mode != 1)
			op->offset = sign_extend(field(op->word, 12, 9), 9);
		return set_by_opc(op);
	}
	if (mode == 0)
		return decode_atomic(op);
	op->indexed = true;
	/* Odd modes load through an authenticated pointer. */
	return mode == 2 && set_by_opc(op);
}

static bool decode(uint32_t word, struct load_or_store *op)
{
	*op = (struct load_or_store){
		.word = word,
		.vector = field(word, 26, 1),
		.base = field(word, 5, 5),
	};
	if ((word & PAIR_MASK) == PAIR)
		return decode_pair(op);
	switch (word & CLASS_MASK) {
	case EXCLUSIVE: return decode_exclusive(op);
	case STRUCTURE: op->access = by_bit(word); return op->vector;
	case LITERAL: return decode_literal(op);
	case RELEASE:
		op->offset = sign_extend(field(word, 12, 9), 9);
		/* Beside them are tags, copies and sets of memory. */
		return !op->vector && !field(word, 21, 1) &&
		       !field(word, 10, 2) && set_by_opc(op);
	case REGISTER: return decode_register(op);
	case UNSIGNED:
		if (!set_by_opc(op))
			return false;
		op->offset = (int64_t)field(word, 10, 12) * op->size;
		return true;
	default: return false;
	}
}

/* The index register, extended and scaled. */
static bool add_index(const struct load_or_store *op,
	const struct knell_registers *registers, uint64_t *address)
{
	unsigned row = field(op->word, 16, 5);
	unsigned option = field(op->word, 13, 3);
	uint64_t value = 0;

	if (row != 31) {
		if (!knell_register_known(registers, row))
			return false;
		value = registers->value[row];
	}
	if (option == 2)
		value = (uint32_t)value;
	else if (option == 6)
		value = (uint64_t)(int64_t)(int32_t)value;
	*address += field(op->word, 12, 1) ? value * op->size : value;
	return true;
}

unsigned knell_aarch64_operands(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operand ret_operand[3])
{
	struct load_or_store op;

	if (size < 4 || !decode(knell_load_code32(code), &op))
		return 0;
	unsigned base = op.relative ? PC : op.base;
	uint64_t address;

	if (!knell_register_known(registers, base))
		return 0;
	address = registers->value[base] + (uint64_t)op.offset;
	if (op.indexed && !add_index(&op, registers, &address))
		return 0;
	*ret_operand = (struct knell_operand){
		.address = address,
		.size = (uint8_t)op.size,
		.access = op.access,
		.base = (uint8_t)base,
		.index = op.indexed ? (uint8_t)field(op.word, 16, 5)
				    : KNELL_NO_REGISTER,
		.offset = op.offset,
	};
	/* 31 as an index is a zero, not SP. */
	if (ret_operand->index == 31)
		ret_operand->index = KNELL_NO_REGISTER;
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

/* bl */
static bool find_direct(uint32_t word, const struct knell_registers *registers,
	struct knell_operation *operation)
{
	operation->kind = KNELL_OPERATION_CALL;
	operation->direct = true;
	operation->size = 8;
	operation->value = registers->value[PC] +
			   (uint64_t)(sign_extend(field(word, 0, 26), 26) * 4);
	return knell_register_known(registers, PC);
}

bool knell_aarch64_operation(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operation *ret_operation)
{
	*ret_operation =
		(struct knell_operation){ .alignment = 1, .length = 4 };
	if (size < 4)
		return false;
	uint32_t word = knell_load_code32(code);

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
		return true;
	}
	if ((word & 0xfc000000) == 0x94000000)
		return find_direct(word, registers, ret_operation);
	return find_branch(word, registers, ret_operation);
}

/* bl; blr; blraa, blrab and their forms with a zero modifier. */
bool knell_aarch64_follows_call(const uint8_t *code, size_t size)
{
	if (size < 4)
		return false;
	uint32_t word = knell_load_code32(code + size - 4);

	return (word & 0xfc000000) == 0x94000000 ||
	       (word & 0xfffffc1f) == 0xd63f0000 ||
	       (word & 0xfefff800) == 0xd63f0800;
}

/* bl: a signed distance of 26 bits, in words. */
uint64_t knell_aarch64_call_target(
	const uint8_t *code, size_t size, uint64_t address)
{
	if (size < 4)
		return 0;
	uint32_t word = knell_load_code32(code + size - 4);

	if ((word & 0xfc000000) != 0x94000000)
		return 0;
	return address - 4 + (uint64_t)((int64_t)((uint64_t)word << 38) >> 36);
}
