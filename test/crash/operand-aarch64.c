/* SPDX-License-Identifier: MIT */
/*
 * In an aarch64 libc, libknell finds the addresses of loads and stores that
 * Capstone finds, and which they are is told by their names.
 */
#include <capstone/capstone.h>
#include <fcntl.h>

#include "arch/decoder.h"
#include "crash/elf.h"
#include "lib/test.h"

#define LIBRARY "/usr/aarch64-linux-gnu/lib/libc.so.6"

enum { OPERANDS_LEAST = 50000 };

static const struct knell_machine *const machine = &knell_machine_aarch64;
static const struct knell_decoder *decoder;
static struct knell_registers registers;
static csh handle;
static uint64_t operand_count;

static uint64_t value_of(unsigned row)
{
	uint64_t value = (row + 1) * 0x9e3779b97f4a7c15;

	return value ^ value >> 29;
}

static uint64_t read_register(arm64_reg id)
{
	if (id >= ARM64_REG_X0 && id <= ARM64_REG_X28)
		return value_of(id - ARM64_REG_X0);
	if (id >= ARM64_REG_W0 && id <= ARM64_REG_W30)
		return (uint32_t)value_of(id - ARM64_REG_W0);
	switch (id) {
	case ARM64_REG_X29: return value_of(29);
	case ARM64_REG_X30: return value_of(30);
	case ARM64_REG_SP: return value_of(machine->sp);
	case ARM64_REG_XZR:
	case ARM64_REG_WZR: return 0;
	default: break;
	}
	dprintf(2, "no register %s\n", cs_reg_name(handle, id));
	_exit(1);
}

static uint64_t find_address(const cs_insn *insn, const cs_arm64_op *op)
{
	uint64_t address = read_register(op->mem.base);

	if (op->mem.index) {
		uint64_t index = read_register(op->mem.index);

		if (op->ext == ARM64_EXT_SXTW)
			index = (uint64_t)(int64_t)(int32_t)index;
		address += index << op->shift.value;
	}
	/* With post-indexing the offset is no part of the operand. */
	return insn->detail->arm64.writeback && op->mem.disp == 0
		       ? address
		       : address + (uint64_t)(int64_t)op->mem.disp;
}

static bool starts(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* Atomic operations count as writes: add, clear, exclusive or, set, extrema. */
static enum knell_access find_access(const char *name)
{
	static const char *const writing[] = { "st", "swp", "cas", "ldadd",
		"ldclr", "ldeor", "ldset", "ldsmax", "ldsmin", "ldumax",
		"ldumin" };

	for (size_t i = 0; i < sizeof(writing) / sizeof(writing[0]); i++)
		if (starts(name, writing[i]))
			return KNELL_ACCESS_WRITE;
	return starts(name, "ld") ? KNELL_ACCESS_READ : KNELL_ACCESS_UNKNOWN;
}

static void fail(
	const cs_insn *insn, const char *what, uint64_t want, uint64_t got)
{
	dprintf(2, "%s %s [%08x]: %s %#llx, not %#llx\n", insn->mnemonic,
		insn->op_str, *(const uint32_t *)(const void *)insn->bytes,
		what, (unsigned long long)got, (unsigned long long)want);
	_exit(1);
}

static void check_call(const cs_insn *insn)
{
	bool call = insn->id == ARM64_INS_BL || insn->id == ARM64_INS_BLR;
	struct knell_operation operation;

	CHECK_EQUAL(decoder->follows_call(insn->bytes, insn->size), call);
	if (!call)
		return;
	CHECK(decoder->operation(
		insn->bytes, insn->size, &registers, &operation));
	CHECK_EQUAL(operation.kind, KNELL_OPERATION_CALL);
	CHECK_EQUAL(operation.direct, insn->id == ARM64_INS_BL);
	if (operation.direct)
		CHECK_EQUAL(
			operation.value, insn->detail->arm64.operands[0].imm);
}

static void check_instruction(const cs_insn *insn)
{
	const cs_arm64 *arm64 = &insn->detail->arm64;
	enum knell_access access = find_access(insn->mnemonic);
	struct knell_operand operand[3];
	unsigned count =
		decoder->operands(insn->bytes, insn->size, &registers, operand);

	for (unsigned i = 0; i < arm64->op_count; i++) {
		const cs_arm64_op *op = &arm64->operands[i];

		if (op->type != ARM64_OP_MEM || starts(insn->mnemonic, "prf"))
			continue;
		operand_count++;
		if (count != 1)
			fail(insn, "operands", 1, count);
		else if (operand->address != find_address(insn, op))
			fail(insn, "address", find_address(insn, op),
				operand->address);
		else if (operand->access != access)
			fail(insn, "access", access, operand->access);
		return;
	}
	if (count && !starts(insn->mnemonic, "ldr"))
		fail(insn, "operands", 0, count);
}

/* What libc has none of, or Capstone 4 does not know; by clang's assembler. */
static const struct {
	const char *text;
	uint32_t word;
	enum knell_access access; /* unknown: no operand */
	unsigned row;
	int64_t offset;
	unsigned size;
} others[] = {
	{ "casa w0, w1, [x2]", 0x88e07c41, KNELL_ACCESS_WRITE, 2, 0, 4 },
	{ "casp x0, x1, x2, x3, [x4]", 0x48207c82, KNELL_ACCESS_WRITE, 4, 0,
		16 },
	{ "swpal x0, x1, [x2]", 0xf8e08041, KNELL_ACCESS_WRITE, 2, 0, 8 },
	{ "ldaddb w0, w1, [x2]", 0x38200041, KNELL_ACCESS_WRITE, 2, 0, 1 },
	{ "ldapr x0, [x1]", 0xf8bfc020, KNELL_ACCESS_READ, 1, 0, 8 },
	{ "ldapur w0, [x1, #-8]", 0x995f8020, KNELL_ACCESS_READ, 1, -8, 4 },
	{ "stlur x0, [x1, #16]", 0xd9010020, KNELL_ACCESS_WRITE, 1, 16, 8 },
	{ "ldxp x0, x1, [x2]", 0xc87f0440, KNELL_ACCESS_READ, 2, 0, 16 },
	{ "stlxp w0, x1, x2, [x3]", 0xc8208861, KNELL_ACCESS_WRITE, 3, 0, 16 },
	{ "ldraa x0, [x1, #16]", 0xf8202420, 0, 0, 0, 0 },
	{ "prfm pldl1keep, [x0]", 0xf9800000, 0, 0, 0, 0 },
	{ "add x0, x1, x2", 0x8b020020, 0, 0, 0, 0 },
	{ "ld1 { v0.16b }, [x1]", 0x4c407020, KNELL_ACCESS_READ, 1, 0, 0 },
	{ "st4 { v0.b - v3.b }[0], [x1]", 0x0d202020, KNELL_ACCESS_WRITE, 1, 0,
		0 },
};

static void check_others(void)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct knell_operand operand[3];
		unsigned count =
			decoder->operands((const uint8_t *)&others[i].word, 4,
				&registers, operand);

		if (count != (others[i].access != KNELL_ACCESS_UNKNOWN))
			dprintf(2, "%s:\n", others[i].text);
		CHECK_EQUAL(count, others[i].access != KNELL_ACCESS_UNKNOWN);
		if (!count)
			continue;
		CHECK_EQUAL(operand->access, others[i].access);
		CHECK_EQUAL(operand->address,
			value_of(others[i].row) + (uint64_t)others[i].offset);
		CHECK_EQUAL(operand->base, others[i].row);
		CHECK_EQUAL(operand->size, others[i].size);
	}
}

int main(void)
{
	struct knell_elf elf;
	struct knell_section text;
	struct knell_bytes bytes;
	int fd = open(LIBRARY, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		TEST_SKIP(LIBRARY);
	CHECK_EQUAL(knell_elf_map(&elf, fd), 0);
	CHECK(knell_elf_find_section(&elf, ".text", &text));
	CHECK(knell_elf_section_bytes(&elf, &text, &bytes));
	CHECK_EQUAL(cs_open(CS_ARCH_ARM64, CS_MODE_ARM, &handle), CS_ERR_OK);
	cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
	decoder = knell_decoder_find(machine);
	for (unsigned row = 0; row < machine->register_count; row++)
		knell_register_set(&registers, row, value_of(row));

	check_others();

	cs_insn *insn = cs_malloc(handle);

	for (uint64_t at = 0; at + 4 <= bytes.size; at += 4) {
		const uint8_t *code = bytes.data + at;
		uint64_t address = value_of(machine->pc);
		size_t size = 4;

		if (!cs_disasm_iter(handle, &code, &size, &address, insn))
			continue;
		check_instruction(insn);
		check_call(insn);
	}
	cs_free(insn, 1);
	cs_close(&handle);
	CHECK(operand_count > OPERANDS_LEAST);
	return test_end();
}
