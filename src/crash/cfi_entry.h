/* SPDX-License-Identifier: MIT */
/* Inside the CFI reader: encoded pointers, CIEs and FDEs. */
#ifndef KNELL_CRASH_CFI_ENTRY_H
#define KNELL_CRASH_CFI_ENTRY_H

#include "crash/cfi.h"
#include "crash/cursor.h"

/* Pointer encodings. Source: LSB 5.0 section 10.5.1. */
enum {
	DW_EH_PE_absptr = 0x00,
	DW_EH_PE_uleb128 = 0x01,
	DW_EH_PE_udata2 = 0x02,
	DW_EH_PE_udata4 = 0x03,
	DW_EH_PE_udata8 = 0x04,
	DW_EH_PE_signed = 0x08,
	DW_EH_PE_sleb128 = 0x09,
	DW_EH_PE_sdata2 = 0x0a,
	DW_EH_PE_sdata4 = 0x0b,
	DW_EH_PE_sdata8 = 0x0c,
	DW_EH_PE_pcrel = 0x10,
	DW_EH_PE_textrel = 0x20,
	DW_EH_PE_datarel = 0x30,
	DW_EH_PE_funcrel = 0x40,
	DW_EH_PE_aligned = 0x50,
	DW_EH_PE_indirect = 0x80,
	DW_EH_PE_omit = 0xff,
};

/* The operations of a program. Sources: as in cfi_operation.c. */
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

/* What encoded pointers of a section are relative to. */
struct knell_cfi_bases {
	const struct knell_bytes *section;
	uint64_t text, data;
	uint8_t word_bytes;
};

/* The length, and for a CIE or FDE what stands before its fields. */
struct knell_cfi_header {
	struct knell_cursor body; /* after the id, to the end of the entry */
	const uint8_t *cie;       /* of an FDE; NULL: this is a CIE */
};

/* Sets cursor->bad for an encoding that cannot be read. */
uint64_t knell_cfi_take_pointer_long(struct knell_cursor *cursor,
	uint8_t encoding, const struct knell_cfi_bases *bases);
/*
 * The link-time address of the FDE whose function begins last at or before
 * `address`. Return: 0; -ENOENT when all begin later; -EBADMSG when there is
 * no table that can be read.
 */
int knell_cfi_search_index(
	const struct knell_cfi *cfi, uint64_t address, uint64_t *ret_fde);
/*
 * The header at `at`, which lies in the section. Return: 0; -ENOENT for the
 * terminator of .eh_frame; -EBADMSG.
 */
int knell_cfi_read_header(const struct knell_cfi *cfi,
	const struct knell_bytes *section, const uint8_t *at,
	struct knell_cfi_header *ret_header);
/* Fills in what the CIE at `at` tells. Return: 0; -EBADMSG, cie NULL. */
int knell_cfi_read_cie(const struct knell_cfi *cfi,
	const struct knell_bytes *section, const uint8_t *at,
	struct knell_cfi_entry *ret_entry);
/* Fills in the rest from the FDE, its CIE being read. 0 or -EBADMSG. */
int knell_cfi_read_fde(
	struct knell_cfi_header *header, struct knell_cfi_entry *entry);

static inline uint64_t knell_cfi_link_address(
	const struct knell_bytes *section, const uint8_t *at)
{
	return section->address + (uint64_t)(at - section->data);
}

static inline uint64_t knell_cfi_take_pointer(struct knell_cursor *cursor,
	uint8_t encoding, const struct knell_cfi_bases *bases)
{
	/* What compilers write for both 64-bit machines. */
	if (__builtin_expect(encoding == (DW_EH_PE_pcrel | DW_EH_PE_sdata4) &&
				     bases->word_bytes == 8,
		    1)) {
		uint64_t base =
			knell_cfi_link_address(bases->section, cursor->at);

		return base +
		       (uint64_t)(int64_t)(int32_t)knell_take_u32(cursor);
	}
	return knell_cfi_take_pointer_long(cursor, encoding, bases);
}

#endif
