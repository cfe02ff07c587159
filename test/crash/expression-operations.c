/* SPDX-License-Identifier: MIT */
/*
 * Each operation of DWARF expressions, on words of 64 and of 32 bits; and
 * that those which are broken, run too long or need what is not there say so.
 */
#include <errno.h>

#include "crash/expression.h"
#include "test/lib/test.h"

enum { MEMORY = 0x1000 };

static const uint8_t memory[16] = { 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22,
	0x91, 1, 2, 3, 4, 5, 6, 7, 8 };

static size_t read_memory(struct knell_target *target, uint64_t address,
	void *buffer, size_t size)
{
	(void)target;
	if (address < MEMORY || address - MEMORY + size > sizeof(memory))
		return 0;
	memcpy(buffer, memory + (address - MEMORY), size);
	return size;
}

static const struct knell_target_kind kind = { .name = "test",
	.read = read_memory };
static struct knell_target target = { .kind = &kind };
static struct knell_registers registers;
static const uint64_t initial = 100;

#define BYTES(...)                        \
	(const uint8_t[]){ __VA_ARGS__ }, \
		sizeof((const uint8_t[]){ __VA_ARGS__ })

static int run(uint64_t *ret_value, const uint8_t *code, size_t size)
{
	return knell_expression_evaluate(
		code, size, &target, &registers, &initial, ret_value);
}

#define CHECK_VALUE(expected, ...)                             \
	do {                                                   \
		uint64_t got = 0xdead;                         \
		CHECK_EQUAL(run(&got, BYTES(__VA_ARGS__)), 0); \
		CHECK_EQUAL(got, expected);                    \
	} while (0)
#define CHECK_ERROR(expected, ...)                                    \
	do {                                                          \
		uint64_t got = 0xdead;                                \
		CHECK_EQUAL(run(&got, BYTES(__VA_ARGS__)), expected); \
		CHECK_EQUAL(got, 0xdead);                             \
	} while (0)

static void check_wide(void)
{
	target.machine = &knell_machine_x86_64;
	/* addr, const1u … const8s, constu, consts */
	CHECK_VALUE(0x1122334455667788, 0x03, 0x88, 0x77, 0x66, 0x55, 0x44,
		0x33, 0x22, 0x11);
	CHECK_VALUE(0x1122334455667788, 0x0e, 0x88, 0x77, 0x66, 0x55, 0x44,
		0x33, 0x22, 0x11);
	CHECK_VALUE(-2, 0x0f, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
	CHECK_VALUE(0xfffffffe, 0x0c, 0xfe, 0xff, 0xff, 0xff);
	CHECK_VALUE(-2, 0x0d, 0xfe, 0xff, 0xff, 0xff);
	/* A negative number is one of 64 bits. */
	CHECK_VALUE(INT64_MAX, 0x0d, 0xff, 0xff, 0xff, 0xff, 0x31, 0x25);
	/* deref, deref_size */
	CHECK_VALUE((int64_t)0x9122334455667788, 0x0a, 0x00, 0x10, 0x06);
	CHECK_VALUE(0x55667788, 0x0a, 0x00, 0x10, 0x94, 4);
	CHECK_VALUE(0x88, 0x0a, 0x00, 0x10, 0x94, 1);
	CHECK_ERROR(-EFAULT, 0x0a, 0x09, 0x10, 0x06);
	CHECK_ERROR(-EBADMSG, 0x0a, 0x00, 0x10, 0x94, 9);
	CHECK_ERROR(-EBADMSG, 0x0a, 0x00, 0x10, 0x94, 0);
	/* mul, of which the upper half is lost */
	CHECK_VALUE(-6, 0x09, 0xfe, 0x33, 0x1e);
	/* shra, shl, shr; as far as the word goes and farther */
	CHECK_VALUE(-1, 0x0f, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x08, 200, 0x26);
	CHECK_VALUE(INT64_MIN, 0x31, 0x08, 63, 0x24);
	CHECK_VALUE(0, 0x31, 0x08, 64, 0x24);
	CHECK_VALUE(1, 0x09, 0xff, 0x08, 63, 0x25);
	CHECK_VALUE(0, 0x09, 0xff, 0x08, 64, 0x25);
	/* The least number by -1. */
	CHECK_VALUE(INT64_MIN, 0x31, 0x08, 63, 0x24, 0x09, 0xff, 0x1b);
}

static void check_stack(void)
{
	CHECK_VALUE(0xfe, 0x08, 0xfe);
	CHECK_VALUE(0xfffe, 0x0a, 0xfe, 0xff);
	CHECK_VALUE(300, 0x10, 0xac, 0x02);
	CHECK_VALUE(0, 0x30);
	CHECK_VALUE(31, 0x4f);
	/* dup, drop, over, pick, swap, rot */
	CHECK_VALUE(200, 0x12, 0x22);
	CHECK_VALUE(100, 0x31, 0x13);
	CHECK_VALUE(100, 0x31, 0x14);
	CHECK_VALUE(100, 0x31, 0x32, 0x33, 0x15, 3);
	CHECK_VALUE(3, 0x31, 0x32, 0x33, 0x15, 0);
	CHECK_VALUE(99, 0x31, 0x1c);
	CHECK_VALUE(100, 0x31, 0x16);
	/* 1 2 3 becomes 3 1 2: (3 * 10 + 1) * 10 + 2 */
	CHECK_VALUE(2, 0x31, 0x32, 0x33, 0x17);
	CHECK_VALUE(1, 0x31, 0x32, 0x33, 0x17, 0x13);
	CHECK_VALUE(3, 0x31, 0x32, 0x33, 0x17, 0x13, 0x13);
	/* abs, neg, not, plus_uconst */
	CHECK_VALUE(2, 0x09, 0xfe, 0x19);
	CHECK_VALUE(2, 0x32, 0x19);
	CHECK_VALUE(2, 0x09, 0xfe, 0x1f);
	CHECK_VALUE(1, 0x09, 0xfe, 0x20);
	CHECK_VALUE(400, 0x23, 0xac, 0x02);
}

static void check_binary(void)
{
	/* and, div, minus, mod, mul, or, plus, xor */
	CHECK_VALUE(4, 0x36, 0x1a);
	CHECK_VALUE(33, 0x33, 0x1b);
	CHECK_VALUE(97, 0x33, 0x1c);
	CHECK_VALUE(1, 0x33, 0x1d);
	CHECK_VALUE(300, 0x33, 0x1e);
	CHECK_VALUE(103, 0x33, 0x21);
	CHECK_VALUE(103, 0x33, 0x22);
	CHECK_VALUE(96, 0x34, 0x27);
	CHECK_VALUE(800, 0x33, 0x24);
	CHECK_VALUE(12, 0x33, 0x25);
	CHECK_VALUE(12, 0x33, 0x26);
	CHECK_ERROR(-EBADMSG, 0x30, 0x1b);
	CHECK_ERROR(-EBADMSG, 0x30, 0x1d);
	/* -7 / 2 is -3 */
	CHECK_VALUE(3, 0x09, 0xf9, 0x32, 0x1b, 0x1f);
	/* eq ge gt le lt ne, which compare signed */
	CHECK_VALUE(1, 0x12, 0x29);
	CHECK_VALUE(0, 0x31, 0x29);
	CHECK_VALUE(1, 0x09, 0xff, 0x2a);
	CHECK_VALUE(1, 0x12, 0x2a);
	CHECK_VALUE(0, 0x12, 0x2b);
	CHECK_VALUE(1, 0x09, 0xff, 0x2b);
	CHECK_VALUE(1, 0x12, 0x2c);
	CHECK_VALUE(0, 0x09, 0xff, 0x2c);
	CHECK_VALUE(0, 0x12, 0x2d);
	CHECK_VALUE(1, 0x09, 0xff, 0x16, 0x2d);
	CHECK_VALUE(1, 0x31, 0x2e);
}

static void check_jumps(void)
{
	/* skip over lit1; bra taken, and not */
	CHECK_VALUE(100, 0x2f, 1, 0, 0x31);
	CHECK_VALUE(100, 0x31, 0x28, 1, 0, 0x35);
	CHECK_VALUE(5, 0x30, 0x28, 1, 0, 0x35);
	CHECK_VALUE(100, 0x2f, 0, 0);
	CHECK_ERROR(-EBADMSG, 0x2f, 1, 0);
	CHECK_ERROR(-EBADMSG, 0x31, 0x2f, 0xfb, 0xff);
	CHECK_ERROR(-EBADMSG, 0x2f, 0xff, 0x7f);
	/* A loop without an end. */
	CHECK_ERROR(-EBADMSG, 0x2f, 0xfd, 0xff);
	CHECK_ERROR(-EBADMSG, 0x31, 0x2f, 0xfc, 0xff);
	/* nop, stack_value */
	CHECK_VALUE(100, 0x96, 0x96);
	CHECK_VALUE(100, 0x9f);
	/* breg7 -8, breg3 +300, bregx 7 8, reg3, regx 3 */
	CHECK_VALUE(7992, 0x77, 0x78);
	CHECK_VALUE(3300, 0x73, 0xac, 0x02);
	CHECK_VALUE(8008, 0x92, 7, 8);
	CHECK_VALUE(3000, 0x53);
	CHECK_VALUE(3000, 0x90, 3);
	/* Registers that are not known, or not tracked. */
	CHECK_ERROR(-ENODATA, 0x74, 0);
	CHECK_ERROR(-ENODATA, 0x8f, 0);
	CHECK_ERROR(-ENODATA, 0x92, 0xff, 0x7f, 0);
}

static void check_both(void)
{
	check_stack();
	check_binary();
	check_jumps();
}

static void check_narrow(void)
{
	target.machine = &knell_machine_i386;
	CHECK_VALUE(0x55667788, 0x03, 0x88, 0x77, 0x66, 0x55);
	CHECK_VALUE(0x55667788, 0x0a, 0x00, 0x10, 0x06);
	CHECK_ERROR(-EBADMSG, 0x0a, 0x00, 0x10, 0x94, 8);
	/* Everything is of 32 bits. */
	CHECK_VALUE(0xffffffff, 0x09, 0xff);
	CHECK_VALUE(0xffffffff, 0x30, 0x31, 0x1c);
	CHECK_VALUE(0, 0x09, 0xff, 0x31, 0x22);
	CHECK_VALUE(1, 0x0c, 0, 0, 0, 0x80, 0x30, 0x2d);
	CHECK_VALUE(0xffffffff, 0x0c, 0, 0, 0, 0x80, 0x08, 31, 0x26);
	CHECK_VALUE(0, 0x31, 0x08, 32, 0x24);
	CHECK_VALUE(0x80000000, 0x0c, 0, 0, 0, 0x80, 0x09, 0xff, 0x1b);
	CHECK_VALUE(0x80000000, 0x0c, 0, 0, 0, 0x80, 0x19);
}

static void check_broken(void)
{
	uint8_t deep[80];
	uint64_t value;

	/* Nothing there, and more than there is room for. */
	CHECK_ERROR(-EBADMSG, 0x13);
	CHECK_ERROR(-EBADMSG, 0x13, 0x13);
	CHECK_ERROR(-EBADMSG, 0x22);
	CHECK_ERROR(-EBADMSG, 0x15, 1);
	CHECK_ERROR(-EBADMSG, 0x16);
	memset(deep, 0x31, sizeof(deep));
	CHECK_EQUAL(run(&value, deep, sizeof(deep)), -EBADMSG);
	CHECK_EQUAL(run(&value, deep, 63), 0);
	CHECK_EQUAL(run(&value, deep, 64), -EBADMSG);
	CHECK_EQUAL(knell_expression_evaluate(
			    deep, 0, &target, &registers, NULL, &value),
		-EBADMSG);
	/* An expression may be but what is pushed for it. */
	CHECK_EQUAL(run(&value, deep, 0), 0);
	CHECK_EQUAL(value, 100);
	/* Not for call frame information: call2, fbreg, piece, … */
	CHECK_ERROR(-EBADMSG, 0x98, 0, 0);
	CHECK_ERROR(-EBADMSG, 0x91, 0);
	CHECK_ERROR(-EBADMSG, 0x93, 8);
	CHECK_ERROR(-EBADMSG, 0xff);
	/* Operands cut off. */
	CHECK_ERROR(-EBADMSG, 0x03, 0, 0);
	CHECK_ERROR(-EBADMSG, 0x08);
	CHECK_ERROR(-EBADMSG, 0x0e, 1, 2, 3);
	CHECK_ERROR(-EBADMSG, 0x10, 0x80);
	CHECK_ERROR(-EBADMSG, 0x23, 0x80);
	CHECK_ERROR(-EBADMSG, 0x2f, 0);
	CHECK_ERROR(-EBADMSG, 0x77);
	CHECK_ERROR(-EBADMSG, 0x92, 7);
	CHECK_ERROR(-EBADMSG, 0x94);
}

int main(void)
{
	knell_register_set(&registers, 3, 3000);
	knell_register_set(&registers, 7, 8000);
	check_wide();
	check_both();
	check_narrow();
	check_both();
	check_broken();
	return test_end();
}
