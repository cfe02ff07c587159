/* SPDX-License-Identifier: MIT */
/* ELF64 images made byte by byte. */
#include "test/lib/elf_build.h"

#include <stdbool.h>
#include <string.h>

#include "test/lib/test.h"

void elf_build_begin(struct elf_build *build)
{
	memset(build, 0, sizeof(*build));
	*elf_build_header(build) = (Elf64_Ehdr){
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB,
			EV_CURRENT },
		.e_type = ET_DYN,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(Elf64_Ehdr),
		.e_shoff = sizeof(Elf64_Ehdr) +
			   ELF_BUILD_SEGMENTS * sizeof(Elf64_Phdr),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = 1,
	};
	build->size = sizeof(Elf64_Ehdr) +
		      ELF_BUILD_SEGMENTS * sizeof(Elf64_Phdr) +
		      ELF_BUILD_SECTIONS * sizeof(Elf64_Shdr);
	build->names_used = 1;
}

size_t elf_build_bytes(struct elf_build *build, const void *data, size_t size)
{
	size_t at = (build->size + 15) & ~(size_t)15;

	CHECK(at + size <= sizeof(build->data));
	memcpy(build->data + at, data, size);
	build->size = at + size;
	return at;
}

Elf64_Phdr *elf_build_segment(struct elf_build *build, uint32_t type,
	uint32_t flags, uint64_t address, size_t offset, size_t size)
{
	Elf64_Ehdr *header = elf_build_header(build);
	Elf64_Phdr *segment = elf_build_segments(build) + header->e_phnum;

	CHECK(header->e_phnum++ < ELF_BUILD_SEGMENTS);
	*segment = (Elf64_Phdr){
		.p_type = type,
		.p_flags = flags,
		.p_offset = offset,
		.p_vaddr = address,
		.p_filesz = size,
		.p_memsz = size,
		.p_align = 4,
	};
	return segment;
}

static uint32_t add_name(struct elf_build *build, const char *name)
{
	size_t at = build->names_used;

	CHECK(at + strlen(name) + 1 <= sizeof(build->names));
	strcpy(build->names + at, name);
	build->names_used += strlen(name) + 1;
	return (uint32_t)at;
}

unsigned elf_build_section(struct elf_build *build, const char *name,
	uint32_t type, uint64_t flags, uint64_t address, const void *data,
	size_t size)
{
	Elf64_Ehdr *header = elf_build_header(build);
	unsigned index = header->e_shnum++;

	CHECK(index < ELF_BUILD_SECTIONS);
	elf_build_sections(build)[index] = (Elf64_Shdr){
		.sh_name = add_name(build, name),
		.sh_type = type,
		.sh_flags = flags,
		.sh_addr = address,
		.sh_size = size,
		.sh_offset = data ? elf_build_bytes(build, data, size) : 0,
		.sh_addralign = 4,
	};
	return index;
}

void elf_build_end(struct elf_build *build)
{
	Elf64_Ehdr *header = elf_build_header(build);
	unsigned index = elf_build_section(
		build, ".shstrtab", SHT_STRTAB, 0, 0, NULL, 0);
	Elf64_Shdr *section = elf_build_sections(build) + index;

	header->e_shstrndx = (uint16_t)index;
	section->sh_size = build->names_used;
	section->sh_offset =
		elf_build_bytes(build, build->names, build->names_used);
}

void elf_build_symbol(struct elf_build_symbols *table, const char *name,
	unsigned type, unsigned bind, uint16_t section, uint64_t address,
	uint64_t size)
{
	if (!table->count) {
		table->count = 1;
		table->names_used = 1;
	}
	size_t at = table->names_used;

	CHECK(table->count < 64);
	CHECK(at + strlen(name) + 1 <= sizeof(table->names));
	strcpy(table->names + at, name);
	table->names_used += strlen(name) + 1;
	table->symbols[table->count++] = (Elf64_Sym){
		.st_name = (uint32_t)at,
		.st_info = ELF64_ST_INFO(bind, type),
		.st_shndx = section,
		.st_value = address,
		.st_size = size,
	};
}

unsigned elf_build_symbol_table(struct elf_build *build, uint32_t type,
	const struct elf_build_symbols *table)
{
	bool is_dynamic = type == SHT_DYNSYM;
	unsigned names =
		elf_build_section(build, is_dynamic ? ".dynstr" : ".strtab",
			SHT_STRTAB, 0, 0, table->names, table->names_used);
	unsigned index = elf_build_section(build,
		is_dynamic ? ".dynsym" : ".symtab", type, 0, 0, table->symbols,
		table->count * sizeof(*table->symbols));

	elf_build_sections(build)[index].sh_link = names;
	elf_build_sections(build)[index].sh_entsize = sizeof(Elf64_Sym);
	return index;
}
