/* SPDX-License-Identifier: MIT */
/*
 * Stepping from a frame to its caller by the row of call frame information
 * that holds at its pc. Source: DWARF 5 section 6.4.4.
 */
#include "abi/errno.h"
#include "crash/expression.h"
#include "crash/unwind_steps.h"

static uint64_t truncate(const struct knell_unwind *unwind, uint64_t value)
{
	return unwind->target->machine->word_bytes == 8 ? value
							: (uint32_t)value;
}

static bool evaluate(struct knell_unwind *unwind, const uint8_t *expression,
	uint32_t size, const uint64_t *initial, uint64_t *ret_value)
{
	return !knell_expression_evaluate(expression, size, unwind->target,
		&unwind->registers, initial, ret_value);
}

static bool find_cfa(struct knell_unwind *unwind,
	const struct knell_cfi_row *row, uint64_t *ret_cfa)
{
	if (row->cfa.kind == KNELL_RULE_EXPRESSION)
		return evaluate(unwind, row->cfa.expression,
			row->cfa.expression_size, NULL, ret_cfa);
	if (row->cfa.kind != KNELL_RULE_OFFSET ||
		!knell_register_known(&unwind->registers, row->cfa.base))
		return false;
	*ret_cfa = truncate(unwind, unwind->registers.value[row->cfa.base] +
					    (uint64_t)row->cfa.offset);
	return true;
}

/* What a rule that is no KNELL_RULE_OFFSET makes of register `number`. */
static __attribute__((noinline)) bool apply_rare_rule(
	struct knell_unwind *unwind, const struct knell_cfi_rule *rule,
	unsigned number, uint64_t cfa, uint64_t *ret_value)
{
	const struct knell_registers *registers = &unwind->registers;
	uint64_t address;

	switch (rule->kind) {
	case KNELL_RULE_SAME:
	case KNELL_RULE_REGISTER:
		if (rule->kind == KNELL_RULE_REGISTER)
			number = (unsigned)rule->offset;
		*ret_value = registers->value[number];
		return knell_register_known(registers, number);
	case KNELL_RULE_VALUE_OFFSET:
		*ret_value = truncate(unwind, cfa + (uint64_t)rule->offset);
		return true;
	case KNELL_RULE_EXPRESSION:
		return evaluate(unwind, rule->expression, rule->expression_size,
			       &cfa, &address) &&
		       knell_unwind_read_word(unwind, address, ret_value);
	case KNELL_RULE_VALUE_EXPRESSION:
		return evaluate(unwind, rule->expression, rule->expression_size,
			&cfa, ret_value);
	default: return false;
	}
}

/* The value of register `number` in the caller. */
static inline bool apply_rule(struct knell_unwind *unwind,
	const struct knell_cfi_row *row, unsigned number, uint64_t cfa,
	uint64_t *ret_value)
{
	const struct knell_cfi_rule *rule = &row->rules[number];

	if (rule->kind == KNELL_RULE_OFFSET)
		return knell_unwind_read_word(unwind,
			truncate(unwind, cfa + (uint64_t)rule->offset),
			ret_value);
	return apply_rare_rule(unwind, rule, number, cfa, ret_value);
}

/* The return address. False: the frame has none, or it cannot be read. */
static bool find_return(struct knell_unwind *unwind,
	const struct knell_cfi_row *row, uint64_t cfa, struct knell_step *step,
	uint64_t *ret_pc)
{
	const struct knell_machine *machine = unwind->target->machine;
	unsigned column = row->return_column;
	uint64_t pc;

	if (row->set >> column & 1) {
		if (!apply_rule(unwind, row, column, cfa, &pc)) {
			knell_step_failed(step, KNELL_UNWIND_NO_STACK);
			return false;
		}
	} else if (column == machine->link && unwind->exact &&
		   knell_register_known(&unwind->registers, column)) {
		pc = unwind->registers.value[column];
	} else {
		/* After a call the link register no longer holds it. */
		knell_step_failed(step, KNELL_UNWIND_NO_PROGRESS);
		return false;
	}
	pc &= ~unwind->code_mask;
	step->zero = !pc;
	*ret_pc = pc;
	/* A trampoline may be the very first code of a mapping. */
	if (knell_unwind_is_code(unwind, pc - !row->signal_frame) ||
		knell_unwind_is_handler_return(
			unwind, pc, cfa - machine->cfa_above_sp))
		return true;
	knell_step_failed(step, KNELL_UNWIND_NO_CODE);
	return false;
}

/*
 * All registers that have a rule, computed first and set after: rules may use
 * any. Those without one are known as far as functions preserve them.
 */
static __attribute__((noinline)) void restore_registers(
	struct knell_unwind *unwind, const struct knell_cfi_row *row,
	uint64_t cfa)
{
	uint64_t values[KNELL_REGISTERS_MAX], known = 0;
	struct knell_registers *registers = &unwind->registers;

	for (uint64_t left = row->set; left; left &= left - 1) {
		unsigned number = (unsigned)__builtin_ctzll(left);

		known |= (uint64_t)apply_rule(
				 unwind, row, number, cfa, &values[number])
			 << number;
	}
	for (uint64_t left = known; left; left &= left - 1) {
		int number = __builtin_ctzll(left);

		registers->value[number] = values[number];
	}
	registers->known &= unwind->target->machine->preserved & ~row->set;
	registers->known |= known;
}

/*
 * Code that is about to jump to its caller, from where it is to where SP is
 * already: the return address is not where a call would have put it.
 */
static bool is_jump(const struct knell_unwind *unwind,
	const struct knell_cfi_row *row, uint64_t sp)
{
	return sp == knell_unwind_sp(unwind) && unwind->exact &&
	       row->rules[row->return_column].kind != KNELL_RULE_OFFSET;
}

static __attribute__((noinline)) bool step_by_any_row(
	struct knell_unwind *unwind, const struct knell_cfi_row *row,
	struct knell_step *step)
{
	const struct knell_machine *machine = unwind->target->machine;
	uint64_t cfa, pc, sp;

	if (!find_cfa(unwind, row, &cfa)) {
		knell_step_failed(step, KNELL_UNWIND_NO_REGISTERS);
		return false;
	}
	sp = cfa - machine->cfa_above_sp;
	if (row->set >> machine->sp & 1)
		apply_rule(unwind, row, machine->sp, cfa, &sp);
	if (!row->signal_frame && cfa < unwind->stack_limit &&
		cfa - knell_unwind_sp(unwind) < KNELL_STACK_DISTANCE_MIN)
		step->scan_from = cfa;
	if (!find_return(unwind, row, cfa, step, &pc))
		return false;
	if (!is_jump(unwind, row, sp) &&
		!knell_unwind_may_move(unwind, sp, row->signal_frame)) {
		knell_step_failed(step, KNELL_UNWIND_NO_PROGRESS);
		return false;
	}
	restore_registers(unwind, row, cfa);
	unwind->cfa = cfa;
	knell_unwind_enter(unwind, pc, sp,
		row->signal_frame ? KNELL_FRAME_SIGNAL : KNELL_FRAME_CFI);
	return true;
}

/*
 * The same for nearly all rows: CFA from a register, everything saved in 8
 * bytes each, in the window at hand, and nothing amiss. False: it is not so,
 * and nothing has changed.
 */
static inline bool step_by_plain_row(
	struct knell_unwind *unwind, const struct knell_cfi_row *row)
{
	const struct knell_machine *machine = unwind->target->machine;
	struct knell_registers *registers = &unwind->registers;
	const uint8_t *window = unwind->window;
	const uint64_t limit = unwind->window_limit;

	if (row->rare || row->signal_frame || machine->word_bytes != 8 ||
		machine->cfa_above_sp ||
		!(row->set >> row->return_column & 1) ||
		row->set >> machine->sp & 1 ||
		row->cfa.kind != KNELL_RULE_OFFSET ||
		!knell_register_known(registers, row->cfa.base))
		return false;
	uint64_t cfa =
		registers->value[row->cfa.base] + (uint64_t)row->cfa.offset;
	uint64_t from = cfa - unwind->window_address;
	uint64_t at = from + (uint64_t)row->rules[row->return_column].offset;

	if (at >= limit || cfa <= registers->value[machine->sp] ||
		cfa > unwind->stack_limit)
		return false;
	uint64_t pc =
		knell_unwind_load(window + (size_t)at) & ~unwind->code_mask;

	if (!knell_unwind_is_code(unwind, pc - 1))
		return false;
	for (uint64_t left = row->set; left; left &= left - 1) {
		unsigned number = (unsigned)__builtin_ctzll(left);

		at = from + (uint64_t)row->rules[number].offset;
		if (__builtin_expect(at >= limit, 0)) {
			restore_registers(unwind, row, cfa);
			break;
		}
		registers->value[number] =
			knell_unwind_load(window + (size_t)at);
	}
	registers->known &= machine->preserved;
	registers->known |= row->set;
	unwind->cfa = cfa;
	knell_unwind_enter(unwind, pc, cfa, KNELL_FRAME_CFI);
	return true;
}

bool knell_step_by_cfi(struct knell_unwind *unwind, struct knell_step *step)
{
	const struct knell_cfi_entry *entry = &unwind->entry;
	uint64_t pc = knell_unwind_pc(unwind) - !unwind->exact;
	struct knell_cfi_row row;

	if (unwind->entry_error == -ENOENT)
		return false;
	if (unwind->entry_error || knell_cfi_run(entry, unwind->target->machine,
					   pc - unwind->code.bias, &row)) {
		/* The kernel's own for powerpc returns by a column that no
		 * register has. */
		if (!unwind->entry_error && entry->signal_frame &&
			knell_step_by_trampoline(unwind, step))
			return true;
		knell_step_failed(step, KNELL_UNWIND_BAD_TABLE);
		return false;
	}
	unwind->work -= entry->program_end - entry->program +
			(entry->initial_end - entry->initial);
	if (step_by_plain_row(unwind, &row))
		return true;
	if (row.set >> row.return_column & 1 &&
		row.rules[row.return_column].kind == KNELL_RULE_UNDEFINED) {
		step->why = KNELL_UNWIND_OUTERMOST;
		return false;
	}
	if (row.signal_frame && knell_step_by_trampoline(unwind, step))
		return true;
	return step_by_any_row(unwind, &row, step);
}
