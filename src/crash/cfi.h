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

/* The tables of one image; each may be empty. */
struct knell_cfi {
	struct knell_bytes eh_frame_hdr;
	struct knell_bytes eh_frame;
	struct knell_bytes debug_frame;
	/* DW_EH_PE_textrel, _datarel bases. */
	uint64_t text, got;
	uint8_t word_bytes;
};

/* The entry (FDE and its CIE) that covers an address. */
struct knell_cfi_entry {
	const struct knell_cfi *cfi;
	const struct knell_bytes *section;
	const uint8_t *cie;
	uint64_t start, end; /* link-time */
	const uint8_t *initial, *initial_end;
	const uint8_t *program, *program_end;
	uint64_t code_factor;
	int64_t data_factor;
	/*
	 * The CIE's program does nothing but define the CFA by these, and say
	 * where the return address is saved (0: it does not).
	 */
	bool plain;
	uint8_t cfa_register;
	uint8_t cfa_offset;
	int64_t return_offset;
	uint8_t return_column;
	uint8_t pointer_encoding;
	uint8_t word_bytes;
	bool signal_frame;
	bool has_augmentation;
	/* Its FDEs are as gcc and clang write them for 64-bit machines. */
	bool plain_fde;
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
	uint32_t expression_size;
	union {
		int64_t offset;
		const uint8_t *expression;
	};
};

/* How the CFA is found; an offset is kept while an expression tells it. */
struct knell_cfi_cfa {
	uint32_t kind; /* OFFSET from register `base`, EXPRESSION, UNDEFINED */
	uint32_t expression_size;
	const uint8_t *expression;
	int64_t offset;
	/* KNELL_NO_REGISTER: one that the machine does not track. */
	uint8_t base;
};

/* What holds at one address. Rules count only where `set` has the bit. */
struct knell_cfi_row {
	uint64_t set;
	struct knell_cfi_cfa cfa;
	uint8_t return_column;
	bool signal_frame;
	/* A rule may be another than KNELL_RULE_OFFSET. */
	bool rare;
	struct knell_cfi_rule rules[KNELL_REGISTERS_MAX];
};

/*
 * The entry that covers a link-time address. Each entry that a table without
 * an index makes it look at takes one off *work; the search ends at 0. What
 * *entry tells of a CIE is used again when it is the same: it must be zeroed
 * before the first call, and left as it is between calls.
 * Return: 0; -ENOENT when no entry covers it; -EBADMSG for a broken table;
 * -E2BIG when *work is used up.
 */
int knell_cfi_find(const struct knell_cfi *cfi, uint64_t address, int64_t *work,
	struct knell_cfi_entry *entry);
/*
 * Runs an entry's program up to a link-time address inside the entry. Stack
 * use: 4 KiB. Return: 0; -EBADMSG for a broken program.
 */
int knell_cfi_run(const struct knell_cfi_entry *entry,
	const struct knell_machine *machine, uint64_t address,
	struct knell_cfi_row *ret_row);

/*
 * The tables of an image: its own, and .debug_frame from `debug` where its
 * own file has none. `debug` may be NULL.
 */
void knell_cfi_open(struct knell_cfi *cfi, const struct knell_elf *elf,
	const struct knell_elf *debug);

#endif
