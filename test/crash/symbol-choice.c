/* SPDX-License-Identifier: MIT */
/* Which of several symbols names an address: the rule in crash/symbol.h. */
#include "crash/symbol.h"
#include "test/lib/elf_build.h"
#include "test/lib/test.h"

enum { TEXT = 0x1000, MORE = 0x3000, DATA = 0x5000 };

static struct elf_build build;
static struct elf_build_symbols symbols, dynamic;

static void function(
	const char *name, unsigned bind, uint64_t at, uint64_t size)
{
	elf_build_symbol(&symbols, name, STT_FUNC, bind, 1, at, size);
}

static void label(const char *name, uint64_t at)
{
	elf_build_symbol(&symbols, name, STT_NOTYPE, STB_LOCAL, 1, at, 0);
}

static void add_symbols(void)
{
	/* Several names of one address. */
	function("local_write", STB_LOCAL, 0x1000, 0x40);
	function("__libc_write", STB_GLOBAL, 0x1000, 0x40);
	function("write", STB_WEAK, 0x1000, 0x40);
	function("__write", STB_GLOBAL, 0x1000, 0x40);
	label("a_label", 0x1000);
	function("weak", STB_WEAK, 0x1040, 0x10);
	function("global", STB_GLOBAL, 0x1040, 0x10);
	function("first", STB_GLOBAL, 0x1050, 0x10);
	function("second", STB_GLOBAL, 0x1050, 0x10);
	function("_ZN3foo3barEv", STB_GLOBAL, 0x1060, 0x10);
	function("_plain", STB_GLOBAL, 0x1060, 0x10);
	/* One inside another. */
	function("outer", STB_GLOBAL, 0x1100, 0x100);
	function("inner", STB_LOCAL, 0x1140, 0x10);
	label("label_in_outer", 0x1180);
	function("inner_first", STB_LOCAL, 0x1090, 0x10);
	function("outer_last", STB_GLOBAL, 0x1080, 0x40);
	/* Without a size: to the next, to the end of the section. */
	function("assembly", STB_GLOBAL, 0x1200, 0);
	function("sized", STB_GLOBAL, 0x1240, 0x10);
	label("last", 0x1300);
	label(".L42", 0x1310);
	/* Not functions, or not here. */
	elf_build_symbol(&symbols, "table", STT_OBJECT, STB_GLOBAL, 3, DATA, 8);
	elf_build_symbol(
		&symbols, "file.c", STT_FILE, STB_LOCAL, SHN_ABS, 0x1258, 8);
	elf_build_symbol(
		&symbols, "absolute", STT_FUNC, STB_GLOBAL, SHN_ABS, 0x1258, 8);
	elf_build_symbol(&symbols, "undefined", STT_FUNC, STB_GLOBAL, SHN_UNDEF,
		0x1258, 8);
	elf_build_symbol(
		&symbols, "local_data", STT_TLS, STB_GLOBAL, 3, 0x1258, 8);
	elf_build_symbol(
		&symbols, "resolver", STT_GNU_IFUNC, STB_GLOBAL, 2, MORE, 0x20);
	elf_build_symbol(
		&symbols, "_edata", STT_NOTYPE, STB_GLOBAL, 3, DATA + 8, 0);
	elf_build_symbol(&dynamic, "exported", STT_FUNC, STB_GLOBAL, 2,
		MORE + 0x20, 0x10);
	elf_build_symbol(
		&dynamic, "other_write", STT_FUNC, STB_GLOBAL, 1, 0x1000, 0x40);
}

static struct knell_elf elf;

static const char *name_at(uint64_t address)
{
	struct knell_symbol symbol;

	return knell_elf_find_symbol(&elf, address, &symbol) ? symbol.name
							     : "none";
}

static void check_functions(void)
{
	CHECK_TEXT(name_at(0xfff), "none");
	CHECK_TEXT(name_at(0x1000), "write");
	CHECK_TEXT(name_at(0x103f), "write");
	CHECK_TEXT(name_at(0x1040), "global");
	CHECK_TEXT(name_at(0x1050), "first");
	CHECK_TEXT(name_at(0x1060), "_ZN3foo3barEv");
	CHECK_TEXT(name_at(0x1070), "none");
	CHECK_TEXT(name_at(0x1080), "outer_last");
	CHECK_TEXT(name_at(0x1090), "inner_first");
	CHECK_TEXT(name_at(0x10a0), "outer_last");
	CHECK_TEXT(name_at(0x1100), "outer");
	CHECK_TEXT(name_at(0x114f), "inner");
	CHECK_TEXT(name_at(0x1150), "outer");
	CHECK_TEXT(name_at(0x1190), "outer");
	CHECK_TEXT(name_at(0x123f), "assembly");
	CHECK_TEXT(name_at(0x1240), "sized");
	CHECK_TEXT(name_at(0x1258), "none");
	CHECK_TEXT(name_at(0x1311), "last");
	CHECK_TEXT(name_at(0x13ff), "last");
	CHECK_TEXT(name_at(0x1400), "none");
	CHECK_TEXT(name_at(MORE + 1), "resolver");
	CHECK_TEXT(name_at(MORE + 0x2f), "exported");
	CHECK_TEXT(name_at(DATA), "none");
}

static void check_data(void)
{
	struct knell_lookup lookups[] = { { .address = 0x1000 },
		{ .address = DATA + 7 }, { .address = DATA + 8 } };
	struct knell_symbol symbol;

	knell_elf_name(&elf, lookups, 3, true);
	CHECK(lookups[0].settled && !lookups[0].symbol.data);
	CHECK(lookups[1].settled && lookups[1].symbol.data);
	CHECK_TEXT(lookups[1].symbol.name, "table");
	CHECK(!lookups[2].settled);
	CHECK(knell_elf_find_name(&elf, "table", &symbol));
	CHECK_EQUAL(symbol.address, DATA);
	CHECK(knell_elf_find_name(&elf, "exported", &symbol));
	CHECK_EQUAL(symbol.size, 0x10);
	CHECK(!knell_elf_find_name(&elf, "tabl", &symbol));
	CHECK(!knell_elf_find_name(&elf, "undefined", &symbol));
}

/* "$x" and "$d.7" mark code and data: they name nothing. */
static void check_marks(void)
{
	static struct elf_build marks;
	struct elf_build_symbols table = { .count = 0 };

	elf_build_begin(&marks);
	elf_build_header(&marks)->e_machine = EM_AARCH64;
	elf_build_section(&marks, ".text", SHT_NOBITS,
		SHF_ALLOC | SHF_EXECINSTR, TEXT, NULL, 0x400);
	elf_build_symbol(&table, "start", STT_NOTYPE, STB_LOCAL, 1, TEXT, 0);
	elf_build_symbol(&table, "$x", STT_NOTYPE, STB_LOCAL, 1, TEXT, 0);
	elf_build_symbol(&table, "$d.7", STT_NOTYPE, STB_LOCAL, 1, TEXT + 8, 0);
	elf_build_symbol_table(&marks, SHT_SYMTAB, &table);
	elf_build_end(&marks);
	CHECK_EQUAL(knell_elf_open(&elf, marks.data, marks.size, false), 0);
	CHECK_TEXT(name_at(TEXT), "start");
	CHECK_TEXT(name_at(TEXT + 9), "start");
}

int main(void)
{
	elf_build_begin(&build);
	elf_build_section(&build, ".text", SHT_NOBITS,
		SHF_ALLOC | SHF_EXECINSTR, TEXT, NULL, 0x400);
	elf_build_section(&build, ".text.more", SHT_NOBITS,
		SHF_ALLOC | SHF_EXECINSTR, MORE, NULL, 0x100);
	elf_build_section(&build, ".data", SHT_NOBITS, SHF_ALLOC | SHF_WRITE,
		DATA, NULL, 0x100);
	add_symbols();
	elf_build_symbol_table(&build, SHT_SYMTAB, &symbols);
	elf_build_symbol_table(&build, SHT_DYNSYM, &dynamic);
	elf_build_end(&build);
	CHECK_EQUAL(knell_elf_open(&elf, build.data, build.size, false), 0);
	check_functions();
	check_data();
	check_marks();
	return 0;
}
