/* SPDX-License-Identifier: MIT */
/*
 * ELF as files and the kernel lay it out. Sources: the System V gABI,
 * include/uapi/linux/{elf,elf-em,auxvec}.h; GNU extensions from the Linux
 * Standard Base and binutils' include/elf/common.h.
 */
#ifndef KNELL_ABI_ELF_H
#define KNELL_ABI_ELF_H

#include <stddef.h>
#include <stdint.h>

#include "base/load.h"

enum {
	K_EI_CLASS = 4,
	K_EI_DATA = 5,
	K_EI_NIDENT = 16,
	K_ELFCLASS32 = 1,
	K_ELFCLASS64 = 2,
	K_ELFDATA2LSB = 1,
	K_ELFDATA2MSB = 2,
	K_ELFDATA_OWN = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
				? K_ELFDATA2LSB
				: K_ELFDATA2MSB,

	K_ET_EXEC = 2,
	K_ET_DYN = 3,
	K_ET_CORE = 4,

	/* The real count is in sh_info, sh_size, sh_link of section 0. */
	K_PN_XNUM = 0xffff,
	K_SHN_XINDEX = 0xffff,

	K_SHN_UNDEF = 0,
	K_SHN_LORESERVE = 0xff00,

	K_PT_LOAD = 1,
	K_PT_DYNAMIC = 2,
	K_PT_NOTE = 4,
	K_PT_PHDR = 6,
	K_PT_TLS = 7,
	K_PT_GNU_EH_FRAME = 0x6474e550,

	K_PF_X = 1,
	K_PF_W = 2,
	K_PF_R = 4,

	K_SHT_SYMTAB = 2,
	K_SHT_RELA = 4,
	K_SHT_NOTE = 7,
	K_SHT_NOBITS = 8,
	K_SHT_DYNSYM = 11,

	K_SHF_ALLOC = 0x2,
	K_SHF_EXECINSTR = 0x4,
	K_SHF_COMPRESSED = 0x800,

	K_STT_NOTYPE = 0,
	K_STT_OBJECT = 1,
	K_STT_FUNC = 2,
	K_STT_COMMON = 5,
	K_STT_GNU_IFUNC = 10,

	K_STB_LOCAL = 0,
	K_STB_GLOBAL = 1,

	K_DT_NULL = 0,
	K_DT_PLTRELSZ = 2,
	K_DT_PLTGOT = 3,
	K_DT_HASH = 4,
	K_DT_STRTAB = 5,
	K_DT_SYMTAB = 6,
	K_DT_RELA = 7,
	K_DT_RELASZ = 8,
	K_DT_STRSZ = 10,
	K_DT_REL = 17,
	K_DT_RELSZ = 18,
	K_DT_PLTREL = 20,
	K_DT_JMPREL = 23,
	K_DT_GNU_HASH = 0x6ffffef5,

	K_NT_GNU_BUILD_ID = 3,
};

struct k_elf32_header {
	uint8_t ident[K_EI_NIDENT];
	uint16_t type, machine;
	uint32_t version, entry, phoff, shoff, flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
_Static_assert(sizeof(struct k_elf32_header) == 52, "uapi/linux/elf.h");

struct k_elf64_header {
	uint8_t ident[K_EI_NIDENT];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
_Static_assert(sizeof(struct k_elf64_header) == 64, "uapi/linux/elf.h");

struct k_elf32_segment {
	uint32_t type, offset, vaddr, paddr, filesz, memsz, flags, align;
};
_Static_assert(sizeof(struct k_elf32_segment) == 32, "uapi/linux/elf.h");

struct k_elf64_segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};
_Static_assert(sizeof(struct k_elf64_segment) == 56, "uapi/linux/elf.h");

struct k_elf32_section {
	uint32_t name, type, flags, addr, offset, size, link, info, addralign,
		entsize;
};
_Static_assert(sizeof(struct k_elf32_section) == 40, "uapi/linux/elf.h");

struct k_elf64_section {
	uint32_t name, type;
	uint64_t flags, addr, offset, size;
	uint32_t link, info;
	uint64_t addralign, entsize;
};
_Static_assert(sizeof(struct k_elf64_section) == 64, "uapi/linux/elf.h");

struct k_elf32_symbol {
	uint32_t name, value, size;
	uint8_t info, other;
	uint16_t shndx;
};
_Static_assert(sizeof(struct k_elf32_symbol) == 16, "uapi/linux/elf.h");

struct k_elf64_symbol {
	uint32_t name;
	uint8_t info, other;
	uint16_t shndx;
	uint64_t value, size;
};
_Static_assert(sizeof(struct k_elf64_symbol) == 24, "uapi/linux/elf.h");

struct k_elf32_dynamic {
	uint32_t tag, value;
};
_Static_assert(sizeof(struct k_elf32_dynamic) == 8, "uapi/linux/elf.h");

struct k_elf64_dynamic {
	uint64_t tag, value;
};
_Static_assert(sizeof(struct k_elf64_dynamic) == 16, "uapi/linux/elf.h");

/* REL is the same without the addend. */
struct k_elf32_relocation {
	uint32_t offset, info, addend;
};
_Static_assert(sizeof(struct k_elf32_relocation) == 12, "uapi/linux/elf.h");

struct k_elf64_relocation {
	uint64_t offset, info, addend;
};
_Static_assert(sizeof(struct k_elf64_relocation) == 24, "uapi/linux/elf.h");

/* struct elf32_note and elf64_note are the same. */
struct k_elf_note {
	uint32_t namesz, descsz, type;
};
_Static_assert(sizeof(struct k_elf_note) == 12, "uapi/linux/elf.h");

/*
 * One member of a struct of either class, widened, from bytes in an image:
 * K_ELF_FIELD(wide, at, segment, vaddr).
 */
#define K_ELF_FIELD(wide, at, kind, member)                     \
	((wide) ? K_ELF_LOAD(at, struct k_elf64_##kind, member) \
		: K_ELF_LOAD(at, struct k_elf32_##kind, member))
#define K_ELF_LOAD(at, type, member)                               \
	knell_load((const uint8_t *)(at) + offsetof(type, member), \
		sizeof(((const type *)0)->member))
#define K_ELF_SIZE(wide, kind) \
	((wide) ? sizeof(struct k_elf64_##kind) : sizeof(struct k_elf32_##kind))

#endif
