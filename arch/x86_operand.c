/* SPDX-License-Identifier: MIT */
/*
 * The memory operands of an x86 instruction, as its registers make them.
 * Source: Intel SDM volume 2, chapter 2 (instruction format).
 */
#include "arch/x86.h"
#include "arch/x86_access.h"
#include "base/memory.h"

enum {
	LENGTH_MAX = 15,
	/* Rows of the register table for encodings 0 to 7. */
	CS = 0,
	FS = 1,
	GS = 2,
};

struct decoder {
	const uint8_t *start, *at, *end;
	const struct knell_registers *registers;
	bool wide; /* 64-bit mode */
	uint8_t rex, segment;
	bool narrow_address;
	uint8_t modrm;
	uint8_t vector_bytes; /* of EVEX, for its scaled displacement */
	bool broadcast;
	struct knell_x86_opcode opcode;
	struct knell_operand *operands;
	unsigned count;
};

enum { REX_B = 1, REX_X = 2, REX_R = 4 };
enum { RAX = 0, RCX = 1, RDX = 2, RBX = 3, RSP = 4, RBP = 5, RSI = 6, RDI = 7 };

static bool next(struct decoder *decoder, uint8_t *ret_byte)
{
	if (decoder->at == decoder->end)
		return false;
	*ret_byte = *decoder->at++;
	return true;
}

/* The value of the register with an encoding, which is not its row. */
static bool read_register(
	const struct decoder *decoder, unsigned encoding, uint64_t *ret_value)
{
	static const uint8_t wide_rows[8] = { 0, 2, 1, 3, 7, 6, 4, 5 };
	unsigned row =
		decoder->wide && encoding < 8 ? wide_rows[encoding] : encoding;

	if (!knell_register_known(decoder->registers, row))
		return false;
	*ret_value = decoder->registers->value[row];
	return true;
}

static uint64_t truncate(const struct decoder *decoder, uint64_t address)
{
	return decoder->wide && !decoder->narrow_address ? address
							 : (uint32_t)address;
}

static void add(
	struct decoder *decoder, uint64_t address, enum knell_access access)
{
	if (decoder->count < 3)
		decoder->operands[decoder->count++] = (struct knell_operand){
			.address = address,
			.access = access,
		};
}

/* An operand at a register, as string and stack instructions have. */
static void add_at(struct decoder *decoder, unsigned encoding, int64_t offset,
	enum knell_access access)
{
	uint64_t base;

	if (read_register(decoder, encoding, &base))
		add(decoder, truncate(decoder, base + (uint64_t)offset),
			access);
}

static bool read_displacement(
	struct decoder *decoder, unsigned size, int64_t *ret_value)
{
	int8_t small;
	int32_t large;

	if ((size_t)(decoder->end - decoder->at) < size)
		return false;
	if (size == 1) {
		knell_memory_copy(&small, decoder->at, 1);
		*ret_value = small;
	} else {
		knell_memory_copy(&large, decoder->at, 4);
		*ret_value = large;
	}
	decoder->at += size;
	return true;
}

static bool add_sib(
	struct decoder *decoder, uint8_t mod, uint64_t *address, bool *absolute)
{
	uint8_t sib;
	uint64_t value;

	if (!next(decoder, &sib))
		return false;
	unsigned index = (sib >> 3 & 7) | (decoder->rex & REX_X ? 8 : 0);
	unsigned base = (sib & 7) | (decoder->rex & REX_B ? 8 : 0);

	if (index != 4) {
		if (!read_register(decoder, index, &value))
			return false;
		*address += value << (sib >> 6);
	}
	*absolute = (sib & 7) == 5 && mod == 0;
	if (*absolute)
		return true;
	if (!read_register(decoder, base, &value))
		return false;
	*address += value;
	return true;
}

/* Bytes of the immediate that follows the ModRM operand. */
static unsigned count_immediate(const struct knell_x86_opcode *opcode)
{
	unsigned full = opcode->prefix == 0x66 ? 2 : 4;

	if (opcode->map == 3)
		return 1;
	if (opcode->map == 2)
		return 0;
	switch (opcode->map << 8 | opcode->byte) {
	case 0x6b:
	case 0x80:
	case 0x83:
	case 0xc0:
	case 0xc1:
	case 0xc6:
	case 0x170:
	case 0x171:
	case 0x172:
	case 0x173:
	case 0x1a4:
	case 0x1ac:
	case 0x1ba:
	case 0x1c2:
	case 0x1c4:
	case 0x1c5:
	case 0x1c6: return 1;
	case 0x69:
	case 0x81:
	case 0xc7: return full;
	case 0xf6: return opcode->reg < 2 ? 1 : 0;
	case 0xf7: return opcode->reg < 2 ? full : 0;
	default: return 0;
	}
}

/* The displacement counts from the next instruction. */
static bool add_relative(struct decoder *decoder, uint64_t *ret_address)
{
	int64_t displacement;
	unsigned row = 16;

	if (!knell_register_known(decoder->registers, row) ||
		!read_displacement(decoder, 4, &displacement))
		return false;
	uint64_t pc = decoder->registers->value[row] +
		      (uint64_t)(decoder->at - decoder->start) +
		      count_immediate(&decoder->opcode);

	*ret_address = truncate(decoder, pc + (uint64_t)displacement);
	return true;
}

static bool add_segment(struct decoder *decoder, uint64_t *address)
{
	/* fs_base and gs_base are rows 19 and 20 of x86_64. */
	unsigned row = decoder->segment == FS ? 19 : 20;

	if (decoder->segment == CS)
		return true;
	if (!decoder->wide || !knell_register_known(decoder->registers, row))
		return false;
	*address += decoder->registers->value[row];
	return true;
}

static bool find_address(
	struct decoder *decoder, uint8_t modrm, uint64_t *ret_address)
{
	uint8_t mod = modrm >> 6, rm = modrm & 7;
	uint64_t address = 0, value;
	bool absolute = mod == 0 && rm == 5;
	int64_t displacement = 0;
	unsigned size = mod == 1 ? 1 : 4;

	/* 16-bit addresses, in 32-bit code, are left alone. */
	if (!decoder->wide && decoder->narrow_address)
		return false;
	if (absolute && decoder->wide)
		return add_relative(decoder, ret_address);
	if (rm == 4) {
		if (!add_sib(decoder, mod, &address, &absolute))
			return false;
	} else if (!absolute) {
		if (!read_register(decoder,
			    rm | (decoder->rex & REX_B ? 8u : 0u), &value))
			return false;
		address = value;
	}
	if ((mod || absolute) &&
		!read_displacement(decoder, size, &displacement))
		return false;
	if (mod == 1 && decoder->opcode.evex)
		displacement *= decoder->vector_bytes;
	address = truncate(decoder, address + (uint64_t)displacement);
	if (!add_segment(decoder, &address))
		return false;
	*ret_address = truncate(decoder, address);
	return true;
}

/* Legacy prefixes, then REX, which counts only just before the opcode. */
static bool read_prefixes(struct decoder *decoder, uint8_t *ret_byte)
{
	while (next(decoder, ret_byte)) {
		switch (*ret_byte) {
		case 0x66:
			if (!decoder->opcode.prefix)
				decoder->opcode.prefix = 0x66;
			break;
		case 0xf2:
		case 0xf3: decoder->opcode.prefix = *ret_byte; break;
		case 0x64: decoder->segment = FS; break;
		case 0x65: decoder->segment = GS; break;
		case 0x67: decoder->narrow_address = true; break;
		case 0x26:
		case 0x2e:
		case 0x36:
		case 0x3e:
		case 0xf0: break;
		default:
			if (!decoder->wide || (*ret_byte & 0xf0) != 0x40)
				return true;
			decoder->rex = *ret_byte;
			return next(decoder, ret_byte);
		}
	}
	return false;
}

static const uint8_t vex_prefixes[4] = { 0, 0x66, 0xf3, 0xf2 };

/* C5, C4 and 62 carry REX, the map and the prefix inverted and packed. */
static bool read_vex(struct decoder *decoder, uint8_t escape)
{
	uint8_t bytes[3] = { 0, 0, 0 };
	unsigned count = escape == 0xc5 ? 1 : escape == 0xc4 ? 2 : 3;

	for (unsigned i = 0; i < count; i++)
		if (!next(decoder, &bytes[i]))
			return false;
	decoder->opcode.vex = true;
	decoder->opcode.evex = escape == 0x62;
	decoder->opcode.map = escape == 0xc5 ? 1 : bytes[0] & 7;
	decoder->rex = escape == 0xc5 ? 0 : (uint8_t)(~bytes[0] >> 5 & 7);
	decoder->opcode.prefix = vex_prefixes[bytes[count == 1 ? 0 : 1] & 3];
	if (escape == 0x62) {
		decoder->vector_bytes =
			(uint8_t)(16u << (bytes[2] >> 5 & 3) & 0x70);
		decoder->broadcast = bytes[2] >> 4 & 1;
	}
	return decoder->opcode.map >= 1 && decoder->opcode.map <= 3 &&
	       next(decoder, &decoder->opcode.byte);
}

/* In 32-bit code these are les, lds and bound where ModRM names memory. */
static bool is_vex(const struct decoder *decoder, uint8_t byte)
{
	return (byte == 0xc4 || byte == 0xc5 || byte == 0x62) &&
	       decoder->at < decoder->end &&
	       (decoder->wide || *decoder->at >= 0xc0);
}

static bool read_opcode(struct decoder *decoder)
{
	uint8_t byte;

	if (!read_prefixes(decoder, &byte))
		return false;
	if (is_vex(decoder, byte))
		return read_vex(decoder, byte);
	if (byte == 0x0f) {
		decoder->opcode.map = 1;
		if (!next(decoder, &byte))
			return false;
		if (byte == 0x38 || byte == 0x3a) {
			decoder->opcode.map = byte == 0x38 ? 2 : 3;
			if (!next(decoder, &byte))
				return false;
		}
	}
	decoder->opcode.byte = byte;
	return true;
}

/*
 * A scaled displacement is by the vector's size only for moves, compares and
 * logic of whole vectors, which is what string functions use.
 */
static bool is_scale_known(const struct decoder *decoder)
{
	static const uint8_t whole[] = { 0x10, 0x11, 0x28, 0x29, 0x2b, 0x6f,
		0x7f, 0x74, 0x75, 0x76, 0xda, 0xdb, 0xdf, 0xe7, 0xeb, 0xef };
	const struct knell_x86_opcode *opcode = &decoder->opcode;

	if (decoder->broadcast || !decoder->vector_bytes)
		return false;
	if (opcode->map == 3)
		return (opcode->byte & 0xde) == 0x1e;
	if (opcode->map == 2)
		return opcode->byte == 0x26 || opcode->byte == 0x27;
	/* The scalar forms of the moves. */
	if (opcode->byte < 0x12 && opcode->prefix != 0 &&
		opcode->prefix != 0x66)
		return false;
	for (size_t i = 0; i < sizeof(whole); i++)
		if (whole[i] == opcode->byte)
			return true;
	return false;
}

/* Gathers and scatters: the index is a vector. */
static bool is_vector_indexed(const struct knell_x86_opcode *opcode)
{
	return opcode->vex && opcode->map == 2 &&
	       ((opcode->byte >= 0x90 && opcode->byte <= 0x93) ||
		       (opcode->byte >= 0xa0 && opcode->byte <= 0xa3) ||
		       opcode->byte == 0xc6 || opcode->byte == 0xc7);
}

static void decode_modrm(struct decoder *decoder)
{
	uint8_t modrm;
	uint64_t address;
	int64_t word = decoder->wide ? 8 : 4;
	struct knell_x86_opcode *opcode = &decoder->opcode;

	if (!next(decoder, &modrm))
		return;
	opcode->reg = modrm >> 3 & 7;
	bool calls = opcode->map == 0 && opcode->byte == 0xff &&
		     (opcode->reg == 2 || opcode->reg == 6);
	enum knell_access access = knell_x86_access(opcode);

	decoder->modrm = modrm;
	if (modrm >> 6 == 3 && opcode->map == 0 && opcode->byte == 0xff &&
		(opcode->reg == 2 || opcode->reg == 4))
		add_at(decoder, (modrm & 7) | (decoder->rex & REX_B ? 8u : 0u),
			0, KNELL_ACCESS_EXECUTE);
	if (modrm >> 6 != 3 && access && !is_vector_indexed(opcode) &&
		!(opcode->evex && modrm >> 6 == 1 &&
			!is_scale_known(decoder)) &&
		find_address(decoder, modrm, &address))
		add(decoder, address, access);
	if (calls)
		add_at(decoder, RSP, -word, KNELL_ACCESS_WRITE);
	if (opcode->map == 0 && opcode->byte == 0x8f)
		add_at(decoder, RSP, 0, KNELL_ACCESS_READ);
}

static void decode_string(struct decoder *decoder)
{
	switch (decoder->opcode.byte & 0xfe) {
	case 0x6c:
	case 0xaa: add_at(decoder, RDI, 0, KNELL_ACCESS_WRITE); return;
	case 0x6e:
	case 0xac: add_at(decoder, RSI, 0, KNELL_ACCESS_READ); return;
	case 0xa4:
		add_at(decoder, RSI, 0, KNELL_ACCESS_READ);
		add_at(decoder, RDI, 0, KNELL_ACCESS_WRITE);
		return;
	case 0xa6:
		add_at(decoder, RSI, 0, KNELL_ACCESS_READ);
		add_at(decoder, RDI, 0, KNELL_ACCESS_READ);
		return;
	case 0xae: add_at(decoder, RDI, 0, KNELL_ACCESS_READ); return;
	default: return;
	}
}

static void decode_offset(struct decoder *decoder)
{
	uint64_t address = 0;
	size_t size = decoder->wide && !decoder->narrow_address ? 8 : 4;

	if ((size_t)(decoder->end - decoder->at) < size)
		return;
	knell_memory_copy(&address, decoder->at, size);
	if (add_segment(decoder, &address))
		add(decoder, address,
			decoder->opcode.byte < 0xa2 ? KNELL_ACCESS_READ
						    : KNELL_ACCESS_WRITE);
}

static void decode_bare(struct decoder *decoder)
{
	uint8_t byte = decoder->opcode.byte;
	int64_t word = decoder->wide ? 8 : 4;

	if (decoder->opcode.map)
		return;
	if ((byte >= 0x50 && byte <= 0x57) || byte == 0x68 || byte == 0x6a ||
		byte == 0x9c || byte == 0xe8)
		add_at(decoder, RSP, -word, KNELL_ACCESS_WRITE);
	else if ((byte >= 0x58 && byte <= 0x5f) || byte == 0x9d ||
		 byte == 0xc2 || byte == 0xc3)
		add_at(decoder, RSP, 0, KNELL_ACCESS_READ);
	else if (byte == 0xc9)
		add_at(decoder, RBP, 0, KNELL_ACCESS_READ);
	else if (byte >= 0xa0 && byte <= 0xa3)
		decode_offset(decoder);
	else
		decode_string(decoder);
}

static bool decode(struct decoder *decoder, const uint8_t *code, size_t size,
	bool wide, const struct knell_registers *registers,
	struct knell_operand operands[3])
{
	*decoder = (struct decoder){
		.start = code,
		.at = code,
		.end = code + (size < LENGTH_MAX ? size : LENGTH_MAX),
		.registers = registers,
		.wide = wide,
		.operands = operands,
	};
	if (!read_opcode(decoder))
		return false;
	if (knell_x86_has_modrm(&decoder->opcode))
		decode_modrm(decoder);
	else
		decode_bare(decoder);
	return true;
}

unsigned knell_x86_64_operands(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operand ret_operand[3])
{
	struct decoder decoder;

	decode(&decoder, code, size, true, registers, ret_operand);
	return decoder.count;
}

unsigned knell_i386_operands(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operand ret_operand[3])
{
	struct decoder decoder;

	decode(&decoder, code, size, false, registers, ret_operand);
	return decoder.count;
}

/* F6 and F7, /6 div and /7 idiv. */
static bool find_divisor(const uint8_t *code, size_t size, bool wide,
	const struct knell_registers *registers,
	struct knell_divisor *ret_divisor)
{
	struct knell_operand operands[3];
	struct decoder decoder;
	uint64_t value;

	if (!decode(&decoder, code, size, wide, registers, operands))
		return false;
	const struct knell_x86_opcode *opcode = &decoder.opcode;

	if (opcode->map || (opcode->byte & 0xfe) != 0xf6 || opcode->reg < 6)
		return false;
	ret_divisor->size = opcode->byte == 0xf6     ? 1
			    : decoder.rex & 8        ? 8
			    : opcode->prefix == 0x66 ? 2
						     : 4;
	ret_divisor->in_memory = decoder.modrm >> 6 != 3;
	if (ret_divisor->in_memory) {
		ret_divisor->value = decoder.count ? operands[0].address : 0;
		return decoder.count > 0;
	}
	unsigned encoding =
		(decoder.modrm & 7u) | (decoder.rex & REX_B ? 8u : 0u);
	/* Without REX the byte registers 4 to 7 are ah, ch, dh, bh. */
	bool high = ret_divisor->size == 1 && !decoder.rex && encoding >= 4;

	if (!read_register(&decoder, high ? encoding - 4 : encoding, &value))
		return false;
	ret_divisor->value = high ? value >> 8 : value;
	return true;
}

bool knell_x86_64_divisor(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_divisor *ret_divisor)
{
	return find_divisor(code, size, true, registers, ret_divisor);
}

bool knell_i386_divisor(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_divisor *ret_divisor)
{
	return find_divisor(code, size, false, registers, ret_divisor);
}
