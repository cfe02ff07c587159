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
uint64_t knell_cfi_take_pointer(struct knell_cursor *cursor, uint8_t encoding,
	const struct knell_cfi_bases *bases);
/*
 * The header at `at`, which lies in the section. Return: 0; -ENOENT for the
 * terminator of .eh_frame; -EBADMSG.
 */
int knell_cfi_read_header(const struct knell_cfi *cfi,
	const struct knell_bytes *section, const uint8_t *at,
	struct knell_cfi_header *ret_header);
/* Fills in what the CIE at `at` tells. Return: 0 or -EBADMSG. */
int knell_cfi_read_cie(const struct knell_cfi *cfi,
	const struct knell_bytes *section, const uint8_t *at,
	struct knell_cfi_entry *ret_entry);
/* Fills in the rest from the FDE, its CIE being read. 0 or -EBADMSG. */
int knell_cfi_read_fde(
	struct knell_cfi_header *header, struct knell_cfi_entry *entry);

#endif
