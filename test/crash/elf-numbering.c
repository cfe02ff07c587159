/* SPDX-License-Identifier: MIT */
/* Counts that do not fit the ELF header are in section 0, as in the core of
 * a program with more than 65534 mappings. */
#include "crash/symbol.h"
#include "test/lib/elf_build.h"
#include "test/lib/test.h"

static struct elf_build build;

static void open_image(struct knell_elf *elf)
{
	CHECK_EQUAL(knell_elf_open(elf, build.data, build.size, false), 0);
}

int main(void)
{
	struct knell_elf elf;
	struct knell_section section;
	struct elf_build_symbols table = { .count = 0 };

	elf_build_begin(&build);
	elf_build_header(&build)->e_type = ET_CORE;
	elf_build_segment(&build, PT_LOAD, PF_R, 0x5000, 0, 16);
	elf_build_segment(&build, PT_LOAD, PF_R, 0x7800, 0, 16);
	elf_build_section(&build, ".text", SHT_NOBITS,
		SHF_ALLOC | SHF_EXECINSTR, 0x5000, NULL, 0x10);
	elf_build_symbol(
		&table, "far", STT_FUNC, STB_GLOBAL, SHN_XINDEX, 0x5000, 0x10);
	elf_build_symbol_table(&build, SHT_SYMTAB, &table);
	elf_build_end(&build);

	Elf64_Ehdr *header = elf_build_header(&build);
	Elf64_Shdr *zero = elf_build_sections(&build);

	open_image(&elf);
	CHECK_EQUAL(elf.program_header_count, 2);
	CHECK_EQUAL(elf.base, 0x5000);
	CHECK_EQUAL(elf.limit, 0x7810);
	zero->sh_info = header->e_phnum;
	zero->sh_size = header->e_shnum;
	zero->sh_link = header->e_shstrndx;
	header->e_phnum = PN_XNUM;
	header->e_shnum = 0;
	header->e_shstrndx = SHN_XINDEX;
	open_image(&elf);
	CHECK_EQUAL(elf.type, ET_CORE);
	CHECK_EQUAL(elf.program_header_count, 2);
	CHECK_EQUAL(elf.section_count, zero->sh_size);
	CHECK(knell_elf_find_section(&elf, ".shstrtab", &section));
	CHECK_EQUAL(section.size, build.names_used);

	struct knell_symbol symbol;

	CHECK(knell_elf_find_symbol(&elf, 0x500f, &symbol));
	CHECK_TEXT(symbol.name, "far");

	/* Without section headers there is no count to be had. */
	header->e_shoff = 0;
	open_image(&elf);
	CHECK_EQUAL(elf.section_count, 0);
	CHECK(!knell_elf_find_section(&elf, ".shstrtab", &section));
	return 0;
}
