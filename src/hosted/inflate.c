/* SPDX-License-Identifier: MIT */
/*
 * Compressed debug sections, unpacked before elfutils sees them. The copy is
 * the file with holes: headers and kept sections stay where they are, unpacked
 * ones follow at the end, others are marked as taking no space.
 */
#include "hosted/inflate.h"

#include <elf.h>
#include <libdeflate.h>
#include <string.h>
#include <sys/mman.h>

#include "crash/elf.h"

enum {
	/* What a byte of deflate unpacks to at most, nearly. */
	RATIO_MAX = 1040,
	/* Fewer sections than this are in any file worth it. */
	SECTIONS_MAX = 1024,
	ALIGN = 64,
};
/* More than any debug information that could be read in time. */
static const uint64_t copy_max = (uint64_t)4 << 30;

enum fate { DROP, KEEP, UNPACK };

struct plan {
	struct knell_elf elf;
	uint8_t fates[SECTIONS_MAX];
	uint64_t offsets[SECTIONS_MAX]; /* in the copy, if unpacked */
	uint64_t sizes[SECTIONS_MAX];
	uint64_t total;
	bool needed;
};

/* The header of a compressed section, of both classes. */
struct packed {
	uint32_t type;
	uint64_t size;
	struct knell_bytes data;
};

static bool read_packed(const struct knell_elf *elf,
	const struct knell_section *section, struct packed *ret_packed)
{
	size_t header = elf->wide ? sizeof(Elf64_Chdr) : sizeof(Elf32_Chdr);

	if (section->offset > elf->image.size ||
		section->size > elf->image.size - section->offset ||
		section->size < header)
		return false;
	const uint8_t *at = elf->image.data + section->offset;

	if (elf->wide) {
		Elf64_Chdr chdr;

		memcpy(&chdr, at, sizeof(chdr));
		ret_packed->type = chdr.ch_type;
		ret_packed->size = chdr.ch_size;
	} else {
		Elf32_Chdr chdr;

		memcpy(&chdr, at, sizeof(chdr));
		ret_packed->type = chdr.ch_type;
		ret_packed->size = chdr.ch_size;
	}
	ret_packed->data = (struct knell_bytes){ .data = at + header,
		.size = section->size - header };
	return ret_packed->type == ELFCOMPRESS_ZLIB &&
	       ret_packed->size / RATIO_MAX <= ret_packed->data.size;
}

/* Where variables live, macros, and indexes of names: no line needs them. */
static bool is_useless(const char *name)
{
	static const char *const prefixes[] = { ".debug_loc", ".debug_mac",
		".debug_pub", ".debug_gnu_pub", ".debug_frame", ".debug_names",
		".gdb_index" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

static void plan_section(
	struct plan *plan, uint32_t index, const struct knell_section *section)
{
	struct packed packed;

	if (section->type == SHT_NOBITS || section->type == SHT_NULL ||
		(section->type == SHT_PROGBITS && section->flags & SHF_ALLOC))
		return;
	if (!section->name || is_useless(section->name))
		return;
	if (!(section->flags & SHF_COMPRESSED)) {
		if (section->offset <= plan->elf.image.size &&
			section->size <= plan->elf.image.size - section->offset)
			plan->fates[index] = KEEP;
		return;
	}
	if (!read_packed(&plan->elf, section, &packed))
		return;
	plan->fates[index] = UNPACK;
	plan->sizes[index] = packed.size;
	plan->offsets[index] = plan->total;
	plan->total += (packed.size + ALIGN - 1) & -(uint64_t)ALIGN;
	plan->needed = true;
}

static bool make_plan(struct plan *plan)
{
	const struct knell_elf *elf = &plan->elf;
	uint64_t table = (uint64_t)elf->section_count *
			 (elf->wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));

	if (elf->section_count > SECTIONS_MAX ||
		elf->section_headers > elf->image.size ||
		table > elf->image.size - elf->section_headers)
		return false;
	plan->total = (elf->image.size + ALIGN - 1) & -(uint64_t)ALIGN;
	for (uint32_t i = 0; i < elf->section_count; i++) {
		struct knell_section section;

		if (knell_elf_section(elf, i, &section))
			plan_section(plan, i, &section);
		if (plan->total > copy_max)
			return false;
	}
	return plan->needed;
}

/* Changes the entry of a section in the copy's table, of either class. */
#define DEFINE_PATCH(bits)                                                    \
	static void patch_header##bits(                                       \
		const struct plan *plan, uint32_t index, uint8_t *table)      \
	{                                                                     \
		Elf##bits##_Shdr header;                                      \
		uint8_t *at = table + index * sizeof(header);                 \
                                                                              \
		memcpy(&header, at, sizeof(header));                          \
		if (plan->fates[index] == DROP && header.sh_type != SHT_NULL) \
			header.sh_type = SHT_NOBITS;                          \
		header.sh_flags &= ~(uint##bits##_t)SHF_COMPRESSED;           \
		if (plan->fates[index] == UNPACK) {                           \
			header.sh_offset =                                    \
				(Elf##bits##_Off)plan->offsets[index];        \
			header.sh_size = (uint##bits##_t)plan->sizes[index];  \
		}                                                             \
		memcpy(at, &header, sizeof(header));                          \
	}
DEFINE_PATCH(32)
DEFINE_PATCH(64)

static void patch_header(const struct plan *plan, uint32_t index, uint8_t *copy)
{
	uint8_t *table = copy + plan->elf.section_headers;

	if (plan->elf.wide)
		patch_header64(plan, index, table);
	else
		patch_header32(plan, index, table);
}

static bool unpack(struct libdeflate_decompressor *decompressor,
	const struct packed *packed, uint8_t *to)
{
	return libdeflate_zlib_decompress(decompressor, packed->data.data,
		       (size_t)packed->data.size, to, (size_t)packed->size,
		       NULL) == LIBDEFLATE_SUCCESS;
}

static void copy_headers(const struct plan *plan, uint8_t *copy)
{
	const struct knell_elf *elf = &plan->elf;
	const uint8_t *from = elf->image.data;
	size_t header = elf->wide ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
	size_t segment = elf->wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
	size_t section = elf->wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	uint64_t segments = elf->program_header_count * segment;

	memcpy(copy, from, header);
	if (elf->program_headers <= elf->image.size &&
		segments <= elf->image.size - elf->program_headers)
		memcpy(copy + elf->program_headers, from + elf->program_headers,
			(size_t)segments);
	memcpy(copy + elf->section_headers, from + elf->section_headers,
		elf->section_count * section);
}

static bool fill(const struct plan *plan, uint8_t *copy)
{
	struct libdeflate_decompressor *decompressor =
		libdeflate_alloc_decompressor();
	bool good = decompressor != NULL;

	copy_headers(plan, copy);
	for (uint32_t i = 0; good && i < plan->elf.section_count; i++) {
		struct knell_section section;
		struct packed packed;

		if (!knell_elf_section(&plan->elf, i, &section))
			continue;
		if (plan->fates[i] == KEEP)
			memcpy(copy + section.offset,
				plan->elf.image.data + section.offset,
				(size_t)section.size);
		else if (plan->fates[i] == UNPACK)
			good = read_packed(&plan->elf, &section, &packed) &&
			       packed.size == plan->sizes[i] &&
			       unpack(decompressor, &packed,
				       copy + plan->offsets[i]);
		patch_header(plan, i, copy);
	}
	libdeflate_free_decompressor(decompressor);
	return good;
}

bool knell_inflate(int fd, struct knell_unpacked *ret_unpacked)
{
	struct plan plan = { .total = 0 };
	struct knell_unpacked copy = { .data = NULL };

	if (knell_elf_map(&plan.elf, fd) < 0)
		return false;
	if (make_plan(&plan)) {
		void *at = mmap(NULL, (size_t)plan.total,
			PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

		if (at != MAP_FAILED) {
			copy.data = at;
			copy.size = (size_t)plan.total;
			/* Thousands of page faults would take as long as a
			 * third of the unpacking. */
			madvise(at, copy.size, MADV_HUGEPAGE);
		}
	}
	if (copy.data && !fill(&plan, (uint8_t *)copy.data))
		knell_inflate_free(&copy);
	knell_elf_close(&plan.elf);
	*ret_unpacked = copy;
	return copy.data;
}

void knell_inflate_free(struct knell_unpacked *unpacked)
{
	if (unpacked->data)
		munmap(unpacked->data, unpacked->size);
	unpacked->data = NULL;
}
