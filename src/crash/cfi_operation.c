/* SPDX-License-Identifier: MIT */
/*
 * The operations of call frame programs. Sources: DWARF 5 section 6.4.2, LSB
 * 5.0 section 10.5.3.1, DWARF for the Arm 64-bit Architecture.
 */
#include "abi/errno.h"
#include "crash/cfi_state.h"

static int64_t factored(const struct knell_cfi_state *state, uint64_t offset)
{
	return (int64_t)(offset * (uint64_t)state->entry->data_factor);
}

static int restore_rule(struct knell_cfi_state *state, uint64_t number)
{
	int error = state->initial_known ? 0 : knell_cfi_find_initial(state);
	unsigned row = knell_cfi_row(state, number);

	if (error || row == KNELL_NO_REGISTER)
		return error;
	uint64_t bit = (uint64_t)1 << row;

	state->row->set &= ~bit;
	state->row->set |= state->initial.set & bit;
	state->row->rules[row] = state->initial.rules[row];
	return 0;
}

static int remember_state(struct knell_cfi_state *state)
{
	struct knell_cfi_row *row = state->row;
	struct knell_cfi_remembered *to = &state->remembered[state->depth];

	if (state->depth == KNELL_REMEMBERED_MAX)
		return -EBADMSG;
	*to = (struct knell_cfi_remembered){ row->set, row->cfa,
		state->pooled };
	for (uint64_t left = row->set; left; left &= left - 1) {
		if (state->pooled == KNELL_REMEMBERED_RULES_MAX)
			return -EBADMSG;
		state->pool[state->pooled++] =
			row->rules[__builtin_ctzll(left)];
	}
	state->depth++;
	return 0;
}

static int restore_state(struct knell_cfi_state *state)
{
	struct knell_cfi_row *row = state->row;

	if (!state->depth)
		return -EBADMSG;
	const struct knell_cfi_remembered *from =
		&state->remembered[--state->depth];
	const struct knell_cfi_rule *rule = &state->pool[from->first];

	state->pooled = from->first;
	row->set = from->set;
	row->cfa = from->cfa;
	for (uint64_t left = row->set; left; left &= left - 1)
		row->rules[__builtin_ctzll(left)] = *rule++;
	return 0;
}

static const uint8_t *take_expression(
	struct knell_cursor *cursor, uint32_t *ret_size)
{
	uint64_t size = knell_take_uleb(cursor);
	const uint8_t *expression = cursor->at;

	knell_cursor_skip(cursor, size);
	*ret_size = (uint32_t)size;
	return expression;
}

static void set_expression(struct knell_cfi_state *state, uint32_t kind)
{
	unsigned row = knell_cfi_row(state, knell_take_uleb(&state->cursor));
	struct knell_cfi_rule rule = { .kind = kind };

	rule.expression =
		take_expression(&state->cursor, &rule.expression_size);
	if (row == KNELL_NO_REGISTER)
		return;
	state->row->rules[row] = rule;
	state->row->set |= (uint64_t)1 << row;
	state->row->rare = true;
}

static void define_cfa(struct knell_cfi_state *state, uint8_t operation)
{
	struct knell_cursor *cursor = &state->cursor;
	struct knell_cfi_cfa *cfa = &state->row->cfa;

	switch (operation) {
	case DW_CFA_def_cfa:
		knell_cfi_set_base(state, knell_take_uleb(cursor));
		cfa->offset = (int64_t)knell_take_uleb(cursor);
		break;
	case DW_CFA_def_cfa_sf:
		knell_cfi_set_base(state, knell_take_uleb(cursor));
		cfa->offset =
			factored(state, (uint64_t)knell_take_sleb(cursor));
		break;
	case DW_CFA_def_cfa_register:
		knell_cfi_set_base(state, knell_take_uleb(cursor));
		break;
	case DW_CFA_def_cfa_offset:
		cfa->offset = (int64_t)knell_take_uleb(cursor);
		break;
	case DW_CFA_def_cfa_offset_sf:
		cfa->offset =
			factored(state, (uint64_t)knell_take_sleb(cursor));
		break;
	default:
		cfa->kind = KNELL_RULE_EXPRESSION;
		cfa->expression =
			take_expression(&state->cursor, &cfa->expression_size);
	}
}

static void set_register_rule(struct knell_cfi_state *state, uint64_t number)
{
	unsigned from = knell_cfi_row(state, knell_take_uleb(&state->cursor));

	if (from != KNELL_NO_REGISTER)
		knell_cfi_set_rule(state, number, KNELL_RULE_REGISTER, from);
	else
		knell_cfi_set_rule(state, number, KNELL_RULE_UNDEFINED, 0);
}

/* The operations whose first operand is a register. */
static int run_on_register(struct knell_cfi_state *state, uint8_t operation)
{
	struct knell_cursor *cursor = &state->cursor;
	uint64_t number = knell_take_uleb(cursor);
	uint32_t kind = operation == DW_CFA_val_offset ||
					operation == DW_CFA_val_offset_sf
				? KNELL_RULE_VALUE_OFFSET
				: KNELL_RULE_OFFSET;

	switch (operation) {
	case DW_CFA_undefined:
		knell_cfi_set_rule(state, number, KNELL_RULE_UNDEFINED, 0);
		break;
	case DW_CFA_same_value:
		knell_cfi_set_rule(state, number, KNELL_RULE_SAME, 0);
		break;
	case DW_CFA_restore_extended: return restore_rule(state, number);
	case DW_CFA_register: set_register_rule(state, number); break;
	case DW_CFA_offset_extended:
	case DW_CFA_val_offset:
		knell_cfi_set_rule(state, number, kind,
			factored(state, knell_take_uleb(cursor)));
		break;
	case DW_CFA_offset_extended_sf:
	case DW_CFA_val_offset_sf:
		knell_cfi_set_rule(state, number, kind,
			factored(state, (uint64_t)knell_take_sleb(cursor)));
		break;
	case DW_CFA_GNU_negative_offset_extended:
		knell_cfi_set_rule(state, number, kind,
			factored(state, -knell_take_uleb(cursor)));
		break;
	default: return -EBADMSG;
	}
	return 0;
}

/* All operations but those that move on. */
static int run_operation(struct knell_cfi_state *state, uint8_t operation)
{
	switch (operation) {
	case DW_CFA_remember_state: return remember_state(state);
	case DW_CFA_restore_state: return restore_state(state);
	case DW_CFA_def_cfa:
	case DW_CFA_def_cfa_sf:
	case DW_CFA_def_cfa_register:
	case DW_CFA_def_cfa_offset:
	case DW_CFA_def_cfa_offset_sf:
	case DW_CFA_def_cfa_expression: define_cfa(state, operation); return 0;
	case DW_CFA_expression:
		set_expression(state, KNELL_RULE_EXPRESSION);
		return 0;
	case DW_CFA_val_expression:
		set_expression(state, KNELL_RULE_VALUE_EXPRESSION);
		return 0;
	/* The bytes of arguments pushed matter to a landing pad alone. */
	case DW_CFA_GNU_args_size: knell_take_uleb(&state->cursor); return 0;
	/* Signed or not: the signature is taken off every return address. */
	case DW_CFA_AARCH64_negate_ra_state:
	case DW_CFA_AARCH64_negate_ra_state_with_pc: return 0;
	default: return run_on_register(state, operation);
	}
}

static bool advance(struct knell_cfi_state *state, uint8_t operation)
{
	struct knell_cursor *cursor = &state->cursor;
	const struct knell_cfi_entry *entry = state->entry;
	struct knell_cfi_bases bases = { entry->section, entry->cfi->text,
		entry->cfi->got, entry->word_bytes };
	uint64_t delta;

	switch (operation) {
	case DW_CFA_nop: delta = 0; break;
	case DW_CFA_advance_loc1: delta = knell_take_u8(cursor); break;
	case DW_CFA_advance_loc2: delta = knell_take_u16(cursor); break;
	case DW_CFA_advance_loc4: delta = knell_take_u32(cursor); break;
	case DW_CFA_MIPS_advance_loc8: delta = knell_take_u64(cursor); break;
	case DW_CFA_set_loc:
		state->location = knell_cfi_take_pointer(
			cursor, entry->pointer_encoding, &bases);
		return true;
	default: return false;
	}
	state->location += delta * entry->code_factor;
	return true;
}

int knell_cfi_run_any(struct knell_cfi_state *state, uint8_t operation)
{
	struct knell_cursor *cursor = &state->cursor;
	uint8_t operand = operation & OPERAND;
	int error = 0;

	switch (operation & ~OPERAND) {
	case DW_CFA_offset:
		knell_cfi_set_rule(state, operand, KNELL_RULE_OFFSET,
			factored(state, knell_take_uleb(cursor)));
		break;
	case DW_CFA_advance_loc:
		state->location += operand * state->entry->code_factor;
		break;
	case DW_CFA_restore: error = restore_rule(state, operand); break;
	default:
		if (!advance(state, operation))
			error = run_operation(state, operation);
	}
	return cursor->bad ? -EBADMSG : error;
}
