/* SPDX-License-Identifier: MIT */
/* Inside the CFI reader: what a program works on while it runs. */
#ifndef KNELL_CRASH_CFI_STATE_H
#define KNELL_CRASH_CFI_STATE_H

#include "crash/cfi_entry.h"

enum {
	/* Compilers nest two deep; hand-written assembly a little more. */
	KNELL_REMEMBERED_MAX = 16,
	KNELL_REMEMBERED_RULES_MAX = 96,
};

/* A remembered state: its rules lie in the pool, from `first` on. */
struct knell_cfi_remembered {
	uint64_t set;
	struct knell_cfi_cfa cfa;
	uint8_t first;
};

struct knell_cfi_state {
	struct knell_cfi_row *row;
	const struct knell_cfi_entry *entry;
	struct knell_cursor cursor;
	uint64_t address;  /* where to stop */
	uint64_t location; /* where the row holds from */
	uint8_t registers; /* how many are tracked, and one more: */
	uint8_t link, link_number;
	uint8_t depth;
	uint8_t pooled;
	bool initial_known;
	/* Of all below, only what is filled is ever read. */
	struct knell_cfi_row initial;
	struct knell_cfi_remembered remembered[KNELL_REMEMBERED_MAX];
	struct knell_cfi_rule pool[KNELL_REMEMBERED_RULES_MAX];
};

/* Any operation, its operands at state->cursor. Return: 0 or -EBADMSG. */
int knell_cfi_run_any(struct knell_cfi_state *state, uint8_t operation);
/* What the CIE alone makes of the registers, into state->initial. */
int knell_cfi_find_initial(struct knell_cfi_state *state);

/* The row of a register; KNELL_NO_REGISTER: it is not tracked. */
static inline unsigned knell_cfi_row(
	const struct knell_cfi_state *state, uint64_t number)
{
	if (__builtin_expect(number < state->registers, 1))
		return (unsigned)number;
	return state->link_number && number == state->link_number
		       ? state->link
		       : KNELL_NO_REGISTER;
}

/* A register that is not tracked has no rule. */
static inline void knell_cfi_set_rule(struct knell_cfi_state *state,
	uint64_t number, uint32_t kind, int64_t offset)
{
	unsigned row = knell_cfi_row(state, number);

	if (row == KNELL_NO_REGISTER)
		return;
	struct knell_cfi_rule *rule = &state->row->rules[row];

	rule->kind = kind;
	rule->offset = offset;
	state->row->set |= (uint64_t)1 << row;
	if (kind != KNELL_RULE_OFFSET)
		state->row->rare = true;
}

static inline void knell_cfi_set_base(
	struct knell_cfi_state *state, uint64_t number)
{
	state->row->cfa.kind = KNELL_RULE_OFFSET;
	state->row->cfa.base = (uint8_t)knell_cfi_row(state, number);
}

#endif
