/* SPDX-License-Identifier: MIT */
/*
 * What PT_DYNAMIC tells of an image: all there is where section headers were
 * stripped, or where the image is read from memory.
 */
#ifndef KNELL_CRASH_ELF_DYNAMIC_H
#define KNELL_CRASH_ELF_DYNAMIC_H

#include "crash/elf.h"

/* The symbols of .symtab or .dynsym, and the names they use. */
struct knell_elf_symbols {
	struct knell_bytes symbols;
	struct knell_bytes names;
	uint64_t count;
};

/* Relocations, with (RELA) or without (REL) an addend. */
struct knell_elf_relocations {
	struct knell_bytes bytes;
	uint64_t count;
	bool addends;
};

struct knell_elf_relocation {
	uint64_t offset; /* link-time address that it fills */
	uint64_t addend;
	uint32_t symbol; /* index in the dynamic symbols */
};

/* `type` is K_SHT_SYMTAB or K_SHT_DYNSYM; the latter is also found without
 * section headers. */
bool knell_elf_find_symbol_table(const struct knell_elf *elf, uint32_t type,
	struct knell_elf_symbols *ret_symbols);

/*
 * Symbols by their hash, as ld.so looks them up: finds a symbol that other
 * modules see without going through all. The bytes are those of DT_GNU_HASH.
 */
bool knell_elf_find_hash(const struct knell_elf *elf,
	struct knell_elf_symbols *ret_symbols, struct knell_bytes *ret_hash);

/* DT_PLTGOT; 0: there is none. */
uint64_t knell_elf_plt_got(const struct knell_elf *elf);
/*
 * The tables of relocations that fill the slots of a PLT, the likeliest
 * first. Return: how many; at most 3.
 */
unsigned knell_elf_plt_relocations(const struct knell_elf *elf,
	struct knell_elf_relocations ret_tables[3]);
void knell_elf_relocation(const struct knell_elf *elf,
	const struct knell_elf_relocations *table, uint64_t index,
	struct knell_elf_relocation *ret_relocation);

#endif
