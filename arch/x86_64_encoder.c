/* SPDX-License-Identifier: MIT */
/*
 * Writing code of x86_64. Sources: Intel SDM volume 2, chapters 2 to 5; x86-64
 * psABI 3.2.1 (registers that functions keep).
 */
#include "arch/encoder.h"
#include "base/memory.h"

enum { RSP = 4, REX_W = 0x48, SIB_NO_INDEX = 0x24, SIB_NEITHER = 0x25 };

/* Of ModRM: what is named is memory with 32 bits of displacement, a register */
enum { MEMORY = 2, REGISTER = 3 };

static void put_8(struct knell_code *code, unsigned byte)
{
	knell_code_put(code, &(uint8_t){ (uint8_t)byte }, 1);
}

/* All operands have 64 bits. `other` is part of the opcode in some. */
static void put_operation(struct knell_code *code, unsigned opcode,
	unsigned mode, unsigned other, unsigned named)
{
	put_8(code, REX_W | (other >> 3) << 2 | named >> 3);
	put_8(code, opcode);
	put_8(code, mode << 6 | (other & 7) << 3 | (named & 7));
}

static void put_memory(struct knell_code *code, unsigned opcode, unsigned other,
	unsigned base, int at)
{
	put_operation(code, opcode, MEMORY, other, base);
	if ((base & 7) == RSP)
		put_8(code, SIB_NO_INDEX);
	knell_code_put_32(code, (uint32_t)at);
}

/* From the end of the instruction. */
static void put_distance(struct knell_code *code, unsigned label)
{
	knell_code_put_32(
		code, (uint32_t)(code->labels[label] - (code->size + 4)));
}

static void enter(struct knell_code *code)
{
	static const uint8_t bytes[] = {
		0xfc,                         /* cld */
		0x48, 0x89, 0xe0,             /* mov %rsp, %rax */
		0x48, 0x81, 0xec, 0, 1, 0, 0, /* sub $256, %rsp */
		0x48, 0x83, 0xe4, 0xf0,       /* and $-16, %rsp */
		0x48, 0x89, 0x04, 0x24,       /* mov %rax, (%rsp) */
		0x48, 0x63, 0xff,             /* movslq %edi, %rdi */
		0x48, 0x89, 0x7c, 0x24, 0x10, /* mov %rdi, 16(%rsp) */
		0x48, 0x89, 0x74, 0x24, 0x18, /* mov %rsi, 24(%rsp) */
		0x48, 0x89, 0x54, 0x24, 0x20, /* mov %rdx, 32(%rsp) */
		0x48, 0x89, 0x5c, 0x24, 0x40, /* mov %rbx, 64(%rsp) */
		0x48, 0x89, 0x6c, 0x24, 0x48, /* mov %rbp, 72(%rsp) */
		0x4c, 0x89, 0x64, 0x24, 0x50, /* mov %r12, 80(%rsp) */
		0x4c, 0x89, 0x6c, 0x24, 0x58, /* mov %r13, 88(%rsp) */
		0x4c, 0x89, 0x74, 0x24, 0x60, /* mov %r14, 96(%rsp) */
		0x4c, 0x89, 0x7c, 0x24, 0x68, /* mov %r15, 104(%rsp) */
	};

	knell_code_put(code, bytes, sizeof(bytes));
}

static void arrive(struct knell_code *code)
{
	put_8(code, 0xfc); /* cld: as functions expect it */
}

static void leave(struct knell_code *code)
{
	static const uint8_t bytes[] = {
		0x48, 0x8b, 0x7c, 0x24, 0x10, /* mov 16(%rsp), %rdi */
		0x48, 0x8b, 0x74, 0x24, 0x18, /* mov 24(%rsp), %rsi */
		0x48, 0x8b, 0x54, 0x24, 0x20, /* mov 32(%rsp), %rdx */
		0x48, 0x8b, 0x5c, 0x24, 0x40, /* mov 64(%rsp), %rbx */
		0x48, 0x8b, 0x6c, 0x24, 0x48, /* mov 72(%rsp), %rbp */
		0x4c, 0x8b, 0x64, 0x24, 0x50, /* mov 80(%rsp), %r12 */
		0x4c, 0x8b, 0x6c, 0x24, 0x58, /* mov 88(%rsp), %r13 */
		0x4c, 0x8b, 0x74, 0x24, 0x60, /* mov 96(%rsp), %r14 */
		0x4c, 0x8b, 0x7c, 0x24, 0x68, /* mov 104(%rsp), %r15 */
		0x48, 0x8b, 0x24, 0x24,       /* mov (%rsp), %rsp */
	};

	knell_code_put(code, bytes, sizeof(bytes));
}

static void go_back(struct knell_code *code)
{
	put_8(code, 0xc3); /* ret */
}

static void load(struct knell_code *code, unsigned to, unsigned base, int at)
{
	put_memory(code, 0x8b, to, base, at);
}

static void store(struct knell_code *code, unsigned from, unsigned base, int at)
{
	put_memory(code, 0x89, from, base, at);
}

/* %fs:at, without a base. */
static void put_thread(
	struct knell_code *code, unsigned opcode, unsigned other, int at)
{
	put_8(code, 0x64);
	put_8(code, REX_W | (other >> 3) << 2);
	put_8(code, opcode);
	put_8(code, (other & 7) << 3 | RSP);
	put_8(code, SIB_NEITHER);
	knell_code_put_32(code, (uint32_t)at);
}

static void load_thread(
	struct knell_code *code, unsigned to, unsigned scratch, int at)
{
	(void)scratch;
	put_thread(code, 0x8b, to, at);
}

static void store_thread(
	struct knell_code *code, unsigned from, unsigned scratch, int at)
{
	(void)scratch;
	put_thread(code, 0x89, from, at);
}

static void move(struct knell_code *code, unsigned to, unsigned from)
{
	put_operation(code, 0x89, REGISTER, from, to);
}

static void add(struct knell_code *code, unsigned to, unsigned from)
{
	put_operation(code, 0x01, REGISTER, from, to);
}

static void set(struct knell_code *code, unsigned to, uint64_t value)
{
	put_8(code, REX_W | to >> 3);
	put_8(code, 0xb8 | (to & 7)); /* movabs */
	knell_code_put_64(code, value);
}

static void jump_below(
	struct knell_code *code, unsigned a, unsigned b, unsigned label)
{
	put_operation(code, 0x39, REGISTER, b, a); /* cmp */
	knell_code_put(code, (uint8_t[]){ 0x0f, 0x82 }, 2);
	put_distance(code, label);
}

static void jump_if(
	struct knell_code *code, unsigned a, bool zero, unsigned label)
{
	put_operation(code, 0x85, REGISTER, a, a); /* test */
	knell_code_put(code, (uint8_t[]){ 0x0f, zero ? 0x84 : 0x85 }, 2);
	put_distance(code, label);
}

static void jump(struct knell_code *code, unsigned label)
{
	put_8(code, 0xe9);
	put_distance(code, label);
}

static void jump_to(struct knell_code *code, unsigned address)
{
	put_operation(code, 0xff, REGISTER, 4, address);
}

const struct knell_encoder knell_encoder_x86_64 = {
	.machine = &knell_machine_x86_64,
	.numbers = { 0, 2, 1, 3, 6, 7, 5, RSP, 8, 9, 10, 11, 12, 13, 14, 15 },
	.loadable = 0xffff,
	.sp = RSP,
	.free = 0,
	.scratch = { 0, 11, 10, 9, 8, 1, 2, 7, 6, 15, 14, 13, 12, 3, 5 },
	.scratch_count = 15,
	.saved = { { 3, 1, 64 }, { 6, 1, 72 }, { 12, 4, 80 } },
	.moved = 0,
	.moved_from = 4,
	.moved_to = 19,
	.enter = enter,
	.arrive = arrive,
	.leave = leave,
	.go_back = go_back,
	.load = load,
	.store = store,
	.load_thread = load_thread,
	.store_thread = store_thread,
	.thread_min = INT32_MIN,
	.thread_max = INT32_MAX,
	.move = move,
	.add = add,
	.set = set,
	.jump_below = jump_below,
	.jump_if = jump_if,
	.jump = jump,
	.jump_to = jump_to,
};
