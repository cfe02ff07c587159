/* SPDX-License-Identifier: MIT */
/*
 * Running the program of an entry up to an address: what it leaves behind is
 * the row of rules that holds there. Sources: DWARF 5 section 6.4.2, LSB 5.0
 * section 10.5.3.1, DWARF for the Arm 64-bit Architecture.
 */
#include "abi/errno.h"
#include "crash/cfi_entry.h"

enum {
	DW_CFA_nop = 0x00,
	DW_CFA_set_loc = 0x01,
	DW_CFA_advance_loc1 = 0x02,
	DW_CFA_advance_loc2 = 0x03,
	DW_CFA_advance_loc4 = 0x04,
	DW_CFA_offset_extended = 0x05,
	DW_CFA_restore_extended = 0x06,
	DW_CFA_undefined = 0x07,
	DW_CFA_same_value = 0x08,
	DW_CFA_register = 0x09,
	DW_CFA_remember_state = 0x0a,
	DW_CFA_restore_state = 0x0b,
	DW_CFA_def_cfa = 0x0c,
	DW_CFA_def_cfa_register = 0x0d,
	DW_CFA_def_cfa_offset = 0x0e,
	DW_CFA_def_cfa_expression = 0x0f,
	DW_CFA_expression = 0x10,
	DW_CFA_offset_extended_sf = 0x11,
	DW_CFA_def_cfa_sf = 0x12,
	DW_CFA_def_cfa_offset_sf = 0x13,
	DW_CFA_val_offset = 0x14,
	DW_CFA_val_offset_sf = 0x15,
	DW_CFA_val_expression = 0x16,
	DW_CFA_MIPS_advance_loc8 = 0x1d,
	DW_CFA_AARCH64_negate_ra_state_with_pc = 0x2c,
	DW_CFA_AARCH64_negate_ra_state = 0x2d,
	DW_CFA_GNU_args_size = 0x2e,
	DW_CFA_GNU_negative_offset_extended = 0x2f,
	/* The upper two bits are the operation, the rest its operand. */
	DW_CFA_advance_loc = 0x40,
	DW_CFA_offset = 0x80,
	DW_CFA_restore = 0xc0,
	OPERAND = 0x3f,
};

enum {
	/* Compilers nest two deep; hand-written assembly a little more. */
	REMEMBERED_MAX = 16,
	REMEMBERED_RULES_MAX = 96,
};

/* A remembered state: its rules lie in the pool, from `first` on. */
struct remembered {
	uint64_t set;
	struct knell_cfi_rule cfa;
	uint8_t cfa_register;
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
	uint64_t initial_set;
	/* Filled as far as the sets above say; never cleared. */
	struct knell_cfi_rule initial[KNELL_REGISTERS_MAX];
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
}

static int64_t factored(const struct state *state, uint64_t offset)
{
	return (int64_t)(offset * (uint64_t)state->entry->data_factor);
}

static void restore_rule(struct state *state, uint64_t number)
{
	if (number >= state->registers)
		return;
	uint64_t bit = (uint64_t)1 << number;

	state->row->set &= ~bit;
	state->row->set |= state->initial_set & bit;
	if (state->initial_set & bit)
		state->row->rules[number] = state->initial[number];
}

static void keep_initial(struct state *state)
{
	state->initial_set = state->row->set;
	for (uint64_t left = state->initial_set; left; left &= left - 1) {
		int number = __builtin_ctzll(left);

		state->initial[number] = state->row->rules[number];
	}
}

static int remember_state(struct state *state)
{
	struct knell_cfi_row *row = state->row;
	struct remembered *to = &state->remembered[state->depth];

	if (state->depth == REMEMBERED_MAX)
		return -EBADMSG;
	*to = (struct remembered){ row->set, row->cfa, row->cfa_register,
		state->pooled };
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
	row->cfa_register = from->cfa_register;
	for (uint64_t left = row->set; left; left &= left - 1)
		row->rules[__builtin_ctzll(left)] = *rule++;
	return 0;
}

static void set_cfa_register(struct state *state, uint64_t number)
{
	state->row->cfa.kind = KNELL_RULE_OFFSET;
	state->row->cfa_register =
		number < state->registers ? (uint8_t)number : KNELL_NO_REGISTER;
}

static void take_expression(
	struct state *state, struct knell_cfi_rule *rule, uint32_t kind)
{
	uint64_t size = knell_take_uleb(&state->cursor);

	rule->kind = kind;
	rule->expression = state->cursor.at;
	knell_cursor_skip(&state->cursor, size);
	rule->expression_size = (uint32_t)size;
}

static void set_expression(struct state *state, uint32_t kind)
{
	uint64_t number = knell_take_uleb(&state->cursor);
	struct knell_cfi_rule rule;

	take_expression(state, &rule, kind);
	if (number >= state->registers)
		return;
	state->row->rules[number] = rule;
	state->row->set |= (uint64_t)1 << number;
}

static void define_cfa(struct state *state, uint8_t operation)
{
	struct knell_cursor *cursor = &state->cursor;
	struct knell_cfi_rule *cfa = &state->row->cfa;

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
	default: take_expression(state, cfa, KNELL_RULE_EXPRESSION); break;
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
	case DW_CFA_restore_extended: restore_rule(state, number); break;
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
	case DW_CFA_nop: return 0;
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
	uint64_t delta;

	switch (operation) {
	case DW_CFA_advance_loc1: delta = knell_take_u8(cursor); break;
	case DW_CFA_advance_loc2: delta = knell_take_u16(cursor); break;
	case DW_CFA_advance_loc4: delta = knell_take_u32(cursor); break;
	case DW_CFA_MIPS_advance_loc8: delta = knell_take_u64(cursor); break;
	case DW_CFA_set_loc: {
		const struct knell_cfi_entry *entry = state->entry;
		struct knell_cfi_bases bases = { entry->section,
			entry->cfi->text, entry->cfi->got, entry->word_bytes };

		state->location = knell_cfi_take_pointer(
			cursor, entry->pointer_encoding, &bases);
		return true;
	}
	default: return false;
	}
	state->location += delta * state->entry->code_factor;
	return true;
}

static int run_program(
	struct state *state, const uint8_t *program, const uint8_t *end)
{
	struct knell_cursor *cursor = &state->cursor;
	int error = 0;

	*cursor = (struct knell_cursor){ program, end, false };
	while (cursor->at < cursor->end) {
		uint8_t operation = *cursor->at++;
		uint8_t operand = operation & OPERAND;

		switch (operation & ~OPERAND) {
		case DW_CFA_advance_loc:
			state->location += operand * state->entry->code_factor;
			if (state->location > state->address)
				return 0;
			continue;
		case DW_CFA_offset:
			set_rule(state, operand, KNELL_RULE_OFFSET,
				factored(state, knell_take_uleb(cursor)));
			break;
		case DW_CFA_restore: restore_rule(state, operand); break;
		default:
			if (!advance(state, operation))
				error = run_operation(state, operation);
			else if (state->location > state->address)
				return cursor->bad ? -EBADMSG : 0;
		}
		if (error || cursor->bad)
			return -EBADMSG;
	}
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
	state.initial_set = 0;
	row->set = 0;
	row->cfa.kind = KNELL_RULE_UNDEFINED;
	row->cfa.offset = 0;
	row->cfa_register = KNELL_NO_REGISTER;
	row->return_column = entry->return_column;
	row->signal_frame = entry->signal_frame;
	if (row->return_column >= state.registers ||
		run_program(&state, entry->initial, entry->initial_end))
		return -EBADMSG;
	keep_initial(&state);
	return run_program(&state, entry->program, entry->program_end);
}
