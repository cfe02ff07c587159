/* SPDX-License-Identifier: MIT */
/*
 * Finding the entry that covers an address: by the sorted table of
 * .eh_frame_hdr, or else by looking at one entry after the other.
 * Source: LSB 5.0 section 10.6.2.
 */
#include "abi/errno.h"
#include "crash/cfi_entry.h"

/* The sorted table: pairs of (function, FDE), each of `width` bytes. */
struct index {
	struct knell_cfi_bases bases;
	struct knell_cursor rows;
	uint64_t count;
	uint8_t encoding;
	uint8_t width;
};

static uint8_t encoded_width(uint8_t encoding, uint8_t word_bytes)
{
	switch (encoding & 0x0f) {
	case DW_EH_PE_absptr:
	case DW_EH_PE_signed: return word_bytes;
	case DW_EH_PE_udata2:
	case DW_EH_PE_sdata2: return 2;
	case DW_EH_PE_udata4:
	case DW_EH_PE_sdata4: return 4;
	case DW_EH_PE_udata8:
	case DW_EH_PE_sdata8: return 8;
	default: return 0;
	}
}

static bool open_index(const struct knell_cfi *cfi, struct index *ret_index)
{
	const struct knell_bytes *hdr = &cfi->eh_frame_hdr;
	struct knell_cursor cursor = { hdr->data, hdr->data + hdr->size,
		false };

	if (hdr->size < 4 || knell_take_u8(&cursor) != 1)
		return false;
	uint8_t frame_encoding = knell_take_u8(&cursor);
	uint8_t count_encoding = knell_take_u8(&cursor);
	struct index *index = ret_index;

	index->encoding = knell_take_u8(&cursor);
	index->bases = (struct knell_cfi_bases){ hdr, cfi->text, hdr->address,
		cfi->word_bytes };
	index->width = encoded_width(index->encoding, cfi->word_bytes);
	if (count_encoding == DW_EH_PE_omit ||
		index->encoding == DW_EH_PE_omit || !index->width)
		return false;
	if (frame_encoding != DW_EH_PE_omit)
		knell_cfi_take_pointer(&cursor, frame_encoding, &index->bases);
	index->count =
		knell_cfi_take_pointer(&cursor, count_encoding, &index->bases);
	if (cursor.bad)
		return false;
	uint64_t room = knell_cursor_left(&cursor) / (2u * index->width);

	index->count = index->count < room ? index->count : room;
	index->rows = cursor;
	return index->count != 0;
}

static uint64_t index_value(const struct index *index, uint64_t field)
{
	struct knell_cursor cursor = index->rows;

	knell_cursor_skip(&cursor, field * index->width);
	return knell_cfi_take_pointer(&cursor, index->encoding, &index->bases);
}

/* As search_index, for the one encoding that linkers write. */
static bool search_plain_index(
	const struct index *index, uint64_t address, uint64_t *ret_fde)
{
	const struct row {
		int32_t function, fde;
	} __attribute__((packed, may_alias)) *rows =
		(const void *)index->rows.at;
	uint64_t base = index->bases.data;
	int64_t wanted = (int64_t)(address - base);
	size_t low = 0, count = (size_t)index->count;

	if (wanted < rows[0].function)
		return false;
	while (count > 1) {
		size_t half = count / 2;

		low = rows[low + half].function <= wanted ? low + half : low;
		count -= half;
	}
	*ret_fde = base + (uint64_t)(int64_t)rows[low].fde;
	return true;
}

/* The address of the last FDE whose function begins at or before `address`. */
static bool search_index(
	const struct index *index, uint64_t address, uint64_t *ret_fde)
{
	uint64_t low = 0, count = index->count;

	if (index_value(index, 0) > address)
		return false;
	while (count > 1) {
		uint64_t half = count / 2;

		if (index_value(index, 2 * (low + half)) <= address)
			low += half;
		count -= half;
	}
	*ret_fde = index_value(index, 2 * low + 1);
	return true;
}

/* Reads the FDE at a link-time address. -ENOENT: it covers another range. */
static int read_entry_at(const struct knell_cfi *cfi, uint64_t fde,
	uint64_t address, struct knell_cfi_entry *ret_entry)
{
	const struct knell_bytes *section = &cfi->eh_frame;
	struct knell_cfi_header header;

	if (fde - section->address >= section->size)
		return -EBADMSG;
	const uint8_t *at = section->data + (size_t)(fde - section->address);
	int error = knell_cfi_read_header(cfi, section, at, &header);

	if (error || !header.cie)
		return -EBADMSG;
	error = knell_cfi_read_cie(cfi, section, header.cie, ret_entry);
	if (error)
		return error;
	error = knell_cfi_read_fde(&header, ret_entry);
	if (error)
		return error;
	return address - ret_entry->start < ret_entry->end - ret_entry->start
		       ? 0
		       : -ENOENT;
}

/* One entry after the other; a broken one is stepped over. */
static int scan_section(const struct knell_cfi *cfi,
	const struct knell_bytes *section, uint64_t address, uint64_t *work,
	struct knell_cfi_entry *ret_entry)
{
	const uint8_t *at = section->data, *cie = NULL;
	const uint8_t *end = section->data + section->size;
	struct knell_cfi_header header;

	for (; at < end; at = header.body.end) {
		int error = knell_cfi_read_header(cfi, section, at, &header);

		if (!*work)
			return -E2BIG;
		--*work;
		/* Linkers leave a terminator in the middle, too. */
		if (error == -ENOENT)
			header.body.end = at + 4;
		else if (error)
			return error;
		if (error || !header.cie)
			continue;
		if (header.cie != cie) {
			cie = header.cie;
			if (knell_cfi_read_cie(cfi, section, cie, ret_entry)) {
				cie = NULL;
				continue;
			}
		}
		if (!knell_cfi_read_fde(&header, ret_entry) &&
			address - ret_entry->start <
				ret_entry->end - ret_entry->start)
			return 0;
	}
	return -ENOENT;
}

static int find_in_eh_frame(const struct knell_cfi *cfi, uint64_t address,
	uint64_t *work, struct knell_cfi_entry *ret_entry)
{
	struct index index;
	uint64_t fde;

	if (!open_index(cfi, &index))
		return scan_section(
			cfi, &cfi->eh_frame, address, work, ret_entry);
	bool plain = index.encoding == (DW_EH_PE_datarel | DW_EH_PE_sdata4);

	if (plain ? !search_plain_index(&index, address, &fde)
		  : !search_index(&index, address, &fde))
		return -ENOENT;
	return read_entry_at(cfi, fde, address, ret_entry);
}

int knell_cfi_find(const struct knell_cfi *cfi, uint64_t address,
	uint64_t *work, struct knell_cfi_entry *ret_entry)
{
	int error = find_in_eh_frame(cfi, address, work, ret_entry);

	if (!error || !cfi->debug_frame.size)
		return error;
	int debug_error =
		scan_section(cfi, &cfi->debug_frame, address, work, ret_entry);

	return debug_error == -ENOENT ? error : debug_error;
}
