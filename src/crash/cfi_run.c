/* SPDX-License-Identifier: MIT */
/*
 * Running the program of an entry up to an address: what it leaves behind is
 * the row of rules that holds there. Sources: DWARF 5 section 6.4.2, LSB 5.0
 * section 10.5.3.1, DWARF for the Arm 64-bit Architecture.
 */
#include "abi/errno.h"
#include "crash/cfi_entry.h"

enum {
	/* Compilers nest two deep; hand-written assembly a little more. */
	REMEMBERED_MAX = 16,
	REMEMBERED_RULES_MAX = 96,
};

/* A remembered state: its rules lie in the pool, from `first` on. */
struct remembered {
	uint64_t set;
	struct knell_cfi_cfa cfa;
	uint8_t first;
};

struct state {
	struct knell_cfi_row *row;
	const struct knell_cfi_entry *entry;
	struct knell_cursor cursor;
	uint64_t address;  /* where to stop */
	uint64_t location; /* where the row holds from */
	uint8_t registers; /* how many are tracked */
	uint8_t depth;
	uint8_t pooled;
	bool initial_known;
	/* Of all below, only what is filled is ever read. */
	struct knell_cfi_row initial;
	struct remembered remembered[REMEMBERED_MAX];
	struct knell_cfi_rule pool[REMEMBERED_RULES_MAX];
};

/* A register that is not tracked has no rule. */
static void set_rule(
	struct state *state, uint64_t number, uint32_t kind, int64_t offset)
{
	if (number >= state->registers)
		return;
	struct knell_cfi_rule *rule = &state->row->rules[number];

	rule->kind = kind;
	rule->offset = offset;
	state->row->set |= (uint64_t)1 << number;
	if (kind != KNELL_RULE_OFFSET)
		state->row->rare = true;
}

static int64_t factored(const struct state *state, uint64_t offset)
{
	return (int64_t)(offset * (uint64_t)state->entry->data_factor);
}

static inline int run_initial(struct state *state);

/*
 * What the CIE alone makes of the registers, found when the first restore asks
 * for it: most programs have none.
 */
static __attribute__((noinline)) int find_initial(struct state *state)
{
	struct knell_cfi_row *row = state->row;
	struct knell_cursor cursor = state->cursor;
	uint64_t location = state->location;

	state->initial_known = true;
	state->initial.set = 0;
	state->row = &state->initial;
	int error = run_initial(state);

	state->row = row;
	state->cursor = cursor;
	state->location = location;
	return error;
}

static int restore_rule(struct state *state, uint64_t number)
{
	int error = state->initial_known ? 0 : find_initial(state);

	if (error || number >= state->registers)
		return error;
	uint64_t bit = (uint64_t)1 << number;

	state->row->set &= ~bit;
	state->row->set |= state->initial.set & bit;
	state->row->rules[number] = state->initial.rules[number];
	return 0;
}

static int remember_state(struct state *state)
{
	struct knell_cfi_row *row = state->row;
	struct remembered *to = &state->remembered[state->depth];

	if (state->depth == REMEMBERED_MAX)
		return -EBADMSG;
	*to = (struct remembered){ row->set, row->cfa, state->pooled };
	for (uint64_t left = row->set; left; left &= left - 1) {
		if (state->pooled == REMEMBERED_RULES_MAX)
			return -EBADMSG;
		state->pool[state->pooled++] =
			row->rules[__builtin_ctzll(left)];
	}
	state->depth++;
	return 0;
}

static int restore_state(struct state *state)
{
	struct knell_cfi_row *row = state->row;

	if (!state->depth)
		return -EBADMSG;
	const struct remembered *from = &state->remembered[--state->depth];
	const struct knell_cfi_rule *rule = &state->pool[from->first];

	state->pooled = from->first;
	row->set = from->set;
	row->cfa = from->cfa;
	for (uint64_t left = row->set; left; left &= left - 1)
		row->rules[__builtin_ctzll(left)] = *rule++;
	return 0;
}

static void set_cfa_register(struct state *state, uint64_t number)
{
	state->row->cfa.kind = KNELL_RULE_OFFSET;
	state->row->cfa.base =
		number < state->registers ? (uint8_t)number : KNELL_NO_REGISTER;
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

static void set_expression(struct state *state, uint32_t kind)
{
	uint64_t number = knell_take_uleb(&state->cursor);
	struct knell_cfi_rule rule = { .kind = kind };

	rule.expression =
		take_expression(&state->cursor, &rule.expression_size);
	if (number >= state->registers)
		return;
	state->row->rules[number] = rule;
	state->row->set |= (uint64_t)1 << number;
	state->row->rare = true;
}

static void define_cfa(struct state *state, uint8_t operation)
{
	struct knell_cursor *cursor = &state->cursor;
	struct knell_cfi_cfa *cfa = &state->row->cfa;

	switch (operation) {
	case DW_CFA_def_cfa:
		set_cfa_register(state, knell_take_uleb(cursor));
		cfa->offset = (int64_t)knell_take_uleb(cursor);
		break;
	case DW_CFA_def_cfa_sf:
		set_cfa_register(state, knell_take_uleb(cursor));
		cfa->offset =
			factored(state, (uint64_t)knell_take_sleb(cursor));
		break;
	case DW_CFA_def_cfa_register:
		set_cfa_register(state, knell_take_uleb(cursor));
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

static void set_register_rule(struct state *state, uint64_t number)
{
	uint64_t from = knell_take_uleb(&state->cursor);

	if (from < state->registers)
		set_rule(state, number, KNELL_RULE_REGISTER, (int64_t)from);
	else
		set_rule(state, number, KNELL_RULE_UNDEFINED, 0);
}

/* The operations whose first operand is a register. */
static int run_on_register(struct state *state, uint8_t operation)
{
	struct knell_cursor *cursor = &state->cursor;
	uint64_t number = knell_take_uleb(cursor);
	uint32_t kind = operation == DW_CFA_val_offset ||
					operation == DW_CFA_val_offset_sf
				? KNELL_RULE_VALUE_OFFSET
				: KNELL_RULE_OFFSET;

	switch (operation) {
	case DW_CFA_undefined:
		set_rule(state, number, KNELL_RULE_UNDEFINED, 0);
		break;
	case DW_CFA_same_value:
		set_rule(state, number, KNELL_RULE_SAME, 0);
		break;
	case DW_CFA_restore_extended: return restore_rule(state, number);
	case DW_CFA_register: set_register_rule(state, number); break;
	case DW_CFA_offset_extended:
	case DW_CFA_val_offset:
		set_rule(state, number, kind,
			factored(state, knell_take_uleb(cursor)));
		break;
	case DW_CFA_offset_extended_sf:
	case DW_CFA_val_offset_sf:
		set_rule(state, number, kind,
			factored(state, (uint64_t)knell_take_sleb(cursor)));
		break;
	case DW_CFA_GNU_negative_offset_extended:
		set_rule(state, number, kind,
			factored(state, -knell_take_uleb(cursor)));
		break;
	default: return -EBADMSG;
	}
	return 0;
}

/* All operations but those that move on. */
static int run_operation(struct state *state, uint8_t operation)
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

static bool advance(struct state *state, uint8_t operation)
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

/* Any operation, its operands at state->cursor. */
static int run_any(struct state *state, uint8_t operation)
{
	struct knell_cursor *cursor = &state->cursor;
	uint8_t operand = operation & OPERAND;
	int error = 0;

	switch (operation & ~OPERAND) {
	case DW_CFA_offset:
		set_rule(state, operand, KNELL_RULE_OFFSET,
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

/*
 * The operations that make up nearly all programs, with operands of one byte.
 * An unwinder spends its time here: everything is in local variables.
 * Return: where an operation stands that is not run here; or, having passed
 * the address, NULL.
 */
static const uint8_t *run_short(
	struct state *state, const uint8_t *at, const uint8_t *end)
{
	struct knell_cfi_row *row = state->row;
	const uint64_t code_factor = state->entry->code_factor;
	const uint64_t data_factor = (uint64_t)state->entry->data_factor;
	const uint64_t address = state->address;
	const uint8_t registers = state->registers;
	const uint8_t *last = end - 1;
	uint64_t location = state->location, set = row->set;

	for (; at < end; at++) {
		uint8_t operation = *at, operand = operation & OPERAND;

		if ((operation & ~OPERAND) == DW_CFA_advance_loc) {
			location += operand * code_factor;
			if (location <= address)
				continue;
			at = NULL;
			break;
		}
		if (operation == DW_CFA_nop)
			continue;
		if (at >= last)
			break;
		if (operation == DW_CFA_def_cfa_offset) {
			row->cfa.offset = *++at;
			if (*at < 0x80)
				continue;
			if (at >= last || at[1] >= 0x80) {
				at--;
				break;
			}
			row->cfa.offset += (*++at << 7) - 0x80;
			continue;
		}
		if (operation == DW_CFA_def_cfa_register && at[1] < registers) {
			row->cfa.kind = KNELL_RULE_OFFSET;
			row->cfa.base = *++at;
			continue;
		}
		if (at[1] >= 0x80)
			break;
		if ((operation & ~OPERAND) != DW_CFA_offset ||
			operand >= registers)
			break;
		row->rules[operand].kind = KNELL_RULE_OFFSET;
		row->rules[operand].offset = (int64_t)(*++at * data_factor);
		set |= (uint64_t)1 << operand;
	}
	row->set = set;
	state->location = location;
	return at;
}

/* From an operation on that run_short does not run. */
static __attribute__((noinline)) int run_long(
	struct state *state, const uint8_t *at, const uint8_t *end)
{
	struct knell_cursor *cursor = &state->cursor;

	while (at && at < end) {
		uint8_t operation = *at++;

		*cursor = (struct knell_cursor){ at, end, false };
		int error = run_any(state, operation);

		if (error)
			return error;
		if (state->location > state->address)
			return 0;
		at = run_short(state, cursor->at, end);
	}
	return 0;
}

static inline int run_program(
	struct state *state, const uint8_t *at, const uint8_t *end)
{
	at = run_short(state, at, end);
	return at && at < end ? run_long(state, at, end) : 0;
}

static inline int run_initial(struct state *state)
{
	const struct knell_cfi_entry *entry = state->entry;

	if (!entry->plain)
		return run_program(state, entry->initial, entry->initial_end);
	set_cfa_register(state, entry->cfa_register);
	state->row->cfa.offset = entry->cfa_offset;
	if (entry->return_offset)
		set_rule(state, entry->return_column, KNELL_RULE_OFFSET,
			entry->return_offset);
	return 0;
}

int knell_cfi_run(const struct knell_cfi_entry *entry,
	const struct knell_machine *machine, uint64_t address,
	struct knell_cfi_row *ret_row)
{
	struct state state;
	struct knell_cfi_row *row = ret_row;

	state.row = row;
	state.entry = entry;
	state.address = address;
	state.location = entry->start;
	state.registers = machine->cfi_count;
	state.depth = 0;
	state.pooled = 0;
	state.initial_known = false;
	row->set = 0;
	row->rare = false;
	row->cfa.kind = KNELL_RULE_UNDEFINED;
	row->cfa.offset = 0;
	row->cfa.base = KNELL_NO_REGISTER;
	row->return_column = entry->return_column;
	row->signal_frame = entry->signal_frame;
	if (row->return_column >= state.registers || run_initial(&state))
		return -EBADMSG;
	return run_program(&state, entry->program, entry->program_end);
}
