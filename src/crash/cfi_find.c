/* SPDX-License-Identifier: MIT */
/*
 * Finding the entry that covers an address: by the sorted table of
 * .eh_frame_hdr, or else by looking at one entry after the other.
 * Source: LSB 5.0 section 10.6.2.
 */
#include "abi/errno.h"
#include "crash/cfi_entry.h"

/* An FDE as compilers write it, up to its augmentation data. */
struct plain_fde {
	uint32_t length;
	uint32_t cie_distance;
	int32_t start; /* from this member */
	uint32_t size;
	uint8_t augmentation_size;
	uint8_t rest[];
} __attribute__((packed, may_alias));

/*
 * The short way, for an FDE of the CIE that *entry tells of already. Return:
 * false when it is not as plain as that.
 */
static inline bool read_plain_fde(const struct knell_bytes *section,
	const uint8_t *at, struct knell_cfi_entry *entry)
{
	const struct plain_fde *fde = (const void *)at;
	uint64_t left = section->size - (uint64_t)(at - section->data);

	if (!entry->plain_fde || left < sizeof(*fde) ||
		fde->length < sizeof(*fde) - 4 || fde->length > left - 4 ||
		at + 4 - entry->cie != (ptrdiff_t)fde->cie_distance ||
		fde->augmentation_size > fde->length - (sizeof(*fde) - 4) ||
		fde->augmentation_size >= 0x80 || fde->size > INT32_MAX)
		return false;
	entry->start =
		knell_cfi_link_address(section, (const uint8_t *)&fde->start) +
		(uint64_t)(int64_t)fde->start;
	entry->end = entry->start + fde->size;
	entry->program = fde->rest + fde->augmentation_size;
	entry->program_end = at + 4 + fde->length;
	return true;
}

static __attribute__((noinline)) int read_any_fde(const struct knell_cfi *cfi,
	const struct knell_bytes *section, const uint8_t *at,
	struct knell_cfi_entry *entry)
{
	struct knell_cfi_header header;

	if (knell_cfi_read_header(cfi, section, at, &header) || !header.cie)
		return -EBADMSG;
	if (entry->cie != header.cie &&
		knell_cfi_read_cie(cfi, section, header.cie, entry))
		return -EBADMSG;
	return knell_cfi_read_fde(&header, entry);
}

/* Reads the FDE at a link-time address. -ENOENT: it covers another range. */
static int read_entry_at(const struct knell_cfi *cfi, uint64_t fde,
	uint64_t address, struct knell_cfi_entry *entry)
{
	const struct knell_bytes *section = &cfi->eh_frame;

	if (fde - section->address >= section->size)
		return -EBADMSG;
	const uint8_t *at = section->data + (size_t)(fde - section->address);

	if (!read_plain_fde(section, at, entry) &&
		read_any_fde(cfi, section, at, entry))
		return -EBADMSG;
	return address - entry->start < entry->end - entry->start ? 0 : -ENOENT;
}

/* One entry after the other; a broken one is stepped over. */
static __attribute__((noinline)) int scan_section(const struct knell_cfi *cfi,
	const struct knell_bytes *section, uint64_t address, int64_t *work,
	struct knell_cfi_entry *entry)
{
	const uint8_t *at = section->data;
	const uint8_t *end = at ? at + section->size : at;
	struct knell_cfi_header header;

	for (; at < end; at = header.body.end) {
		int error = knell_cfi_read_header(cfi, section, at, &header);

		if (*work <= 0)
			return -E2BIG;
		--*work;
		/* Linkers leave a terminator in the middle, too. */
		if (error == -ENOENT)
			header.body.end = at + 4;
		else if (error)
			return error;
		if (error || !header.cie)
			continue;
		if (entry->cie != header.cie &&
			knell_cfi_read_cie(cfi, section, header.cie, entry))
			continue;
		if (!knell_cfi_read_fde(&header, entry) &&
			address - entry->start < entry->end - entry->start)
			return 0;
	}
	return -ENOENT;
}

static int find_in_eh_frame(const struct knell_cfi *cfi, uint64_t address,
	int64_t *work, struct knell_cfi_entry *entry)
{
	uint64_t fde;
	int error = knell_cfi_search_index(cfi, address, &fde);

	if (error == -EBADMSG)
		return scan_section(cfi, &cfi->eh_frame, address, work, entry);
	return error ? error : read_entry_at(cfi, fde, address, entry);
}

int knell_cfi_find(const struct knell_cfi *cfi, uint64_t address, int64_t *work,
	struct knell_cfi_entry *entry)
{
	int error = find_in_eh_frame(cfi, address, work, entry);

	if (!error || !cfi->debug_frame.size)
		return error;
	int debug_error =
		scan_section(cfi, &cfi->debug_frame, address, work, entry);

	return debug_error == -ENOENT ? error : debug_error;
}
