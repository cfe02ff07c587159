/* SPDX-License-Identifier: MIT */
/* ELF64 images made byte by byte, for tests of what no linker makes. */
#ifndef KNELL_TEST_ELF_BUILD_H
#define KNELL_TEST_ELF_BUILD_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

/* The header, then segments, then section headers, then what was added. */
struct elf_build {
	_Alignas(16) uint8_t data[1 << 16];
	size_t size;
	size_t names_used;
	char names[1024];
};

enum { ELF_BUILD_SEGMENTS = 8, ELF_BUILD_SECTIONS = 16 };

static inline Elf64_Ehdr *elf_build_header(struct elf_build *build)
{
	return (Elf64_Ehdr *)build->data;
}

static inline Elf64_Phdr *elf_build_segments(struct elf_build *build)
{
	return (Elf64_Phdr *)(elf_build_header(build) + 1);
}

static inline Elf64_Shdr *elf_build_sections(struct elf_build *build)
{
	return (Elf64_Shdr *)(elf_build_segments(build) + ELF_BUILD_SEGMENTS);
}

/* An x86_64 shared object without segments, sections or names. */
void elf_build_begin(struct elf_build *build);
/* Return: where in the image the bytes lie. */
size_t elf_build_bytes(struct elf_build *build, const void *data, size_t size);
Elf64_Phdr *elf_build_segment(struct elf_build *build, uint32_t type,
	uint32_t flags, uint64_t address, size_t offset, size_t size);
/* Return: its index. */
unsigned elf_build_section(struct elf_build *build, const char *name,
	uint32_t type, uint64_t flags, uint64_t address, const void *data,
	size_t size);
/* Adds the section names: the last thing to do. */
void elf_build_end(struct elf_build *build);

/* A table of symbols; the names are joined with NULs in between. */
struct elf_build_symbols {
	Elf64_Sym symbols[64];
	size_t count;
	char names[1024];
	size_t names_used;
};

void elf_build_symbol(struct elf_build_symbols *table, const char *name,
	unsigned type, unsigned bind, uint16_t section, uint64_t address,
	uint64_t size);
/* Adds them as `type`, SHT_SYMTAB or SHT_DYNSYM. Return: its index. */
unsigned elf_build_symbol_table(struct elf_build *build, uint32_t type,
	const struct elf_build_symbols *table);

#endif
