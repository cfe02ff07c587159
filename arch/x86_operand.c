/* SPDX-License-Identifier: MIT */
/*
 * The memory operands of an x86 instruction, as its registers make them:
 * the one that ModRM names, and those that the opcode implies. Source: Intel
 * SDM volume 2.
 */
#include "arch/x86.h"
#include "arch/x86_access.h"
#include "arch/x86_register.h"

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI };

struct operands {
	const struct knell_x86 *x86;
	const struct knell_registers *registers;
	struct knell_operand *list;
	unsigned count;
};

static uint64_t truncate(const struct knell_x86 *x86, uint64_t address)
{
	return x86->wide && !x86->narrow_address ? address : (uint32_t)address;
}

/* The base of a segment register that programs may set. */
static bool add_segment(const struct operands *operands, uint64_t *address)
{
	unsigned row = operands->x86->segment == KNELL_X86_FS
			       ? KNELL_X86_64_FS_BASE
			       : KNELL_X86_64_GS_BASE;

	if (operands->x86->segment == KNELL_X86_FLAT)
		return true;
	/* i386 has it in a descriptor table. */
	if (!operands->x86->wide ||
		!knell_register_known(operands->registers, row))
		return false;
	*address += operands->registers->value[row];
	return true;
}

static void add(struct operands *operands, struct knell_operand operand)
{
	if (operands->count < 3)
		operands->list[operands->count++] = operand;
}

/* At a register, as string and stack instructions have it. */
static void add_at(struct operands *operands, unsigned encoding, int64_t offset,
	enum knell_access access, uint8_t size)
{
	const struct knell_x86 *x86 = operands->x86;
	struct knell_operand operand = {
		.base = knell_x86_row(x86, encoding),
		.index = KNELL_NO_REGISTER,
		.access = access,
		.size = size,
	};
	uint64_t base;
	/* The stack is addressed by all of SP or BP, whatever the prefix. */
	bool whole = x86->wide && (encoding == RSP || encoding == RBP);

	if (!knell_x86_read(x86, operands->registers, encoding, &base))
		return;
	operand.address = base + (uint64_t)offset;
	if (!whole)
		operand.address = truncate(x86, operand.address);
	/* Only the source of a string instruction can have a segment. */
	if (encoding == RSI && !add_segment(operands, &operand.address))
		return;
	add(operands, operand);
}

/* Bytes of a push, a pop, a call or a return. */
static uint8_t stack_bytes(const struct knell_x86 *x86)
{
	if (x86->narrow_operand && x86->opcode != 0xe8)
		return 2;
	return x86->wide ? 8 : 4;
}

static uint8_t operand_bytes(const struct knell_x86 *x86)
{
	return x86->rex & KNELL_X86_REX_W ? 8 : x86->narrow_operand ? 2 : 4;
}

/* Where it is cheap to tell: the integer instructions of one byte. */
static uint8_t find_size(const struct knell_x86 *x86)
{
	uint8_t opcode = x86->opcode;

	if (x86->map || x86->vex || opcode == 0x62 || opcode == 0x63 ||
		opcode == 0x8c || opcode == 0x8e || opcode == 0xc4 ||
		opcode == 0xc5 || (opcode >= 0xd8 && opcode <= 0xdf))
		return 0;
	if (opcode == 0x8f || (opcode == 0xff && x86->reg >= 2))
		return x86->reg & 1 ? 0 : stack_bytes(x86);
	if (opcode == 0x69 || opcode == 0x6b || (opcode & 1))
		return operand_bytes(x86);
	return 1;
}

/* base + index * scale + displacement; false: not all of them are known. */
static bool find_address(
	const struct operands *operands, struct knell_operand *operand)
{
	const struct knell_x86 *x86 = operands->x86;
	uint64_t address = (uint64_t)x86->displacement, value;

	if (x86->vector_index)
		return false;
	if (x86->base != KNELL_X86_NO_REGISTER) {
		if (!knell_x86_read(
			    x86, operands->registers, x86->base, &value))
			return false;
		address += value;
	}
	if (x86->base == KNELL_X86_PC)
		address += x86->length + (uint64_t)x86->immediate_bytes;
	if (x86->index != KNELL_X86_NO_REGISTER) {
		if (!knell_x86_read(
			    x86, operands->registers, x86->index, &value))
			return false;
		address += value << x86->shift;
	}
	address = truncate(x86, address);
	if (!add_segment(operands, &address))
		return false;
	operand->address = x86->wide ? address : (uint32_t)address;
	operand->offset = x86->displacement;
	operand->base = knell_x86_row(x86, x86->base);
	operand->index = knell_x86_row(x86, x86->index);
	return true;
}

/*
 * bt, bts, btr and btc with a register count bits from the operand, as many
 * as it says, in either direction.
 */
static bool add_bits(const struct operands *operands, uint64_t *address)
{
	const struct knell_x86 *x86 = operands->x86;
	unsigned encoding = x86->reg | (x86->rex & KNELL_X86_REX_R ? 8u : 0u);
	unsigned bytes = operand_bytes(x86);
	uint64_t bits;

	if (x86->map != 1 || (x86->opcode & 0xe7) != 0xa3)
		return true;
	if (!knell_x86_read(x86, operands->registers, encoding, &bits))
		return false;
	int64_t count = bytes == 8   ? (int64_t)bits
			: bytes == 4 ? (int32_t)bits
				     : (int16_t)bits;
	/* Whole operands, rounded down. */
	int64_t whole = (count - (int64_t)((uint64_t)count % (8 * bytes))) / 8;

	*address = truncate(x86, *address + (uint64_t)whole);
	return true;
}

static void add_modrm(struct operands *operands)
{
	const struct knell_x86 *x86 = operands->x86;
	struct knell_operand operand = {
		.access = knell_x86_access(x86),
		.size = find_size(x86),
	};

	if (x86->has_memory && operand.access &&
		find_address(operands, &operand) &&
		add_bits(operands, &operand.address))
		add(operands, operand);
}

static void add_string(struct operands *operands)
{
	uint8_t size =
		operands->x86->opcode & 1 ? operand_bytes(operands->x86) : 1;

	/* There is no form for 8 bytes of ins and outs. */
	if (operands->x86->opcode < 0x70 && size == 8)
		size = 4;
	switch (operands->x86->opcode & 0xfe) {
	case 0x6c: /* ins */
	case 0xaa: /* stos */
		add_at(operands, RDI, 0, KNELL_ACCESS_WRITE, size);
		return;
	case 0x6e: /* outs */
	case 0xac: /* lods */
		add_at(operands, RSI, 0, KNELL_ACCESS_READ, size);
		return;
	case 0xa4: /* movs */
		add_at(operands, RSI, 0, KNELL_ACCESS_READ, size);
		add_at(operands, RDI, 0, KNELL_ACCESS_WRITE, size);
		return;
	case 0xa6: /* cmps */
		add_at(operands, RSI, 0, KNELL_ACCESS_READ, size);
		add_at(operands, RDI, 0, KNELL_ACCESS_READ, size);
		return;
	case 0xae: /* scas */
		add_at(operands, RDI, 0, KNELL_ACCESS_READ, size);
		return;
	default: return;
	}
}

/* With a count of 0 a repeated instruction touches nothing. */
static bool is_idle(const struct operands *operands)
{
	const struct knell_x86 *x86 = operands->x86;
	uint64_t count;

	return (x86->prefix == 0xf2 || x86->prefix == 0xf3) &&
	       knell_x86_read(x86, operands->registers, RCX, &count) &&
	       !truncate(x86, count);
}

/* mov between the accumulator and an absolute address. */
static void add_absolute(struct operands *operands)
{
	const struct knell_x86 *x86 = operands->x86;
	struct knell_operand operand = {
		.address = truncate(x86, x86->immediate),
		.base = KNELL_NO_REGISTER,
		.index = KNELL_NO_REGISTER,
		.size = x86->opcode & 1 ? operand_bytes(x86) : 1,
		.access = x86->opcode < 0xa2 ? KNELL_ACCESS_READ
					     : KNELL_ACCESS_WRITE,
	};

	if (!x86->wide && x86->narrow_address)
		return;
	if (add_segment(operands, &operand.address))
		add(operands, operand);
}

/* xlat: a byte of a table at RBX, by AL */
static void add_translation(struct operands *operands)
{
	uint64_t index;

	if (knell_x86_read(operands->x86, operands->registers, RAX, &index) &&
		operands->x86->segment == KNELL_X86_FLAT)
		add_at(operands, RBX, (uint8_t)index, KNELL_ACCESS_READ, 1);
}

/* Opcodes of one byte without ModRM. */
static void add_implied(struct operands *operands)
{
	const struct knell_x86 *x86 = operands->x86;
	uint8_t opcode = x86->opcode, word = stack_bytes(x86);

	if (opcode >= 0xa0 && opcode <= 0xa3)
		add_absolute(operands);
	else if ((opcode >= 0x50 && opcode <= 0x57) || opcode == 0x68 ||
		 opcode == 0x6a || opcode == 0x9c || opcode == 0xe8 ||
		 opcode == 0xc8)
		add_at(operands, RSP, -(int64_t)word, KNELL_ACCESS_WRITE, word);
	else if ((opcode >= 0x58 && opcode <= 0x5f) || opcode == 0x9d ||
		 (opcode & 0xfe) == 0xc2)
		add_at(operands, RSP, 0, KNELL_ACCESS_READ, word);
	else if ((opcode & 0xfe) == 0xca || opcode == 0xcf) /* retf, iret */
		add_at(operands, RSP, 0, KNELL_ACCESS_READ, 0);
	else if (opcode == 0xc9)
		add_at(operands, RBP, 0, KNELL_ACCESS_READ, word);
	else if (opcode == 0xd7)
		add_translation(operands);
	else if (!is_idle(operands))
		add_string(operands);
}

/* What push, pop and call do beside their ModRM operand. */
static void add_stack(struct operands *operands)
{
	const struct knell_x86 *x86 = operands->x86;
	uint8_t word = stack_bytes(x86);

	if (x86->opcode == 0xff && (x86->reg == 2 || x86->reg == 6))
		add_at(operands, RSP, -(int64_t)word, KNELL_ACCESS_WRITE, word);
	else if (x86->opcode == 0x8f && x86->reg == 0)
		add_at(operands, RSP, 0, KNELL_ACCESS_READ, word);
}

static unsigned find_operands(const uint8_t *code, size_t size, bool wide,
	const struct knell_registers *registers, struct knell_operand *list)
{
	struct knell_x86 x86;
	struct operands operands = {
		.x86 = &x86, .registers = registers, .list = list
	};

	if (!knell_x86_decode(code, size, wide, &x86))
		return 0;
	if (x86.has_modrm)
		add_modrm(&operands);
	if (x86.map == 0 && !x86.vex && x86.has_modrm)
		add_stack(&operands);
	else if (x86.map == 0)
		add_implied(&operands);
	return operands.count;
}

unsigned knell_x86_64_operands(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operand ret_operand[3])
{
	return find_operands(code, size, true, registers, ret_operand);
}

unsigned knell_i386_operands(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operand ret_operand[3])
{
	return find_operands(code, size, false, registers, ret_operand);
}
