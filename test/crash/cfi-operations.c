/* SPDX-License-Identifier: MIT */
/*
 * What each operation of a program does to the row, where the row begins and
 * ends to hold, and that broken programs are refused.
 */
#include <errno.h>

#include "crash/cfi_entry.h"
#include "test/lib/cfi_build.h"
#include "test/lib/test.h"

enum { START = 0x8000, SIZE = 0x100000, ENCODING = DW_EH_PE_absptr };

static struct cfi_build frame;
static struct knell_cfi cfi;
static struct knell_cfi_row row;
static const struct knell_machine *machine = &knell_machine_x86_64;

#define BYTES(...)                        \
	(const uint8_t[]){ __VA_ARGS__ }, \
		sizeof((const uint8_t[]){ __VA_ARGS__ })

/* The row at START + offset, after a CIE and an FDE with these operations. */
static int run_both(uint64_t offset, const uint8_t *initial,
	size_t initial_size, const uint8_t *program, size_t size)
{
	struct knell_cfi_entry entry = { 0 };
	int64_t work = 10;

	frame = (struct cfi_build){ .address = 0x10000 };
	size_t cie = cfi_add_cie(&frame, ENCODING, initial, initial_size);

	cfi_add_fde(&frame, cie, ENCODING, START, START + SIZE, program, size);
	cfi = (struct knell_cfi){ .eh_frame = cfi_bytes(&frame),
		.word_bytes = 8 };
	CHECK_EQUAL(knell_cfi_find(&cfi, START + offset, &work, &entry), 0);
	memset(&row, 0xaa, sizeof(row));
	return knell_cfi_run(&entry, machine, START + offset, &row);
}

/* With the CIE that x86_64 has. */
static int run(uint64_t offset, const uint8_t *program, size_t size)
{
	return run_both(offset,
		BYTES(DW_CFA_def_cfa, 7, 8, DW_CFA_offset | 16, 1), program,
		size);
}

static void check_rule(unsigned number, uint32_t kind, int64_t offset)
{
	CHECK(row.set >> number & 1);
	CHECK_EQUAL(row.rules[number].kind, kind);
	if (kind != KNELL_RULE_SAME && kind != KNELL_RULE_UNDEFINED)
		CHECK_EQUAL(row.rules[number].offset, offset);
}

static void check_cfa(unsigned number, int64_t offset)
{
	CHECK_EQUAL(row.cfa.kind, KNELL_RULE_OFFSET);
	CHECK_EQUAL(row.cfa.base, number);
	CHECK_EQUAL(row.cfa.offset, offset);
}

static void check_locations(void)
{
	/* push at 0, then def_cfa_offset 24 from 1, 32 from 3, … */
	static const uint8_t program[] = { DW_CFA_advance_loc | 1,
		DW_CFA_def_cfa_offset, 16, DW_CFA_advance_loc1, 2,
		DW_CFA_def_cfa_offset, 24, DW_CFA_advance_loc2, 0x00, 0x01,
		DW_CFA_def_cfa_offset, 32, DW_CFA_advance_loc4, 0x00, 0x10, 0,
		0, DW_CFA_def_cfa_offset, 40, DW_CFA_MIPS_advance_loc8, 1, 0, 0,
		0, 0, 0, 0, 0, DW_CFA_def_cfa_offset, 48, DW_CFA_set_loc, 0x00,
		0x00, 0x09, 0, 0, 0, 0, 0, DW_CFA_def_cfa_offset, 56 };
	static const struct {
		uint64_t from;
		int64_t offset;
	} rows[] = { { 0, 8 }, { 1, 16 }, { 3, 24 }, { 0x103, 32 },
		{ 0x1103, 40 }, { 0x1104, 48 }, { 0x88000, 56 } };

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_EQUAL(run(rows[i].from, program, sizeof(program)), 0);
		check_cfa(7, rows[i].offset);
		if (!i)
			continue;
		CHECK_EQUAL(run(rows[i].from - 1, program, sizeof(program)), 0);
		check_cfa(7, rows[i - 1].offset);
	}
	CHECK_EQUAL(run(SIZE - 1, program, sizeof(program)), 0);
	check_cfa(7, 56);
}

static void check_cfa_rules(void)
{
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa, 6, 0x80, 0x01)), 0);
	check_cfa(6, 128);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa, 6, 0x90, 0x80, 0x01)), 0);
	check_cfa(6, 0x4010);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa_sf, 6, 0x7e)), 0);
	check_cfa(6, 16);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa_register, 6)), 0);
	check_cfa(6, 8);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa_offset, 0xe0, 0x01)), 0);
	check_cfa(7, 224);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa_offset, 0xff, 0xff, 0x03)), 0);
	check_cfa(7, 65535);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa_offset_sf, 0x02)), 0);
	check_cfa(7, -16);
	/* A register that is not tracked is no CFA. */
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa, 33, 8)), 0);
	CHECK_EQUAL(row.cfa.base, KNELL_NO_REGISTER);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa_register, 0x90, 0x01)), 0);
	CHECK_EQUAL(row.cfa.base, KNELL_NO_REGISTER);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa_expression, 2, 0x77, 8)), 0);
	CHECK_EQUAL(row.cfa.kind, KNELL_RULE_EXPRESSION);
	CHECK_EQUAL(row.cfa.expression_size, 2);
	CHECK_EQUAL(row.cfa.expression[0], 0x77);
	/* An offset has no meaning to it, and does it no harm. */
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa_expression, 1, 0x77,
				   DW_CFA_def_cfa_offset, 16)),
		0);
	CHECK_EQUAL(row.cfa.kind, KNELL_RULE_EXPRESSION);
	CHECK_EQUAL(row.cfa.expression[0], 0x77);
	/* Back to a register. */
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa_expression, 1, 0x77,
				   DW_CFA_def_cfa, 7, 16)),
		0);
	check_cfa(7, 16);
}

static void check_register_rules(void)
{
	CHECK_EQUAL(run(0, BYTES(DW_CFA_offset | 3, 2)), 0);
	check_rule(3, KNELL_RULE_OFFSET, -16);
	check_rule(16, KNELL_RULE_OFFSET, -8);
	CHECK(!row.rare);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_offset | 3, 0x80, 0x01)), 0);
	check_rule(3, KNELL_RULE_OFFSET, -1024);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_offset_extended, 12, 3)), 0);
	check_rule(12, KNELL_RULE_OFFSET, -24);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_offset_extended_sf, 12, 0x7f)), 0);
	check_rule(12, KNELL_RULE_OFFSET, 8);
	CHECK_EQUAL(
		run(0, BYTES(DW_CFA_GNU_negative_offset_extended, 12, 2)), 0);
	check_rule(12, KNELL_RULE_OFFSET, 16);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_val_offset, 7, 2)), 0);
	check_rule(7, KNELL_RULE_VALUE_OFFSET, -16);
	CHECK(row.rare);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_val_offset_sf, 7, 0x7e)), 0);
	check_rule(7, KNELL_RULE_VALUE_OFFSET, 16);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_undefined, 16)), 0);
	check_rule(16, KNELL_RULE_UNDEFINED, 0);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_same_value, 3)), 0);
	check_rule(3, KNELL_RULE_SAME, 0);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_register, 16, 1)), 0);
	check_rule(16, KNELL_RULE_REGISTER, 1);
	/* What cannot be had is undefined. */
	CHECK_EQUAL(run(0, BYTES(DW_CFA_register, 16, 40)), 0);
	check_rule(16, KNELL_RULE_UNDEFINED, 0);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_expression, 3, 2, 0x77, 0x08)), 0);
	CHECK_EQUAL(row.rules[3].kind, KNELL_RULE_EXPRESSION);
	CHECK_EQUAL(row.rules[3].expression_size, 2);
	CHECK_EQUAL(row.rules[3].expression[1], 0x08);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_val_expression, 3, 1, 0x77)), 0);
	CHECK_EQUAL(row.rules[3].kind, KNELL_RULE_VALUE_EXPRESSION);
	/* Vector registers, flags, what not: stepped over. */
	CHECK_EQUAL(run(0, BYTES(DW_CFA_offset | 17, 9, DW_CFA_offset_extended,
				   0xff, 0x01, 9, DW_CFA_expression, 49, 1,
				   0x77, DW_CFA_val_expression, 33, 1, 0x77,
				   DW_CFA_restore | 63, DW_CFA_offset | 3, 2)),
		0);
	CHECK_EQUAL(row.set, 1 << 16 | 1 << 3);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_GNU_args_size, 0x90, 0x01,
				   DW_CFA_AARCH64_negate_ra_state,
				   DW_CFA_AARCH64_negate_ra_state_with_pc,
				   DW_CFA_nop, DW_CFA_offset | 3, 2)),
		0);
	check_rule(3, KNELL_RULE_OFFSET, -16);
}

static void check_states(void)
{
	static const uint8_t initial[] = { DW_CFA_def_cfa, 7, 8,
		DW_CFA_offset | 16, 1, DW_CFA_offset | 3, 5 };
	static const uint8_t program[] = { DW_CFA_remember_state,
		DW_CFA_offset | 6, 2, DW_CFA_def_cfa, 6, 16, DW_CFA_undefined,
		12, DW_CFA_advance_loc | 1, DW_CFA_remember_state,
		DW_CFA_offset | 13, 4, DW_CFA_advance_loc | 1,
		DW_CFA_restore_state, DW_CFA_advance_loc | 1,
		DW_CFA_restore_state };

	CHECK_EQUAL(run(0, program, sizeof(program)), 0);
	CHECK_EQUAL(row.set, 1 << 16 | 1 << 6 | 1 << 12);
	CHECK_EQUAL(run(1, program, sizeof(program)), 0);
	CHECK_EQUAL(row.set, 1 << 16 | 1 << 6 | 1 << 12 | 1 << 13);
	CHECK_EQUAL(run(2, program, sizeof(program)), 0);
	CHECK_EQUAL(row.set, 1 << 16 | 1 << 6 | 1 << 12);
	check_rule(6, KNELL_RULE_OFFSET, -16);
	check_rule(12, KNELL_RULE_UNDEFINED, 0);
	check_cfa(6, 16);
	CHECK_EQUAL(run(3, program, sizeof(program)), 0);
	CHECK_EQUAL(row.set, 1 << 16);
	check_rule(16, KNELL_RULE_OFFSET, -8);
	check_cfa(7, 8);

	/* To what the CIE said: a rule, or none. */
	CHECK_EQUAL(run(0, BYTES(DW_CFA_offset | 6, 2, DW_CFA_offset | 16, 7,
				   DW_CFA_restore | 6, DW_CFA_restore | 16)),
		0);
	CHECK_EQUAL(row.set, 1 << 16);
	check_rule(16, KNELL_RULE_OFFSET, -8);
	CHECK_EQUAL(run_both(0, initial, sizeof(initial),
			    BYTES(DW_CFA_same_value, 3, DW_CFA_restore_extended,
				    3, DW_CFA_restore | 6)),
		0);
	CHECK_EQUAL(row.set, 1 << 16 | 1 << 3);
	check_rule(3, KNELL_RULE_OFFSET, -40);
	check_cfa(7, 8);
}

static void check_broken(void)
{
	uint8_t deep[64];

	CHECK_EQUAL(run(0, BYTES(DW_CFA_restore_state)), -EBADMSG);
	CHECK_EQUAL(run(0, BYTES(0x3c)), -EBADMSG);
	CHECK_EQUAL(run(0, BYTES(0x17)), -EBADMSG);
	/* More states than are kept, and the most that are. */
	memset(deep, DW_CFA_remember_state, sizeof(deep));
	CHECK_EQUAL(run(0, deep, sizeof(deep)), -EBADMSG);
	CHECK_EQUAL(run(0, deep, 16), 0);
	CHECK_EQUAL(run(0, deep, 17), -EBADMSG);
	/* A CIE with no CFA, and one with no return address to tell. */
	CHECK_EQUAL(run_both(0, BYTES(DW_CFA_nop), BYTES(DW_CFA_nop)), 0);
	CHECK_EQUAL(row.cfa.kind, KNELL_RULE_UNDEFINED);
	CHECK_EQUAL(row.set, 0);
}

/* Each operation, its operands cut off by the end of the entry. */
static void check_truncated(void)
{
	static const uint8_t operations[] = { DW_CFA_set_loc,
		DW_CFA_advance_loc1, DW_CFA_advance_loc2, DW_CFA_advance_loc4,
		DW_CFA_offset_extended, DW_CFA_restore_extended,
		DW_CFA_undefined, DW_CFA_same_value, DW_CFA_register,
		DW_CFA_def_cfa, DW_CFA_def_cfa_register, DW_CFA_def_cfa_offset,
		DW_CFA_def_cfa_expression, DW_CFA_expression,
		DW_CFA_offset_extended_sf, DW_CFA_def_cfa_sf,
		DW_CFA_def_cfa_offset_sf, DW_CFA_val_offset,
		DW_CFA_val_offset_sf, DW_CFA_val_expression,
		DW_CFA_MIPS_advance_loc8, DW_CFA_GNU_args_size,
		DW_CFA_GNU_negative_offset_extended, DW_CFA_offset | 3 };
	struct knell_cfi_entry entry;

	for (size_t i = 0; i < sizeof(operations); i++) {
		int64_t work = 10;

		memset(&entry, 0, sizeof(entry));
		run(0, BYTES(operations[i]));
		CHECK_EQUAL(knell_cfi_find(&cfi, START, &work, &entry), 0);
		while (*entry.program != operations[i])
			entry.program++;
		entry.program_end = entry.program + 1;
		CHECK_EQUAL(
			knell_cfi_run(&entry, machine, START, &row), -EBADMSG);
	}
	/* An expression that says it is longer than the entry. */
	CHECK_EQUAL(run(0, BYTES(DW_CFA_def_cfa_expression, 0x7f)), -EBADMSG);
	CHECK_EQUAL(run(0, BYTES(DW_CFA_expression, 3, 0xff, 0xff, 0xff, 0xff,
				   0xff, 0xff, 0xff, 0xff, 0xff, 0x01)),
		-EBADMSG);
}

int main(void)
{
	check_locations();
	check_cfa_rules();
	check_register_rules();
	check_states();
	check_broken();
	check_truncated();
	return test_end();
}
