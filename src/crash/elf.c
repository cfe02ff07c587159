/* SPDX-License-Identifier: MIT */
/* ELF images: the header, segments, sections, and the bytes at an address. */
#include "crash/elf.h"

#include "abi/elf.h"
#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"

enum {
	/* Long enough for every section name that is looked for. */
	SECTION_NAME_MAX = 64,
	/* More than any image has; sparse files may claim more. */
	SECTIONS_MAX = 1 << 16,
	/* The kernel takes 64 KiB of program headers: fs/binfmt_elf.c. */
	SEGMENTS_MAX = 65536 / sizeof(struct k_elf64_segment),
	CORE_SEGMENTS_MAX = 1 << 22,
};

static bool lies_inside(uint64_t offset, uint64_t length, uint64_t size)
{
	return offset <= size && length <= size - offset;
}

/* How many entries of a table fit in the image. */
static uint64_t clamp_count(
	uint64_t count, uint64_t offset, size_t entry, uint64_t size)
{
	uint64_t room = offset <= size ? (size - offset) / entry : 0;

	return count < room ? count : room;
}

static int check_ident(const uint8_t *ident, size_t size)
{
	static const uint8_t magic[4] = { 0x7f, 'E', 'L', 'F' };

	if (size < K_EI_NIDENT || knell_memory_compare(ident, magic, 4))
		return -ENOEXEC;
	if (ident[K_EI_CLASS] != K_ELFCLASS32 &&
		ident[K_EI_CLASS] != K_ELFCLASS64)
		return -ENOTSUP;
	return ident[K_EI_DATA] == K_ELFDATA_OWN ? 0 : -EILSEQ;
}

/* Counts that did not fit the header are in section 0. */
static void read_tables(struct knell_elf *elf)
{
	const uint8_t *header = elf->image.data;
	bool wide = elf->wide;
	size_t entry = K_ELF_SIZE(wide, section);
	uint64_t segments = K_ELF_FIELD(wide, header, header, phnum);
	uint64_t sections = K_ELF_FIELD(wide, header, header, shnum);
	uint64_t names = K_ELF_FIELD(wide, header, header, shstrndx);

	elf->program_headers = K_ELF_FIELD(wide, header, header, phoff);
	elf->section_headers = K_ELF_FIELD(wide, header, header, shoff);
	if (elf->loaded || !elf->section_headers ||
		K_ELF_FIELD(wide, header, header, shentsize) != entry)
		elf->section_headers = UINT64_MAX; /* none */
	if (lies_inside(elf->section_headers, entry, elf->image.size)) {
		const uint8_t *zero = header + elf->section_headers;

		if (segments == K_PN_XNUM)
			segments = K_ELF_FIELD(wide, zero, section, info);
		if (!sections)
			sections = K_ELF_FIELD(wide, zero, section, size);
		if (names == K_SHN_XINDEX)
			names = K_ELF_FIELD(wide, zero, section, link);
	}
	if (K_ELF_FIELD(wide, header, header, phentsize) !=
		K_ELF_SIZE(wide, segment))
		segments = 0;
	segments = clamp_count(segments, elf->program_headers,
		K_ELF_SIZE(wide, segment), elf->image.size);
	sections = clamp_count(
		sections, elf->section_headers, entry, elf->image.size);
	uint32_t max =
		elf->type == K_ET_CORE ? CORE_SEGMENTS_MAX : SEGMENTS_MAX;

	elf->program_header_count = segments < max ? (uint32_t)segments : max;
	elf->section_count =
		(uint32_t)(sections < SECTIONS_MAX ? sections : SECTIONS_MAX);
	elf->section_names = (uint32_t)names;
}

static void find_extent(struct knell_elf *elf)
{
	struct knell_segment segment;
	uint64_t end;

	elf->base = UINT64_MAX;
	for (uint32_t i = 0; knell_elf_segment(elf, i, &segment); i++) {
		if (segment.type != K_PT_LOAD ||
			__builtin_add_overflow(
				segment.address, segment.memory_size, &end))
			continue;
		if (segment.address < elf->base)
			elf->base = segment.address;
		if (end > elf->limit)
			elf->limit = end;
	}
	if (!elf->limit)
		elf->base = 0;
	elf->base &= ~(uint64_t)0xfff;
}

int knell_elf_open(
	struct knell_elf *elf, const void *data, size_t size, bool loaded)
{
	const uint8_t *header = data;
	int error = check_ident(header, size);

	if (error)
		return error;
	bool wide = header[K_EI_CLASS] == K_ELFCLASS64;

	if (size < K_ELF_SIZE(wide, header))
		return -ENOEXEC;
	uint16_t type = (uint16_t)K_ELF_FIELD(wide, header, header, type);

	if (type != K_ET_EXEC && type != K_ET_DYN && type != K_ET_CORE)
		return -ENOTSUP;
	*elf = (struct knell_elf){
		.image = { .data = data, .size = size },
		.loaded = loaded,
		.wide = wide,
		.type = type,
		.machine = (uint16_t)K_ELF_FIELD(wide, header, header, machine),
		.entry = K_ELF_FIELD(wide, header, header, entry),
	};
	read_tables(elf);
	find_extent(elf);
	return 0;
}

int knell_elf_map(struct knell_elf *elf, int fd)
{
	struct knell_file_map map;
	int error = knell_file_map(fd, &map);

	if (error)
		return error == -EINVAL ? -ENOEXEC : error;
	error = knell_elf_open(elf, map.data, map.size, false);
	if (error)
		knell_file_unmap(&map);
	else
		elf->map = map;
	return error;
}

void knell_elf_close(struct knell_elf *elf)
{
	knell_file_unmap(&elf->map);
	*elf = (struct knell_elf){ 0 };
}

bool knell_elf_segment(const struct knell_elf *elf, uint32_t index,
	struct knell_segment *ret_segment)
{
	bool wide = elf->wide;

	if (index >= elf->program_header_count)
		return false;
	const uint8_t *at = elf->image.data + elf->program_headers +
			    (uint64_t)index * K_ELF_SIZE(wide, segment);

	*ret_segment = (struct knell_segment){
		.type = (uint32_t)K_ELF_FIELD(wide, at, segment, type),
		.flags = (uint32_t)K_ELF_FIELD(wide, at, segment, flags),
		.offset = K_ELF_FIELD(wide, at, segment, offset),
		.address = K_ELF_FIELD(wide, at, segment, vaddr),
		.file_size = K_ELF_FIELD(wide, at, segment, filesz),
		.memory_size = K_ELF_FIELD(wide, at, segment, memsz),
		.align = K_ELF_FIELD(wide, at, segment, align),
	};
	return true;
}

static const uint8_t *section_at(const struct knell_elf *elf, uint32_t index)
{
	if (index >= elf->section_count)
		return NULL;
	return elf->image.data + elf->section_headers +
	       (uint64_t)index * K_ELF_SIZE(elf->wide, section);
}

const char *knell_elf_text(
	const struct knell_bytes *table, uint64_t offset, size_t max)
{
	if (offset >= table->size)
		return NULL;
	const char *text = (const char *)table->data + offset;
	uint64_t room = table->size - offset;

	for (size_t i = 0; i < room && i < max; i++)
		if (!text[i])
			return text;
	return NULL;
}

/* The section name table is read again for each name: it is one load. */
static const char *section_name(const struct knell_elf *elf, uint64_t offset)
{
	const uint8_t *at = section_at(elf, elf->section_names);
	struct knell_bytes names;

	if (!at)
		return "";
	uint64_t start = K_ELF_FIELD(elf->wide, at, section, offset);
	uint64_t size = K_ELF_FIELD(elf->wide, at, section, size);

	if (!lies_inside(start, size, elf->image.size))
		return "";
	names = (struct knell_bytes){ elf->image.data + start, size, 0 };
	const char *name = knell_elf_text(&names, offset, SECTION_NAME_MAX);

	return name ? name : "";
}

bool knell_elf_section(const struct knell_elf *elf, uint32_t index,
	struct knell_section *ret_section)
{
	const uint8_t *at = section_at(elf, index);
	bool wide = elf->wide;

	if (!at)
		return false;
	*ret_section = (struct knell_section){
		.name = section_name(elf, K_ELF_FIELD(wide, at, section, name)),
		.type = (uint32_t)K_ELF_FIELD(wide, at, section, type),
		.flags = K_ELF_FIELD(wide, at, section, flags),
		.address = K_ELF_FIELD(wide, at, section, addr),
		.offset = K_ELF_FIELD(wide, at, section, offset),
		.size = K_ELF_FIELD(wide, at, section, size),
		.align = K_ELF_FIELD(wide, at, section, addralign),
		.entry_size = K_ELF_FIELD(wide, at, section, entsize),
		.link = (uint32_t)K_ELF_FIELD(wide, at, section, link),
		.info = (uint32_t)K_ELF_FIELD(wide, at, section, info),
	};
	return true;
}

bool knell_elf_find_section(const struct knell_elf *elf, const char *name,
	struct knell_section *ret_section)
{
	for (uint32_t i = 1; knell_elf_section(elf, i, ret_section); i++)
		if (knell_text_equal(ret_section->name, name))
			return true;
	return false;
}

bool knell_elf_section_bytes(const struct knell_elf *elf,
	const struct knell_section *section, struct knell_bytes *ret_bytes)
{
	if (section->type == K_SHT_NOBITS ||
		section->flags & K_SHF_COMPRESSED ||
		!lies_inside(section->offset, section->size, elf->image.size))
		return false;
	*ret_bytes = (struct knell_bytes){
		.data = elf->image.data + section->offset,
		.size = section->size,
		.address = section->address,
	};
	return true;
}

/* Where a link-time address lies in the image, and how much follows. */
static bool locate(const struct knell_elf *elf, uint64_t address,
	uint64_t *ret_offset, uint64_t *ret_size)
{
	struct knell_segment segment;

	if (elf->loaded) {
		*ret_offset = address - elf->base;
		*ret_size = elf->image.size;
		return address >= elf->base;
	}
	for (uint32_t i = 0; knell_elf_segment(elf, i, &segment); i++) {
		uint64_t into = address - segment.address;

		if (segment.type != K_PT_LOAD || address < segment.address ||
			into >= segment.file_size ||
			__builtin_add_overflow(
				segment.offset, into, ret_offset))
			continue;
		*ret_size = segment.file_size - into;
		return true;
	}
	return false;
}

bool knell_elf_bytes_at(const struct knell_elf *elf, uint64_t address,
	struct knell_bytes *ret_bytes)
{
	uint64_t offset, size;

	if (!locate(elf, address, &offset, &size) || offset >= elf->image.size)
		return false;
	uint64_t room = elf->image.size - offset;

	*ret_bytes = (struct knell_bytes){
		.data = elf->image.data + offset,
		.size = size < room ? size : room,
		.address = address,
	};
	return true;
}
