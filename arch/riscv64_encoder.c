/* SPDX-License-Identifier: MIT */
/*
 * Writing code of riscv64, with floating point of double precision. Sources:
 * RISC-V Instruction Set Manual volume I, chapters 2, 4 and 35; RISC-V psABI,
 * "Register Convention".
 */
#include "arch/encoder.h"
#include "base/memory.h"

enum { RA = 1, SP = 2, TP = 4, S0 = 8, A0 = 10, T0 = 5, FS0 = 8 };
/* In struct knell_bind_record. */
enum { LINK = 8, SIGNAL = 16, SAVED = 64, SAVED_FLOAT = SAVED + 12 * 8 };

/* Opcodes with the bits that choose among them. */
enum {
	LD = 0x3003,
	FLD = 0x3007,
	SD = 0x3023,
	FSD = 0x3027,
	ADDI = 0x0013,
	ADDIW = 0x001b,
	JALR = 0x0067,
	BEQ = 0x0063,
	BNE = 0x1063,
	BGEU = 0x7063,
	ADD = 0x33,
	LUI = 0x37,
};

static void put_immediate(struct knell_code *code, uint32_t opcode, unsigned to,
	unsigned from, int value)
{
	knell_code_put_32(code, opcode | (uint32_t)to << 7 |
					(uint32_t)from << 15 |
					(uint32_t)value << 20);
}

static void put_store(struct knell_code *code, uint32_t opcode, unsigned from,
	unsigned base, int at)
{
	knell_code_put_32(code,
		opcode | ((uint32_t)at & 0x1f) << 7 | (uint32_t)base << 15 |
			(uint32_t)from << 20 | (uint32_t)at >> 5 << 25);
}

static void load(struct knell_code *code, unsigned to, unsigned base, int at)
{
	put_immediate(code, LD, to, base, at);
}

static void store(struct knell_code *code, unsigned from, unsigned base, int at)
{
	put_store(code, SD, from, base, at);
}

/* lui to, high; add to, to, tp. Return: the displacement. */
static int put_thread(struct knell_code *code, unsigned to, int at)
{
	uint32_t high = ((uint32_t)at + 0x800) & 0xfffff000;

	knell_code_put_32(code, LUI | (uint32_t)to << 7 | high);
	knell_code_put_32(code, ADD | (uint32_t)to << 7 | (uint32_t)to << 15 |
					(uint32_t)TP << 20);
	return (int)((uint32_t)at - high);
}

static void load_thread(
	struct knell_code *code, unsigned to, unsigned scratch, int at)
{
	(void)scratch;
	load(code, to, to, put_thread(code, to, at));
}

static void store_thread(
	struct knell_code *code, unsigned from, unsigned scratch, int at)
{
	store(code, from, scratch, put_thread(code, scratch, at));
}

static void move(struct knell_code *code, unsigned to, unsigned from)
{
	put_immediate(code, ADDI, to, from, 0);
}

/* s0 to s11: they are x8, x9 and x18 to x27; so are those of numbers. */
static unsigned kept(unsigned index)
{
	return index < 2 ? S0 + index : 16 + index;
}

static void enter(struct knell_code *code)
{
	move(code, T0, SP);
	put_immediate(code, ADDI, SP, SP, -256);
	store(code, T0, SP, 0);
	store(code, RA, SP, LINK);
	put_immediate(code, ADDIW, A0, A0, 0);
	for (unsigned i = 0; i < 3; i++)
		store(code, A0 + i, SP, SIGNAL + 8 * (int)i);
	for (unsigned i = 0; i < 12; i++) {
		store(code, kept(i), SP, SAVED + 8 * (int)i);
		put_store(code, FSD, kept(i), SP, SAVED_FLOAT + 8 * (int)i);
	}
}

static void arrive(struct knell_code *code)
{
	(void)code;
}

static void leave(struct knell_code *code)
{
	load(code, RA, SP, LINK);
	for (unsigned i = 0; i < 3; i++)
		load(code, A0 + i, SP, SIGNAL + 8 * (int)i);
	for (unsigned i = 0; i < 12; i++) {
		load(code, kept(i), SP, SAVED + 8 * (int)i);
		put_immediate(code, FLD, kept(i), SP, SAVED_FLOAT + 8 * (int)i);
	}
	load(code, SP, SP, 0);
}

static void jump_to(struct knell_code *code, unsigned address)
{
	put_immediate(code, JALR, 0, address, 0);
}

static void go_back(struct knell_code *code)
{
	jump_to(code, RA);
}

static void add(struct knell_code *code, unsigned to, unsigned from)
{
	knell_code_put_32(code, ADD | (uint32_t)to << 7 | (uint32_t)to << 15 |
					(uint32_t)from << 20);
}

/* auipc to, high; ld to, low(to): it is behind the code. */
static void set(struct knell_code *code, unsigned to, uint64_t value)
{
	uint32_t distance =
		(uint32_t)(knell_code_pool(code, value) - code->size);
	uint32_t high = (distance + 0x800) & 0xfffff000;

	knell_code_put_32(code, 0x17 | (uint32_t)to << 7 | high);
	load(code, to, to, (int)(distance - high));
}

/* jal x0, label: over 1 MiB in each direction. */
static void jump(struct knell_code *code, unsigned label)
{
	uint32_t at = (uint32_t)(code->labels[label] - code->size);

	knell_code_put_32(code, 0x6f | (at & 0xff000) | (at >> 11 & 1) << 20 |
					(at >> 1 & 0x3ff) << 21 |
					(at >> 20 & 1) << 31);
}

/* Conditions reach 4 KiB: one that does not hold skips the jump. */
static void put_skip(
	struct knell_code *code, uint32_t opcode, unsigned a, unsigned b)
{
	knell_code_put_32(
		code, opcode | 8 << 7 | (uint32_t)a << 15 | (uint32_t)b << 20);
}

static void jump_below(
	struct knell_code *code, unsigned a, unsigned b, unsigned label)
{
	put_skip(code, BGEU, a, b);
	jump(code, label);
}

static void jump_if(
	struct knell_code *code, unsigned a, bool zero, unsigned label)
{
	put_skip(code, zero ? BNE : BEQ, a, 0);
	jump(code, label);
}

const struct knell_encoder knell_encoder_riscv64 = {
	.machine = &knell_machine_riscv64,
	.numbers = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
		17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31 },
	/* But zero, gp and tp. */
	.loadable = 0xffffffe6,
	.sp = SP,
	.free = 6,
	/* Jumps through ra and t0 count as returns: they come last. */
	.scratch = { 6, 7, 28, 29, 30, 31, 10, 11, 12, 13, 14, 15, 16, 17, 8, 9,
		18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 5, 1 },
	.scratch_count = 28,
	.saved = { { 8, 2, 64 }, { 18, 10, 80 }, { 40, 2, 160 },
		{ 50, 10, 176 } },
	.moved = T0,
	.moved_from = 4,
	.moved_to = 12,
	.enter = enter,
	.arrive = arrive,
	.leave = leave,
	.go_back = go_back,
	.load = load,
	.store = store,
	.load_thread = load_thread,
	.store_thread = store_thread,
	.thread_min = INT32_MIN,
	.thread_max = INT32_MAX - 0x800,
	.move = move,
	.add = add,
	.set = set,
	.jump_below = jump_below,
	.jump_if = jump_if,
	.jump = jump,
	.jump_to = jump_to,
};
