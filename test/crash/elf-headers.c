/* SPDX-License-Identifier: MIT */
/* Segments, sections and build IDs of real files are as readelf(1) tells. */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "crash/elf_dynamic.h"
#include "test/lib/elf_files.h"
#include "test/lib/test.h"

static unsigned checked;

/* "[ 1] .interp PROGBITS 00000000000002a8 0002a8 00001c 00 A 0 0 1" */
static void check_sections(const char *path, struct knell_elf *elf)
{
	char line[4096], name[256];
	unsigned index;
	unsigned long long address, offset, size, entry;
	FILE *output = elf_tool("readelf -SW '%s' 2>/dev/null", path, NULL);

	while (fgets(line, sizeof(line), output)) {
		struct knell_section section;

		if (sscanf(line, " [%u] %255s %*s %llx %llx %llx %llx", &index,
			    name, &address, &offset, &size, &entry) != 6 ||
			!index)
			continue;
		CHECK(knell_elf_section(elf, index, &section));
		CHECK_TEXT(section.name, name);
		CHECK_EQUAL(section.address, address);
		CHECK_EQUAL(section.offset, offset);
		CHECK_EQUAL(section.size, size);
		CHECK_EQUAL(section.entry_size, entry);
		checked++;
	}
	pclose(output);
}

/* "LOAD 0x001000 0x0000000000001000 0x… 0x0001d5 0x0001d5 R E 0x1000" */
static void check_segments(const char *path, struct knell_elf *elf)
{
	char line[4096], type[32];
	uint32_t index = 0;
	unsigned long long offset, address, file_size, memory_size;
	FILE *output = elf_tool("readelf -lW '%s' 2>/dev/null", path, NULL);

	while (fgets(line, sizeof(line), output)) {
		struct knell_segment segment;

		if (sscanf(line, " %31s 0x%llx 0x%llx 0x%*x 0x%llx 0x%llx",
			    type, &offset, &address, &file_size,
			    &memory_size) != 5)
			continue;
		CHECK(knell_elf_segment(elf, index++, &segment));
		CHECK_EQUAL(segment.offset, offset);
		CHECK_EQUAL(segment.address, address);
		CHECK_EQUAL(segment.file_size, file_size);
		CHECK_EQUAL(segment.memory_size, memory_size);
		CHECK_EQUAL(segment.type == 1, !strcmp(type, "LOAD"));
		checked++;
	}
	pclose(output);
	CHECK_EQUAL(elf->program_header_count, index);
}

static void check_build_id(const char *path, struct knell_elf *elf)
{
	char line[4096], listed[256] = "none", found[65] = "none";
	FILE *output = elf_tool(
		"readelf -nW '%s' 2>/dev/null | grep 'Build ID'", path, NULL);

	if (fgets(line, sizeof(line), output))
		CHECK_EQUAL(sscanf(strstr(line, "Build"), "Build ID: %255s",
				    listed),
			1);
	pclose(output);
	knell_elf_build_id(elf, found);
	CHECK_TEXT(found, listed);
	/* By the segments alone. */
	elf->section_count = 0;
	strcpy(found, "none");
	knell_elf_build_id(elf, found);
	CHECK_TEXT(found, listed);
}

/* PT_DYNAMIC does not tell how many symbols there are; hash tables do. */
static void check_dynamic_symbols(const char *path)
{
	struct knell_elf_symbols by_section, by_dynamic;
	struct knell_elf elf;

	CHECK(elf_file_open(path, &elf));
	if (knell_elf_find_symbol_table(&elf, SHT_DYNSYM, &by_section)) {
		elf.section_count = 0;
		CHECK(knell_elf_find_symbol_table(
			&elf, SHT_DYNSYM, &by_dynamic));
		CHECK_EQUAL(by_dynamic.count, by_section.count);
		CHECK(by_dynamic.symbols.data == by_section.symbols.data);
		CHECK(by_dynamic.names.data == by_section.names.data);
		CHECK_EQUAL(by_dynamic.names.size, by_section.names.size);
		checked++;
	}
	knell_elf_close(&elf);
}

static void check_file(const char *path, struct knell_elf *elf)
{
	check_dynamic_symbols(path);
	check_sections(path, elf);
	check_segments(path, elf);
	check_build_id(path, elf);
}

int main(int argc, char **argv)
{
	struct knell_elf elf;

	for (int i = 1; i < argc; i++) {
		CHECK(elf_file_open(argv[i], &elf));
		check_file(argv[i], &elf);
	}
	elf_files_visit(60, check_file);
	CHECK(checked > 1000);
	return 0;
}
