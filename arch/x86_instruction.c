/* SPDX-License-Identifier: MIT */
/*
 * What an x86 instruction does that explains a trap: divisions, branches by
 * value, traps on purpose, instructions of the kernel's, and those that want
 * their memory aligned. Source: Intel SDM volume 2.
 */
#include "arch/x86.h"
#include "arch/x86_register.h"
#include "base/memory.h"

enum { ANY = 0xff, RSP = 4 };

/* Only the kernel may execute these. `reg` is that of ModRM. */
static const struct privileged {
	uint8_t map, first, last, reg;
	const char *name;
} privileged[] = {
	{ 0, 0x6c, 0x6d, ANY, "ins" },
	{ 0, 0x6e, 0x6f, ANY, "outs" },
	{ 0, 0xe4, 0xe5, ANY, "in" },
	{ 0, 0xe6, 0xe7, ANY, "out" },
	{ 0, 0xec, 0xed, ANY, "in" },
	{ 0, 0xee, 0xef, ANY, "out" },
	{ 0, 0xf4, 0xf4, ANY, "hlt" },
	{ 0, 0xfa, 0xfa, ANY, "cli" },
	{ 0, 0xfb, 0xfb, ANY, "sti" },
	{ 1, 0x00, 0x00, 0, "sldt" },
	{ 1, 0x00, 0x00, 1, "str" },
	{ 1, 0x00, 0x00, 2, "lldt" },
	{ 1, 0x00, 0x00, 3, "ltr" },
	{ 1, 0x06, 0x06, ANY, "clts" },
	{ 1, 0x07, 0x07, ANY, "sysret" },
	{ 1, 0x08, 0x08, ANY, "invd" },
	{ 1, 0x09, 0x09, ANY, "wbinvd" },
	{ 1, 0x20, 0x23, ANY, "mov of a control or debug register" },
	{ 1, 0x30, 0x30, ANY, "wrmsr" },
	{ 1, 0x31, 0x31, ANY, "rdtsc" },
	{ 1, 0x32, 0x32, ANY, "rdmsr" },
	{ 1, 0x33, 0x33, ANY, "rdpmc" },
	{ 1, 0x35, 0x35, ANY, "sysexit" },
};

/* 0F 01: memory forms by reg, register forms by the whole ModRM byte. */
static const char *find_system(const struct knell_x86 *x86)
{
	static const char *const memory_forms[8] = { "sgdt", "sidt", "lgdt",
		"lidt", "smsw", NULL, "lmsw", "invlpg" };

	if (x86->mod != 3)
		return memory_forms[x86->reg];
	switch (x86->reg << 3 | x86->rm) {
	case 0x11: return "xsetbv";
	case 0x38: return "swapgs";
	default: return NULL;
	}
}

static const char *find_privileged(const struct knell_x86 *x86)
{
	if (x86->vex)
		return NULL;
	if (x86->map == 1 && x86->opcode == 0x01)
		return find_system(x86);
	for (size_t i = 0; i < KNELL_COUNT(privileged); i++) {
		const struct privileged *row = &privileged[i];

		if (row->map == x86->map && x86->opcode >= row->first &&
			x86->opcode <= row->last &&
			(row->reg == ANY || row->reg == x86->reg))
			return row->name;
	}
	return NULL;
}

/* Moves and others that take any address, though they access 16 bytes. */
static bool is_unaligned(const struct knell_x86 *x86)
{
	uint8_t opcode = x86->opcode;

	switch (x86->map) {
	case 1:
		if (opcode == 0x10 || opcode == 0x11 || opcode == 0xf0)
			return true;
		if ((opcode == 0x6f || opcode == 0x7f) && x86->prefix == 0xf3)
			return true;
		/* MMX registers have 8 bytes. */
		return !x86->prefix &&
		       ((opcode >= 0x60 && opcode <= 0x7f) || opcode >= 0xd1);
	case 2:
		/* MMX, and integer instructions; sha needs no prefix. */
		return opcode >= 0xf0 || (!x86->prefix && opcode < 0xc8);
	default: return opcode >= 0x60 && opcode <= 0x63;
	}
}

/* Moves of VEX and EVEX with "aligned" in their names, and streaming ones. */
static bool is_aligned_vector(const struct knell_x86 *x86)
{
	switch (x86->map << 8 | x86->opcode) {
	case 0x128:
	case 0x129:
	case 0x12b:
	case 0x1e7: return true;
	case 0x16f:
	case 0x17f: return x86->prefix == 0x66;
	case 0x22a: return x86->prefix == 0x66;
	default: return false;
	}
}

/* 0F opcodes that are of SSE and take its registers' 16 bytes. */
static bool is_sse(const struct knell_x86 *x86)
{
	uint8_t opcode = x86->opcode;

	if (x86->map == 1)
		return (opcode >= 0x10 && opcode <= 0x17) ||
		       (opcode >= 0x28 && opcode <= 0x2b) ||
		       (opcode >= 0x50 && opcode <= 0x7f) || opcode == 0xc2 ||
		       opcode == 0xc6 || opcode >= 0xd0;
	return true;
}

static uint8_t find_alignment(const struct knell_x86 *x86)
{
	if (!x86->has_memory || x86->map == 0)
		return 1;
	/* fxsave and fxrstor, then xsave and its kin */
	if (x86->map == 1 && x86->opcode == 0xae && !x86->prefix)
		return x86->reg < 2 ? 16 : x86->reg >= 4 ? 64 : 1;
	/* cmpxchg16b, xrstors, xsavec, xsaves */
	if (x86->map == 1 && x86->opcode == 0xc7 && x86->reg <= 5)
		return x86->reg >= 3 ? 64 : x86->rex & KNELL_X86_REX_W ? 16 : 1;
	if (x86->vex)
		return is_aligned_vector(x86) ? (uint8_t)x86->vector_bytes : 1;
	if (!is_sse(x86) || is_unaligned(x86))
		return 1;
	struct knell_x86 sse = *x86;

	sse.vector_bytes = 16;
	return knell_x86_displacement_scale(&sse) == 16 ? 16 : 1;
}

/* The operand that ModRM names: a register's value, or where it lies. */
static bool find_value(const uint8_t *code, size_t size,
	const struct knell_x86 *x86, const struct knell_registers *registers,
	struct knell_operation *operation)
{
	unsigned encoding = x86->rm | (x86->rex & KNELL_X86_REX_B ? 8u : 0u);
	struct knell_operand operands[3];
	/* Without REX the byte registers 4 to 7 are ah, ch, dh and bh. */
	bool high = operation->size == 1 && !x86->has_rex && encoding >= 4;
	uint64_t value;

	if (x86->has_memory) {
		unsigned count = x86->wide ? knell_x86_64_operands(code, size,
						     registers, operands)
					   : knell_i386_operands(code, size,
						     registers, operands);

		operation->in_memory = true;
		operation->value = operands[0].address;
		return count > 0;
	}
	if (!knell_x86_read(
		    x86, registers, high ? encoding - 4 : encoding, &value))
		return false;
	value = high ? value >> 8 : value;
	operation->value =
		operation->size == 8
			? value
			: value & (((uint64_t)1 << 8 * operation->size) - 1);
	return true;
}

static bool find_return(const struct knell_x86 *x86,
	const struct knell_registers *registers,
	struct knell_operation *operation)
{
	operation->kind = KNELL_OPERATION_RETURN;
	operation->in_memory = true;
	operation->size = x86->wide ? 8 : 4;
	return knell_x86_read(x86, registers, RSP, &operation->value);
}

/* The one-byte opcodes with a value: div, idiv, call and jmp. */
static bool find_by_value(const uint8_t *code, size_t size,
	const struct knell_x86 *x86, const struct knell_registers *registers,
	struct knell_operation *operation)
{
	uint8_t opcode = x86->opcode;

	if ((opcode & 0xfe) == 0xf6 && x86->reg >= 6) {
		operation->kind = KNELL_OPERATION_DIVIDE;
		operation->size = opcode == 0xf6               ? 1
				  : x86->rex & KNELL_X86_REX_W ? 8
				  : x86->narrow_operand        ? 2
							       : 4;
	} else if (opcode == 0xff && (x86->reg == 2 || x86->reg == 4)) {
		operation->kind = x86->reg == 2 ? KNELL_OPERATION_CALL
						: KNELL_OPERATION_JUMP;
		operation->size = x86->wide ? 8 : 4;
	} else {
		return false;
	}
	return find_value(code, size, x86, registers, operation);
}

/* The target counts from the next instruction. */
static bool find_direct(const struct knell_x86 *x86,
	const struct knell_registers *registers,
	struct knell_operation *operation)
{
	uint64_t pc;

	if (x86->opcode != 0xe8 ||
		!knell_x86_read(x86, registers, KNELL_X86_PC, &pc))
		return false;
	operation->kind = KNELL_OPERATION_CALL;
	operation->direct = true;
	operation->size = x86->wide ? 8 : 4;
	operation->value = pc + operation->length +
			   (uint64_t)(int64_t)(int32_t)x86->immediate;
	if (!x86->wide)
		operation->value = (uint32_t)operation->value;
	return true;
}

static bool find_trap(
	const struct knell_x86 *x86, struct knell_operation *operation)
{
	switch (x86->map << 8 | x86->opcode) {
	/* int3 and int1, which debuggers use */
	case 0xcc:
	case 0xf1:
		operation->kind = KNELL_OPERATION_BREAKPOINT;
		operation->name = x86->opcode == 0xcc ? "int3" : "int1";
		return true;
	case 0xcd:
		operation->kind = KNELL_OPERATION_INTERRUPT;
		operation->name = "int";
		operation->number = (uint32_t)x86->immediate;
		return true;
	case 0x10b:
		operation->kind = KNELL_OPERATION_TRAP;
		operation->name = "ud2";
		return true;
	/* clang tells in a displacement which check has failed. */
	case 0x1b9:
		operation->kind = KNELL_OPERATION_TRAP;
		operation->name = "ud1";
		operation->has_number = x86->has_memory;
		operation->number = (uint32_t)x86->displacement;
		return true;
	case 0x1ff:
		operation->kind = KNELL_OPERATION_TRAP;
		operation->name = "ud0";
		return true;
	default: return false;
	}
}

static bool find_operation(const uint8_t *code, size_t size, bool wide,
	const struct knell_registers *registers,
	struct knell_operation *operation)
{
	struct knell_x86 x86;

	*operation = (struct knell_operation){ .alignment = 1 };
	if (!knell_x86_decode(code, size, wide, &x86))
		return false;
	operation->length = x86.length + x86.immediate_bytes;
	if (x86.map == 0 && (x86.opcode & 0xfe) == 0xc2)
		return find_return(&x86, registers, operation);
	if (x86.map == 0 && find_direct(&x86, registers, operation))
		return true;
	if (x86.map == 0 && x86.has_modrm)
		return find_by_value(code, size, &x86, registers, operation);
	if (!x86.vex && find_trap(&x86, operation))
		return true;
	operation->name = find_privileged(&x86);
	if (operation->name) {
		operation->kind = KNELL_OPERATION_PRIVILEGED;
		return true;
	}
	operation->alignment = find_alignment(&x86);
	return operation->alignment > 1;
}

bool knell_x86_64_operation(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operation *ret_operation)
{
	return find_operation(code, size, true, registers, ret_operation);
}

bool knell_i386_operation(const uint8_t *code, size_t size,
	const struct knell_registers *registers,
	struct knell_operation *ret_operation)
{
	return find_operation(code, size, false, registers, ret_operation);
}
