/* SPDX-License-Identifier: MIT */
/*
 * The sorted table of .eh_frame_hdr: pairs of a function's start and the
 * address of its FDE. Source: LSB 5.0 section 10.6.2.
 */
#include "abi/errno.h"
#include "base/memory.h"
#include "crash/cfi_entry.h"

/* A pair as linkers write it: relative to the start of the header. */
struct plain_pair {
	int32_t function, fde;
} __attribute__((packed, may_alias));

/* A table in another encoding, each field `width` bytes. */
struct index {
	struct knell_cfi_bases bases;
	struct knell_cursor pairs;
	uint64_t count;
	uint8_t encoding;
	uint8_t width;
};

static int search_plain(
	const struct knell_bytes *hdr, uint64_t address, uint64_t *ret_fde)
{
	struct knell_cursor cursor = { hdr->data + 8, hdr->data + hdr->size,
		false };
	size_t count = knell_take_u32(&cursor);
	size_t room = knell_cursor_left(&cursor) / sizeof(struct plain_pair);
	const struct plain_pair *pair = (const void *)cursor.at;
	int64_t wanted = (int64_t)(address - hdr->address);

	if (count > room)
		count = room;
	if (!count || wanted < pair->function)
		return -ENOENT;
	while (count > 1) {
		size_t half = count / 2;

		/*
		 * The empty statement keeps compilers from conditional moves:
		 * a guessed branch lets the next load begin at once.
		 */
		if (pair[half].function <= wanted) {
			pair += half;
			count -= half;
			__asm__ volatile("");
		} else {
			count = half;
		}
	}
	*ret_fde = hdr->address + (uint64_t)(int64_t)pair->fde;
	return 0;
}

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

static bool open_index(const struct knell_cfi *cfi, struct index *index)
{
	const struct knell_bytes *hdr = &cfi->eh_frame_hdr;
	struct knell_cursor cursor = { hdr->data, hdr->data + hdr->size,
		false };
	uint8_t version = knell_take_u8(&cursor);
	uint8_t frame_encoding = knell_take_u8(&cursor);
	uint8_t count_encoding = knell_take_u8(&cursor);

	index->encoding = knell_take_u8(&cursor);
	index->bases = (struct knell_cfi_bases){ hdr, cfi->text, hdr->address,
		cfi->word_bytes };
	index->width = encoded_width(index->encoding, cfi->word_bytes);
	if (version != 1 || count_encoding == DW_EH_PE_omit ||
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
	index->pairs = cursor;
	return index->count != 0;
}

static uint64_t read_field(const struct index *index, uint64_t field)
{
	struct knell_cursor cursor = index->pairs;

	knell_cursor_skip(&cursor, field * index->width);
	return knell_cfi_take_pointer(&cursor, index->encoding, &index->bases);
}

static __attribute__((noinline)) int search_encoded(
	const struct knell_cfi *cfi, uint64_t address, uint64_t *ret_fde)
{
	struct index opened, *index = &opened;

	if (!open_index(cfi, index))
		return -EBADMSG;
	uint64_t low = 0, high = index->count;

	if (read_field(index, 0) > address)
		return -ENOENT;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;

		if (read_field(index, 2 * middle) <= address)
			low = middle;
		else
			high = middle;
	}
	*ret_fde = read_field(index, 2 * low + 1);
	return 0;
}

int knell_cfi_search_index(
	const struct knell_cfi *cfi, uint64_t address, uint64_t *ret_fde)
{
	static const uint8_t plain[4] = { 1, DW_EH_PE_pcrel | DW_EH_PE_sdata4,
		DW_EH_PE_udata4, DW_EH_PE_datarel | DW_EH_PE_sdata4 };
	const struct knell_bytes *hdr = &cfi->eh_frame_hdr;

	if (hdr->size >= 12 && !knell_memory_compare(hdr->data, plain, 4))
		return search_plain(hdr, address, ret_fde);
	if (!hdr->size)
		return -EBADMSG;
	return search_encoded(cfi, address, ret_fde);
}
