/* SPDX-License-Identifier: MIT */
/*
 * Writing code of aarch64. Sources: Arm Architecture Reference Manual, C6.2;
 * the ABI's procedure call standard, 6.1.1 (registers that functions keep).
 */
#include "arch/encoder.h"
#include "base/memory.h"

enum { SP = 31 };

/* Landing pads, where pages are mapped with PROT_BTI; else no operations. */
#define BTI_C  0xd503245f
#define BTI_JC 0xd50324df

static void put_all(
	struct knell_code *code, const uint32_t *instructions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		knell_code_put_32(code, instructions[i]);
}

static void enter(struct knell_code *code)
{
	static const uint32_t instructions[] = {
		BTI_C, 0x910003f0, /* mov x16, sp */
		0xd10403ff,        /* sub sp, sp, #256 */
		0xa9007bf0,        /* stp x16, x30, [sp] */
		0x93407c00,        /* sxtw x0, w0 */
		0xa90107e0,        /* stp x0, x1, [sp, #16] */
		0xf90013e2,        /* str x2, [sp, #32] */
		0xa90453f3,        /* stp x19, x20, [sp, #64] */
		0xa9055bf5,        /* stp x21, x22, [sp, #80] */
		0xa90663f7,        /* stp x23, x24, [sp, #96] */
		0xa9076bf9,        /* stp x25, x26, [sp, #112] */
		0xa90873fb,        /* stp x27, x28, [sp, #128] */
		0xf9004bfd,        /* str x29, [sp, #144] */
		0x6d0a27e8,        /* stp d8, d9, [sp, #160] */
		0x6d0b2fea,        /* stp d10, d11, [sp, #176] */
		0x6d0c37ec,        /* stp d12, d13, [sp, #192] */
		0x6d0d3fee,        /* stp d14, d15, [sp, #208] */
	};

	put_all(code, instructions, KNELL_COUNT(instructions));
}

static void arrive(struct knell_code *code)
{
	knell_code_put_32(code, BTI_JC);
}

static void leave(struct knell_code *code)
{
	static const uint32_t instructions[] = {
		0xa9407bf0, /* ldp x16, x30, [sp] */
		0xa94107e0, /* ldp x0, x1, [sp, #16] */
		0xf94013e2, /* ldr x2, [sp, #32] */
		0xa94453f3, /* ldp x19, x20, [sp, #64] */
		0xa9455bf5, /* ldp x21, x22, [sp, #80] */
		0xa94663f7, /* ldp x23, x24, [sp, #96] */
		0xa9476bf9, /* ldp x25, x26, [sp, #112] */
		0xa94873fb, /* ldp x27, x28, [sp, #128] */
		0xf9404bfd, /* ldr x29, [sp, #144] */
		0x6d4a27e8, /* ldp d8, d9, [sp, #160] */
		0x6d4b2fea, /* ldp d10, d11, [sp, #176] */
		0x6d4c37ec, /* ldp d12, d13, [sp, #192] */
		0x6d4d3fee, /* ldp d14, d15, [sp, #208] */
		0x9100021f, /* mov sp, x16 */
	};

	put_all(code, instructions, KNELL_COUNT(instructions));
}

static void go_back(struct knell_code *code)
{
	knell_code_put_32(code, 0xd65f03c0); /* ret */
}

/* With an offset of 12 bits in words, or of 9 bits with its sign in bytes. */
static void put_access(struct knell_code *code, uint32_t wide, uint32_t near,
	unsigned one, unsigned base, int at)
{
	uint32_t registers = (uint32_t)base << 5 | one;

	if (at >= 0)
		knell_code_put_32(
			code, wide | (uint32_t)at / 8 << 10 | registers);
	else
		knell_code_put_32(
			code, near | ((uint32_t)at & 0x1ff) << 12 | registers);
}

static void load(struct knell_code *code, unsigned to, unsigned base, int at)
{
	put_access(code, 0xf9400000, 0xf8400000, to, base, at); /* ldr, ldur */
}

static void store(struct knell_code *code, unsigned from, unsigned base, int at)
{
	put_access(
		code, 0xf9000000, 0xf8000000, from, base, at); /* str, stur */
}

/* mrs to, tpidr_el0; add to, to, #at. Return: what is left of it for the
 * displacement. */
static int put_thread(struct knell_code *code, unsigned to, int at)
{
	knell_code_put_32(code, 0xd53bd040 | to);
	knell_code_put_32(code,
		0x91400000 | (uint32_t)at >> 12 << 10 | (uint32_t)to << 5 | to);
	return at & 0xfff;
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

/* add to, from, #0: here, 31 is the stack pointer. */
static void move(struct knell_code *code, unsigned to, unsigned from)
{
	knell_code_put_32(code, 0x91000000 | (uint32_t)from << 5 | to);
}

static void add(struct knell_code *code, unsigned to, unsigned from)
{
	knell_code_put_32(code,
		0x8b000000 | (uint32_t)from << 16 | (uint32_t)to << 5 | to);
}

/* movz, then movk for the other halfwords. */
static void set(struct knell_code *code, unsigned to, uint64_t value)
{
	for (uint32_t i = 0; i < 4; i++)
		knell_code_put_32(code,
			(i ? 0xf2800000 : 0xd2800000) | i << 21 |
				(uint32_t)(value >> 16 * i & 0xffff) << 5 | to);
}

/* From the instruction to a label, in words. */
static uint32_t distance(const struct knell_code *code, unsigned label)
{
	return (uint32_t)(code->labels[label] - code->size) >> 2;
}

static void jump_below(
	struct knell_code *code, unsigned a, unsigned b, unsigned label)
{
	/* cmp a, b */
	knell_code_put_32(
		code, 0xeb00001f | (uint32_t)b << 16 | (uint32_t)a << 5);
	/* b.lo */
	knell_code_put_32(
		code, 0x54000003 | (distance(code, label) & 0x7ffff) << 5);
}

static void jump_if(
	struct knell_code *code, unsigned a, bool zero, unsigned label)
{
	/* cbz, cbnz */
	knell_code_put_32(code, (zero ? 0xb4000000 : 0xb5000000) |
					(distance(code, label) & 0x7ffff) << 5 |
					a);
}

static void jump(struct knell_code *code, unsigned label)
{
	knell_code_put_32(
		code, 0x14000000 | (distance(code, label) & 0x3ffffff));
}

static void jump_to(struct knell_code *code, unsigned address)
{
	knell_code_put_32(code, 0xd61f0000 | (uint32_t)address << 5);
}

const struct knell_encoder knell_encoder_aarch64 = {
	.machine = &knell_machine_aarch64,
	.numbers = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
		17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, SP },
	/* But x18, which may be the platform's. */
	.loadable = 0xfffbffff,
	.sp = SP,
	.free = 16,
	/* The first jumps: landing pads for calls let x16 and x17 in. */
	.scratch = { 16, 17, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1,
		0, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19 },
	.scratch_count = 30,
	.saved = { { 19, 11, 64 }, { 72, 8, 160 } },
	.moved = 16,
	.moved_from = 8,
	.moved_to = 16,
	.enter = enter,
	.arrive = arrive,
	.leave = leave,
	.go_back = go_back,
	.load = load,
	.store = store,
	.load_thread = load_thread,
	.store_thread = store_thread,
	.thread_max = (1 << 24) - 1,
	.move = move,
	.add = add,
	.set = set,
	.jump_below = jump_below,
	.jump_if = jump_if,
	.jump = jump,
	.jump_to = jump_to,
};
