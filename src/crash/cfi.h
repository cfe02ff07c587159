/* SPDX-License-Identifier: MIT */
/*
 * DWARF call frame information as .eh_frame, .eh_frame_hdr and .debug_frame
 * hold it: finding the entry for an address and running its program.
 * Sources: DWARF 5 section 6.4, LSB 5.0 chapter 10.6.
 */
#ifndef KNELL_CRASH_CFI_H
#define KNELL_CRASH_CFI_H

#include "arch/machine.h"
#include "crash/elf.h"

/* The tables of one image; each may be empty. All little-endian. */
struct knell_cfi {
	struct knell_bytes eh_frame_hdr;
	struct knell_bytes eh_frame;
	struct knell_bytes debug_frame;
	/* DW_EH_PE_textrel, _datarel bases. */
	uint64_t text, got;
	uint8_t word_bytes;
};

enum knell_cfi_rule_kind {
	KNELL_RULE_SAME,
	KNELL_RULE_UNDEFINED,
	KNELL_RULE_OFFSET,       /* at CFA + offset */
	KNELL_RULE_VALUE_OFFSET, /* is CFA + offset */
	KNELL_RULE_REGISTER,     /* in register `offset` */
	KNELL_RULE_EXPRESSION,   /* at the address it computes */
	KNELL_RULE_VALUE_EXPRESSION,
};

struct knell_cfi_rule {
	uint32_t kind;
	union {
		int64_t offset;
		struct {
			const uint8_t *expression;
			uint32_t expression_size;
		};
	};
};

/* What holds at one address. Rules count only where `set` has the bit. */
struct knell_cfi_row {
	uint64_t function_start, function_end; /* link-time */
	uint64_t set;
	struct knell_cfi_rule rules[KNELL_REGISTERS_MAX];
	struct knell_cfi_rule cfa; /* OFFSET with cfa_register, EXPRESSION */
	uint8_t cfa_register;
	uint8_t return_column;
	bool signal_frame;
	bool signed_return; /* aarch64: the return address is signed */
};

/*
 * The row for a link-time address.
 * Return: 0; -ENOENT when no entry covers it; -EBADMSG for a broken table.
 */
int knell_cfi_find_row(const struct knell_cfi *cfi,
	const struct knell_machine *machine, uint64_t address,
	struct knell_cfi_row *ret_row);

#endif
