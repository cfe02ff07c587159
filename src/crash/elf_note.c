/* SPDX-License-Identifier: MIT */
/* The build ID: a note in a section or a segment of an ELF image. */
#include "crash/elf.h"

#include "abi/elf.h"
#include "base/memory.h"

enum {
	BUILD_ID_MAX = 32,
	/* The build ID's section or segment has a few others at most. */
	NOTES_MAX = 16384,
};

bool knell_elf_next_note(
	struct knell_bytes *notes, uint64_t align, struct knell_note *ret_note)
{
	/* Notes are aligned to 4, whatever the gABI says of ELF64, unless the
	 * segment says 8: only .note.gnu.property does. */
	uint64_t mask = align == 8 ? 7 : 3;

	if (notes->size < sizeof(struct k_elf_note))
		return false;
	const uint8_t *at = notes->data;
	uint64_t name = K_ELF_LOAD(at, struct k_elf_note, namesz);
	uint64_t size = K_ELF_LOAD(at, struct k_elf_note, descsz);
	/* Each is below 2^32: no overflow. */
	uint64_t data = (sizeof(struct k_elf_note) + name + mask) & ~mask;
	uint64_t next = (data + size + mask) & ~mask;

	if (data + size > notes->size)
		return false;
	*ret_note = (struct knell_note){
		.name = { at + sizeof(struct k_elf_note), name, 0 },
		.type = (uint32_t)K_ELF_LOAD(at, struct k_elf_note, type),
		.data = { at + data, size, 0 },
	};
	if (next > notes->size)
		next = notes->size;
	notes->data += next;
	notes->size -= next;
	return true;
}

static bool find_in(struct knell_bytes notes, uint64_t align, char text[65])
{
	struct knell_note note;

	if (notes.size > NOTES_MAX)
		notes.size = NOTES_MAX;
	while (knell_elf_next_note(&notes, align, &note)) {
		if (note.type != K_NT_GNU_BUILD_ID || note.name.size != 4 ||
			knell_memory_compare(note.name.data, "GNU", 4) ||
			!note.data.size || note.data.size > BUILD_ID_MAX)
			continue;
		for (uint64_t i = 0; i < note.data.size; i++) {
			uint8_t byte = note.data.data[i];

			*text++ = "0123456789abcdef"[byte >> 4];
			*text++ = "0123456789abcdef"[byte & 15];
		}
		*text = '\0';
		return true;
	}
	return false;
}

bool knell_elf_build_id(const struct knell_elf *elf, char text[65])
{
	struct knell_segment segment;
	struct knell_section section;
	struct knell_bytes notes;

	/* Sections first: in a separate debug file the segments' offsets are
	 * those of the stripped one. */
	for (uint32_t i = 1; knell_elf_section(elf, i, &section); i++)
		if (section.type == K_SHT_NOTE &&
			knell_elf_section_bytes(elf, &section, &notes) &&
			find_in(notes, section.align, text))
			return true;
	for (uint32_t i = 0; knell_elf_segment(elf, i, &segment); i++) {
		if (segment.type != K_PT_NOTE ||
			!knell_elf_bytes_at(elf, segment.address, &notes))
			continue;
		if (notes.size > segment.file_size)
			notes.size = segment.file_size;
		if (find_in(notes, segment.align, text))
			return true;
	}
	return false;
}
