/* SPDX-License-Identifier: MIT */
/* The stack machine of DWARF expressions. Source: DWARF 5 section 2.5. */
#include "crash/expression.h"

#include "abi/errno.h"
#include "base/load.h"
#include "crash/cursor.h"

enum {
	DW_OP_addr = 0x03,
	DW_OP_deref = 0x06,
	DW_OP_const1u = 0x08,
	DW_OP_const1s = 0x09,
	DW_OP_const2u = 0x0a,
	DW_OP_const2s = 0x0b,
	DW_OP_const4u = 0x0c,
	DW_OP_const4s = 0x0d,
	DW_OP_const8u = 0x0e,
	DW_OP_const8s = 0x0f,
	DW_OP_constu = 0x10,
	DW_OP_consts = 0x11,
	DW_OP_dup = 0x12,
	DW_OP_drop = 0x13,
	DW_OP_over = 0x14,
	DW_OP_pick = 0x15,
	DW_OP_swap = 0x16,
	DW_OP_rot = 0x17,
	DW_OP_abs = 0x19,
	DW_OP_and = 0x1a,
	DW_OP_div = 0x1b,
	DW_OP_minus = 0x1c,
	DW_OP_mod = 0x1d,
	DW_OP_mul = 0x1e,
	DW_OP_neg = 0x1f,
	DW_OP_not = 0x20,
	DW_OP_or = 0x21,
	DW_OP_plus = 0x22,
	DW_OP_plus_uconst = 0x23,
	DW_OP_shl = 0x24,
	DW_OP_shr = 0x25,
	DW_OP_shra = 0x26,
	DW_OP_xor = 0x27,
	DW_OP_bra = 0x28,
	DW_OP_eq = 0x29,
	DW_OP_ge = 0x2a,
	DW_OP_gt = 0x2b,
	DW_OP_le = 0x2c,
	DW_OP_lt = 0x2d,
	DW_OP_ne = 0x2e,
	DW_OP_skip = 0x2f,
	DW_OP_lit0 = 0x30,
	DW_OP_lit31 = 0x4f,
	DW_OP_reg0 = 0x50,
	DW_OP_reg31 = 0x6f,
	DW_OP_breg0 = 0x70,
	DW_OP_breg31 = 0x8f,
	DW_OP_regx = 0x90,
	DW_OP_bregx = 0x92,
	DW_OP_deref_size = 0x94,
	DW_OP_nop = 0x96,
	DW_OP_stack_value = 0x9f,
};

enum { DEPTH_MAX = 64, STEPS_MAX = 1000 };

struct evaluation {
	struct knell_cursor cursor;
	const uint8_t *start;
	struct knell_target *target;
	const struct knell_registers *registers;
	unsigned depth;
	unsigned word_bits;
	int error;
	uint64_t stack[DEPTH_MAX];
};

static void fail(struct evaluation *run, int error)
{
	if (!run->error)
		run->error = error;
}

/* Values are of the machine's word size, upper bits zero. */
static void push(struct evaluation *run, uint64_t value)
{
	if (run->depth == DEPTH_MAX)
		fail(run, -EBADMSG);
	else
		run->stack[run->depth++] =
			value << (64 - run->word_bits) >> (64 - run->word_bits);
}

static uint64_t pop(struct evaluation *run)
{
	if (run->depth)
		return run->stack[--run->depth];
	fail(run, -EBADMSG);
	return 0;
}

static void push_pick(struct evaluation *run, unsigned index)
{
	if (index < run->depth)
		push(run, run->stack[run->depth - 1 - index]);
	else
		fail(run, -EBADMSG);
}

static int64_t to_signed(const struct evaluation *run, uint64_t value)
{
	return (int64_t)(value << (64 - run->word_bits)) >>
	       (64 - run->word_bits);
}

static void push_register(
	struct evaluation *run, uint64_t number, int64_t offset)
{
	if (number >= run->target->machine->cfi_count ||
		!knell_register_known(run->registers, (unsigned)number))
		fail(run, -ENODATA);
	else
		push(run, run->registers->value[number] + (uint64_t)offset);
}

static void dereference(struct evaluation *run, unsigned size)
{
	uint64_t address = pop(run);
	uint8_t bytes[8] = { 0 };

	if (!size || size > run->word_bits / 8)
		fail(run, -EBADMSG);
	else if (run->error)
		return;
	else if (knell_target_read(run->target, address,
			 bytes + knell_load_low(size), size) != size)
		fail(run, -EFAULT);
	push(run, knell_load64(bytes));
}

static bool push_constant(struct evaluation *run, uint8_t operation)
{
	struct knell_cursor *cursor = &run->cursor;

	switch (operation) {
	case DW_OP_addr:
		push(run, run->word_bits == 64 ? knell_take_u64(cursor)
					       : knell_take_u32(cursor));
		return true;
	case DW_OP_const1u: push(run, knell_take_u8(cursor)); return true;
	case DW_OP_const1s:
		push(run, (uint64_t)(int8_t)knell_take_u8(cursor));
		return true;
	case DW_OP_const2u: push(run, knell_take_u16(cursor)); return true;
	case DW_OP_const2s:
		push(run, (uint64_t)(int16_t)knell_take_u16(cursor));
		return true;
	case DW_OP_const4u: push(run, knell_take_u32(cursor)); return true;
	case DW_OP_const4s:
		push(run, (uint64_t)(int32_t)knell_take_u32(cursor));
		return true;
	case DW_OP_const8u:
	case DW_OP_const8s: push(run, knell_take_u64(cursor)); return true;
	case DW_OP_constu: push(run, knell_take_uleb(cursor)); return true;
	case DW_OP_consts:
		push(run, (uint64_t)knell_take_sleb(cursor));
		return true;
	default: return false;
	}
}

static void divide(struct evaluation *run, uint64_t left, uint64_t right)
{
	int64_t dividend = to_signed(run, left), by = to_signed(run, right);

	if (!by)
		fail(run, -EBADMSG);
	else /* The smallest number over -1 does not fit, and traps. */
		push(run, by == -1 ? -left : (uint64_t)(dividend / by));
}

static uint64_t shift(const struct evaluation *run, uint8_t operation,
	uint64_t value, uint64_t count)
{
	if (operation == DW_OP_shra)
		return (uint64_t)(to_signed(run, value) >>
				  (count < 63 ? count : 63));
	if (count >= run->word_bits)
		return 0;
	return operation == DW_OP_shl ? value << count : value >> count;
}

static bool compare(uint8_t operation, int64_t left, int64_t right)
{
	switch (operation) {
	case DW_OP_eq: return left == right;
	case DW_OP_ge: return left >= right;
	case DW_OP_gt: return left > right;
	case DW_OP_le: return left <= right;
	case DW_OP_lt: return left < right;
	default: return left != right;
	}
}

static bool run_binary(struct evaluation *run, uint8_t operation)
{
	if (operation < DW_OP_and || operation > DW_OP_ne ||
		operation == DW_OP_neg || operation == DW_OP_not ||
		operation == DW_OP_plus_uconst || operation == DW_OP_bra)
		return false;
	uint64_t right = pop(run), left = pop(run);

	switch (operation) {
	case DW_OP_and: push(run, left & right); break;
	case DW_OP_div: divide(run, left, right); break;
	case DW_OP_minus: push(run, left - right); break;
	case DW_OP_mod:
		if (right)
			push(run, left % right);
		else
			fail(run, -EBADMSG);
		break;
	case DW_OP_mul: push(run, left * right); break;
	case DW_OP_or: push(run, left | right); break;
	case DW_OP_plus: push(run, left + right); break;
	case DW_OP_xor: push(run, left ^ right); break;
	case DW_OP_shl:
	case DW_OP_shr:
	case DW_OP_shra: push(run, shift(run, operation, left, right)); break;
	default:
		push(run, compare(operation, to_signed(run, left),
				  to_signed(run, right)));
	}
	return true;
}

static bool run_unary(struct evaluation *run, uint8_t operation)
{
	uint64_t value;

	switch (operation) {
	case DW_OP_deref: dereference(run, run->word_bits / 8); return true;
	case DW_OP_deref_size:
		dereference(run, knell_take_u8(&run->cursor));
		return true;
	case DW_OP_abs:
		value = pop(run);
		push(run, to_signed(run, value) < 0 ? -value : value);
		return true;
	case DW_OP_neg: push(run, -pop(run)); return true;
	case DW_OP_not: push(run, ~pop(run)); return true;
	case DW_OP_plus_uconst:
		push(run, pop(run) + knell_take_uleb(&run->cursor));
		return true;
	default: return false;
	}
}

static bool run_stack(struct evaluation *run, uint8_t operation)
{
	uint64_t first, second, third;

	switch (operation) {
	case DW_OP_dup: push_pick(run, 0); return true;
	case DW_OP_drop: pop(run); return true;
	case DW_OP_over: push_pick(run, 1); return true;
	case DW_OP_pick:
		push_pick(run, knell_take_u8(&run->cursor));
		return true;
	case DW_OP_swap:
		first = pop(run);
		second = pop(run);
		push(run, first);
		push(run, second);
		return true;
	case DW_OP_rot:
		first = pop(run);
		second = pop(run);
		third = pop(run);
		push(run, first);
		push(run, third);
		push(run, second);
		return true;
	default: return false;
	}
}

static bool run_jump(struct evaluation *run, uint8_t operation)
{
	if (operation != DW_OP_skip && operation != DW_OP_bra)
		return false;
	struct knell_cursor *cursor = &run->cursor;
	int16_t delta = (int16_t)knell_take_u16(cursor);

	if (operation == DW_OP_bra && !pop(run))
		return true;
	if (delta < run->start - cursor->at || delta > cursor->end - cursor->at)
		fail(run, -EBADMSG);
	else
		cursor->at += delta;
	return true;
}

static void run_register(struct evaluation *run, uint8_t operation)
{
	struct knell_cursor *cursor = &run->cursor;

	if (operation >= DW_OP_lit0 && operation <= DW_OP_lit31) {
		push(run, operation - DW_OP_lit0);
	} else if (operation >= DW_OP_breg0 && operation <= DW_OP_breg31) {
		push_register(
			run, operation - DW_OP_breg0, knell_take_sleb(cursor));
	} else if (operation == DW_OP_bregx) {
		uint64_t number = knell_take_uleb(cursor);

		push_register(run, number, knell_take_sleb(cursor));
	} else if (operation >= DW_OP_reg0 && operation <= DW_OP_reg31) {
		/* A location by the standard; unwinders take its value. */
		push_register(run, operation - DW_OP_reg0, 0);
	} else if (operation == DW_OP_regx) {
		push_register(run, knell_take_uleb(cursor), 0);
	} else if (operation != DW_OP_nop && operation != DW_OP_stack_value) {
		fail(run, -EBADMSG);
	}
}

int knell_expression_evaluate(const uint8_t *expression, size_t size,
	struct knell_target *target, const struct knell_registers *registers,
	const uint64_t *initial, uint64_t *ret_value)
{
	struct evaluation run;
	unsigned steps = 0;

	run.cursor =
		(struct knell_cursor){ expression, expression + size, false };
	run.start = expression;
	run.target = target;
	run.registers = registers;
	run.depth = 0;
	run.word_bits = target->machine->word_bytes * 8u;
	run.error = 0;
	if (initial)
		push(&run, *initial);
	while (run.cursor.at < run.cursor.end && !run.error) {
		uint8_t operation = *run.cursor.at++;

		if (++steps > STEPS_MAX)
			return -EBADMSG;
		if (!push_constant(&run, operation) &&
			!run_stack(&run, operation) &&
			!run_binary(&run, operation) &&
			!run_unary(&run, operation) &&
			!run_jump(&run, operation))
			run_register(&run, operation);
		if (run.cursor.bad)
			return -EBADMSG;
	}
	uint64_t value = pop(&run);

	if (!run.error)
		*ret_value = value;
	return run.error;
}
