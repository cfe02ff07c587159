/* SPDX-License-Identifier: MIT */
/* Finding the tables of call frame information in an image. */
#include "base/memory.h"
#include "crash/cfi_entry.h"

enum { PT_GNU_EH_FRAME = 0x6474e550 };

static void find_section(const struct knell_elf *elf, const char *name,
	struct knell_bytes *ret_bytes)
{
	struct knell_section section;

	if (elf->image.data && knell_elf_find_section(elf, name, &section))
		knell_elf_section_bytes(elf, &section, ret_bytes);
}

static void find_header(struct knell_cfi *cfi, const struct knell_elf *elf)
{
	struct knell_segment segment;

	for (uint32_t i = 0; i < elf->program_header_count; i++) {
		if (!knell_elf_segment(elf, i, &segment))
			return;
		if (segment.type != PT_GNU_EH_FRAME)
			continue;
		struct knell_bytes *hdr = &cfi->eh_frame_hdr;

		if (!knell_elf_bytes_at(elf, segment.address, hdr))
			return;
		if (hdr->size > segment.memory_size)
			hdr->size = segment.memory_size;
		return;
	}
}

/* Images without section headers still tell it in .eh_frame_hdr. */
static void follow_header(struct knell_cfi *cfi, const struct knell_elf *elf)
{
	const struct knell_bytes *hdr = &cfi->eh_frame_hdr;
	struct knell_cfi_bases bases = { hdr, cfi->text, hdr->address,
		cfi->word_bytes };
	struct knell_cursor cursor = { hdr->data, hdr->data + hdr->size,
		false };
	uint8_t version = knell_take_u8(&cursor);
	uint8_t encoding = knell_take_u8(&cursor);

	knell_cursor_skip(&cursor, 2);
	if (version != 1 || encoding == DW_EH_PE_omit)
		return;
	uint64_t address = knell_cfi_take_pointer(&cursor, encoding, &bases);

	if (!cursor.bad)
		knell_elf_bytes_at(elf, address, &cfi->eh_frame);
}

void knell_cfi_open(struct knell_cfi *cfi, const struct knell_elf *elf,
	const struct knell_elf *debug)
{
	struct knell_bytes section = { 0 };

	*cfi = (struct knell_cfi){ .word_bytes = elf->wide ? 8 : 4 };
	find_section(elf, ".text", &section);
	cfi->text = section.address;
	section.address = 0;
	find_section(elf, ".got.plt", &section);
	cfi->got = section.address;
	find_header(cfi, elf);
	find_section(elf, ".eh_frame", &cfi->eh_frame);
	if (!cfi->eh_frame.size && cfi->eh_frame_hdr.size)
		follow_header(cfi, elf);
	find_section(elf, ".debug_frame", &cfi->debug_frame);
	if (!cfi->debug_frame.size && debug)
		find_section(debug, ".debug_frame", &cfi->debug_frame);
}
