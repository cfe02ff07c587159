/* SPDX-License-Identifier: MIT */
/*
 * Running the program of an entry up to an address: what it leaves behind is
 * the row of rules that holds there. Source: DWARF 5 section 6.4.3.
 */
#include "abi/errno.h"
#include "crash/cfi_state.h"

/*
 * The operations that make up nearly all programs, with operands of one byte.
 * An unwinder spends its time here: everything is in local variables.
 * Return: where an operation stands that is not run here; or, having passed
 * the address, NULL.
 */
static const uint8_t *run_short(
	struct knell_cfi_state *state, const uint8_t *at, const uint8_t *end)
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
	struct knell_cfi_state *state, const uint8_t *at, const uint8_t *end)
{
	struct knell_cursor *cursor = &state->cursor;

	while (at && at < end) {
		uint8_t operation = *at++;

		*cursor = (struct knell_cursor){ at, end, false };
		int error = knell_cfi_run_any(state, operation);

		if (error)
			return error;
		if (state->location > state->address)
			return 0;
		at = run_short(state, cursor->at, end);
	}
	return 0;
}

static inline int run_program(
	struct knell_cfi_state *state, const uint8_t *at, const uint8_t *end)
{
	at = run_short(state, at, end);
	return at && at < end ? run_long(state, at, end) : 0;
}

static inline int run_initial(struct knell_cfi_state *state)
{
	const struct knell_cfi_entry *entry = state->entry;

	if (!entry->plain)
		return run_program(state, entry->initial, entry->initial_end);
	knell_cfi_set_base(state, entry->cfa_register);
	state->row->cfa.offset = entry->cfa_offset;
	if (entry->return_offset)
		knell_cfi_set_rule(state, entry->return_column,
			KNELL_RULE_OFFSET, entry->return_offset);
	return 0;
}

/*
 * What the CIE alone makes of the registers, found when the first restore asks
 * for it: most programs have none.
 */
int knell_cfi_find_initial(struct knell_cfi_state *state)
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

int knell_cfi_run(const struct knell_cfi_entry *entry,
	const struct knell_machine *machine, uint64_t address,
	struct knell_cfi_row *ret_row)
{
	struct knell_cfi_state state;
	struct knell_cfi_row *row = ret_row;

	state.row = row;
	state.entry = entry;
	state.address = address;
	state.location = entry->start;
	state.registers = machine->cfi_count;
	state.link = machine->link;
	state.link_number = machine->link_number;
	state.depth = 0;
	state.pooled = 0;
	state.initial_known = false;
	row->set = 0;
	row->rare = false;
	row->cfa.kind = KNELL_RULE_UNDEFINED;
	row->cfa.offset = 0;
	row->cfa.base = KNELL_NO_REGISTER;
	row->return_column =
		(uint8_t)knell_cfi_row(&state, entry->return_column);
	row->signal_frame = entry->signal_frame;
	if (row->return_column == KNELL_NO_REGISTER || run_initial(&state))
		return -EBADMSG;
	return run_program(&state, entry->program, entry->program_end);
}
