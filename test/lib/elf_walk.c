/* SPDX-License-Identifier: MIT */
/* Everything that the ELF reader offers, asked of one image. */
#include "test/lib/elf_walk.h"

#include <stdlib.h>
#include <string.h>

#include "abi/elf.h"
#include "crash/elf_dynamic.h"
#include "crash/symbol.h"

static volatile uint8_t sink;

/* What is handed out must be there: the sanitizer sees a byte too far. */
static void touch(const struct knell_bytes *bytes)
{
	if (bytes->size)
		sink = bytes->data[0] ^ bytes->data[bytes->size - 1];
}

static void touch_text(const char *text)
{
	if (text)
		sink = (uint8_t)strlen(text);
}

static void read_tables(const struct knell_elf *elf)
{
	struct knell_segment segment;
	struct knell_section section;
	struct knell_bytes bytes;
	char build_id[65];

	for (uint32_t i = 0; knell_elf_segment(elf, i, &segment); i++)
		if (knell_elf_bytes_at(elf, segment.address, &bytes))
			touch(&bytes);
	for (uint32_t i = 0; knell_elf_section(elf, i, &section); i++) {
		touch_text(section.name);
		if (knell_elf_section_bytes(elf, &section, &bytes))
			touch(&bytes);
	}
	if (knell_elf_build_id(elf, build_id))
		touch_text(build_id);
}

static int compare(const void *a, const void *b)
{
	const struct knell_lookup *one = a, *other = b;

	return (one->address > other->address) -
	       (one->address < other->address);
}

/* Addresses of interest: around the values of the first symbols. */
static void name_addresses(const struct knell_elf *elf, uint32_t type)
{
	struct knell_lookup lookups[64] = { { 0 } };
	struct knell_elf_symbols table;
	size_t count = 0;

	lookups[count++].address = elf->entry;
	lookups[count++].address = elf->base;
	lookups[count++].address = elf->limit;
	if (knell_elf_find_symbol_table(elf, type, &table)) {
		size_t entry = K_ELF_SIZE(elf->wide, symbol);

		touch(&table.names);
		for (uint64_t i = 0; i < table.count && count < 63; i++) {
			const uint8_t *at = table.symbols.data + i * entry;
			uint64_t value =
				K_ELF_FIELD(elf->wide, at, symbol, value);

			lookups[count++].address = value;
			lookups[count++].address = value + 1;
		}
	}
	qsort(lookups, count, sizeof(*lookups), compare);
	knell_elf_name(elf, lookups, count, type == K_SHT_DYNSYM);
	for (size_t i = 0; i < count; i++)
		if (lookups[i].settled)
			touch_text(lookups[i].symbol.name);
}

int elf_walk(const uint8_t *data, size_t size, bool loaded)
{
	struct knell_elf elf;
	struct knell_symbol symbol;
	int error = knell_elf_open(&elf, data, size, loaded);

	if (error)
		return error;
	read_tables(&elf);
	name_addresses(&elf, K_SHT_SYMTAB);
	name_addresses(&elf, K_SHT_DYNSYM);
	knell_elf_find_name(&elf, "main", &symbol);
	return 0;
}
