/* SPDX-License-Identifier: MIT */
/*
 * Images that lie about themselves: every field of a good one in turn takes
 * extreme values. Nothing may be read beyond the image, which ends where its
 * memory does.
 */
#include <string.h>
#include <sys/mman.h>

#include "abi/errno.h"
#include "crash/symbol.h"
#include "test/lib/elf_build.h"
#include "test/lib/elf_walk.h"
#include "test/lib/test.h"

enum { TEXT = 0x1000, ROOM = 1 << 16 };

static struct elf_build build;
static uint8_t *guarded_end;
static size_t strings_size_at;

/* The same bytes, right before memory that cannot be read. */
static uint8_t *guard(const void *data, size_t size)
{
	return memcpy(guarded_end - size, data, size);
}

static void open_guarded_memory(void)
{
	uint8_t *memory = mmap(NULL, 2 * ROOM, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(memory != MAP_FAILED);
	CHECK_EQUAL(mprotect(memory + ROOM, ROOM, PROT_NONE), 0);
	guarded_end = memory + ROOM;
}

/* jmp *0x10(%rip), push $0, jmp: a PLT entry whose slot is at TEXT + 0x16 */
static const uint8_t plt[16] = { 0xff, 0x25, 0x10, 0, 0, 0, 0x68, 0, 0, 0, 0,
	0xe9, 0, 0, 0, 0 };

static void add_dynamic(size_t symbols, size_t names, size_t relocations)
{
	const uint32_t hash[] = { 1, 3, 0, 0, 0, 0 };
	const uint32_t gnu_hash[] = { 1, 1, 1, 0, 0, 0, 1, 0, 1 };
	const Elf64_Dyn dynamic[] = {
		{ DT_HASH, { elf_build_bytes(&build, hash, sizeof(hash)) } },
		{ DT_GNU_HASH, { elf_build_bytes(
				       &build, gnu_hash, sizeof(gnu_hash)) } },
		{ DT_SYMTAB, { symbols } },
		{ DT_STRTAB, { names } },
		{ DT_STRSZ, { 16 } },
		{ DT_JMPREL, { relocations } },
		{ DT_PLTRELSZ, { sizeof(Elf64_Rela) } },
		{ DT_PLTREL, { DT_RELA } },
		{ DT_RELA, { relocations } },
		{ DT_RELASZ, { sizeof(Elf64_Rela) } },
		{ DT_PLTGOT, { TEXT } },
		{ DT_NULL, { 0 } },
	};
	size_t at = elf_build_bytes(&build, dynamic, sizeof(dynamic));

	elf_build_segment(&build, PT_DYNAMIC, PF_R, at, at, sizeof(dynamic));
	/* Of the fifth entry. */
	strings_size_at = at + 4 * sizeof(*dynamic) + 8;
}

/* One of each thing that is read. */
static void build_image(void)
{
	struct elf_build_symbols table = { .count = 0 };
	const Elf64_Rela relocation = { TEXT + 0x16, ELF64_R_INFO(1, 7), 0 };
	const struct {
		Elf64_Nhdr header;
		char name[4];
		uint8_t id[20];
	} note = { { 4, 20, NT_GNU_BUILD_ID }, "GNU", { 1, 2, 3 } };

	elf_build_begin(&build);
	size_t code = elf_build_bytes(&build, plt, sizeof(plt));

	elf_build_segment(
		&build, PT_LOAD, PF_R | PF_X, TEXT, code, sizeof(plt));
	elf_build_section(&build, ".note.gnu.build-id", SHT_NOTE, SHF_ALLOC, 0,
		&note, sizeof(note));
	elf_build_symbol(&table, "start", STT_FUNC, STB_GLOBAL, 3, TEXT, 0);
	elf_build_symbol(&table, "main", STT_FUNC, STB_GLOBAL, 3, TEXT + 8, 4);
	elf_build_section(&build, ".plt", SHT_PROGBITS,
		SHF_ALLOC | SHF_EXECINSTR, TEXT, plt, sizeof(plt));
	elf_build_symbol_table(&build, SHT_SYMTAB, &table);
	unsigned index = elf_build_symbol_table(&build, SHT_DYNSYM, &table);
	Elf64_Shdr *sections = elf_build_sections(&build);

	add_dynamic(sections[index].sh_offset, sections[index - 1].sh_offset,
		elf_build_bytes(&build, &relocation, sizeof(relocation)));
	elf_build_segment(&build, PT_NOTE, PF_R, sections[1].sh_offset,
		sections[1].sh_offset, sizeof(note));
	elf_build_end(&build);
	elf_build_segment(&build, PT_LOAD, PF_R, 0, 0, build.size);
}

static void walk(const void *data, size_t size)
{
	uint8_t *image = guard(data, size);

	elf_walk(image, size, false);
	elf_walk(image, size, true);
}

static void set(size_t at, size_t size, uint64_t value)
{
	memcpy(build.data + at, &value, size);
}

/* In bounds, yet not to be taken. */
static void check_limits(void)
{
	struct knell_elf elf;
	struct knell_symbol symbol;
	char build_id[65];
	size_t note = elf_build_sections(&build)[1].sh_offset;
	size_t size = note + offsetof(Elf64_Nhdr, n_descsz);

	/* A build ID that would not fit its text. */
	set(size, 4, 33);
	CHECK_EQUAL(knell_elf_open(&elf, build.data, build.size, false), 0);
	CHECK(!knell_elf_build_id(&elf, build_id));
	set(size, 4, 20);
	/* A name that the string table cuts off. */
	Elf64_Shdr *names = elf_build_sections(&build) + 3;

	CHECK_EQUAL(names->sh_type, SHT_STRTAB);
	names->sh_size--;
	elf_build_sections(&build)[5].sh_size--;
	CHECK_EQUAL(knell_elf_open(&elf, build.data, build.size, false), 0);
	elf.program_header_count = 0;
	CHECK(!knell_elf_find_symbol(&elf, TEXT + 9, &symbol));
	names->sh_size++;
	elf_build_sections(&build)[5].sh_size++;
	/* Names behind the end that PT_DYNAMIC tells. */
	set(strings_size_at, 8, 3);
	CHECK_EQUAL(knell_elf_open(&elf, build.data, build.size, false), 0);
	elf.section_count = 0;
	CHECK(!knell_elf_find_symbol(&elf, TEXT + 9, &symbol));
	set(strings_size_at, 8, 16);
}

static void spoil_each_field(size_t size)
{
	static const uint64_t values[] = { 0, 1, 0x7fffffff, 0x80000000,
		0xffffffff, INT64_MAX, UINT64_MAX, UINT64_MAX - 1,
		UINT64_MAX - 0xfff };
	uint64_t kept;

	for (size_t at = 0; at + size <= build.size; at += size) {
		memcpy(&kept, build.data + at, size);
		for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
			set(at, size, values[i]);
			walk(build.data, build.size);
		}
		/* Offsets and addresses that lead back to the start, to the
		 * field itself and to the end: tables that overlap. */
		const uint64_t places[] = { 64, at, build.size - 1, TEXT };

		for (size_t i = 0; i < 4; i++) {
			set(at, size, places[i]);
			walk(build.data, build.size);
		}
		memcpy(build.data + at, &kept, size);
	}
}

static void check_refusals(void)
{
	struct knell_elf elf;
	uint8_t *data = build.data;

	for (size_t size = 0; size < sizeof(Elf64_Ehdr); size++)
		CHECK_EQUAL(knell_elf_open(&elf, guard(data, size), size, 0),
			-ENOEXEC);
	CHECK_EQUAL(knell_elf_open(&elf, "#!/bin/sh\n\n\n\n\n\n\n", 16, false),
		-ENOEXEC);
	set(EI_DATA, 1, ELFDATA2MSB);
	CHECK_EQUAL(knell_elf_open(&elf, data, build.size, 0), -EILSEQ);
	set(EI_DATA, 1, ELFDATA2LSB);
	set(EI_CLASS, 1, 3);
	CHECK_EQUAL(knell_elf_open(&elf, data, build.size, 0), -ENOTSUP);
	set(EI_CLASS, 1, ELFCLASS64);
	set(offsetof(Elf64_Ehdr, e_type), 2, ET_REL);
	CHECK_EQUAL(knell_elf_open(&elf, data, build.size, 0), -ENOTSUP);
	set(offsetof(Elf64_Ehdr, e_type), 2, ET_DYN);
	CHECK_EQUAL(knell_elf_open(&elf, data, build.size, 0), 0);
}

/* The good image is good: else the spoiling proves nothing. */
static void check_good(void)
{
	struct knell_elf elf;
	struct knell_symbol symbol;
	char build_id[65];

	CHECK_EQUAL(knell_elf_open(&elf, build.data, build.size, false), 0);
	CHECK(knell_elf_build_id(&elf, build_id));
	CHECK_TEXT(build_id, "0102030000000000000000000000000000000000");
	CHECK(knell_elf_find_symbol(&elf, TEXT + 9, &symbol));
	CHECK_TEXT(symbol.name, "main");
	CHECK(knell_elf_find_symbol(&elf, TEXT + 1, &symbol));
	CHECK_TEXT(symbol.name, "start");
	elf.section_count = 0;
	CHECK(knell_elf_build_id(&elf, build_id));
	CHECK_TEXT(build_id, "0102030000000000000000000000000000000000");
	CHECK(knell_elf_find_symbol(&elf, TEXT + 9, &symbol));
	CHECK_TEXT(symbol.name, "main");
	/* Its slot is the address where it says it begins. */
	CHECK(knell_elf_find_symbol(&elf, TEXT + 1, &symbol));
	CHECK(symbol.plt);
	CHECK_TEXT(symbol.name, "start");
}

int main(void)
{
	open_guarded_memory();
	build_image();
	check_good();
	check_refusals();
	check_limits();
	for (size_t size = 0; size <= build.size; size++)
		walk(build.data, size);
	spoil_each_field(8);
	spoil_each_field(4);
	spoil_each_field(2);
	spoil_each_field(1);
	/* All of it again with PT_DYNAMIC alone. */
	set(offsetof(Elf64_Ehdr, e_shoff), 8, 0);
	spoil_each_field(8);
	spoil_each_field(4);
	return 0;
}
