/* SPDX-License-Identifier: MIT */
/* PLT entries, named after the symbol whose address their slot is filled by. */
#include "crash/symbol.h"

#include "abi/elf.h"
#include "arch/machine.h"
#include "base/text.h"
#include "crash/elf_dynamic.h"

enum {
	ENTRY_MAX = 24, /* the longest entry of any machine */
	NAME_MAX = 1 << 16,
};

/* Where sections are known, a PLT has one; elsewhere its code tells it. */
static bool may_be_plt(const struct knell_elf *elf, uint64_t address)
{
	struct knell_section section;

	for (uint32_t i = 1; knell_elf_section(elf, i, &section); i++)
		if (address - section.address < section.size &&
			section.flags & K_SHF_ALLOC)
			return knell_text_starts(section.name, ".plt") ||
			       knell_text_equal(section.name, ".iplt");
	return !elf->section_count;
}

/* Entries begin at multiples of 4 on every machine. */
static bool find_entry(const struct knell_elf *elf, uint64_t address,
	struct knell_symbol *symbol, uint64_t *ret_slot)
{
	const struct knell_machine *machine = knell_machine_find(elf->machine);
	uint64_t got = knell_elf_plt_got(elf);
	struct knell_bytes code;

	if (!machine || !machine->plt_slot)
		return false;
	for (uint64_t at = address & ~(uint64_t)3;
		at <= address && address - at < ENTRY_MAX; at -= 4) {
		if (!knell_elf_bytes_at(elf, at, &code))
			return false;
		size_t size = code.size < 32 ? (size_t)code.size : 32;
		unsigned length =
			machine->plt_slot(code.data, size, at, got, ret_slot);

		if (!length)
			continue;
		symbol->address = at;
		symbol->size = length;
		return address - at < length;
	}
	return false;
}

static const char *name_relocation(const struct knell_elf *elf,
	const struct knell_elf_relocation *relocation)
{
	size_t entry = K_ELF_SIZE(elf->wide, symbol);
	struct knell_elf_symbols table;
	struct knell_lookup resolver = { .address = relocation->addend };

	/* IRELATIVE: no symbol, the addend is where the IFUNC is. */
	if (!relocation->symbol) {
		knell_elf_name_by_tables(elf, 0, &resolver, 1, false);
		return resolver.settled ? resolver.symbol.name : NULL;
	}
	if (!knell_elf_find_symbol_table(elf, K_SHT_DYNSYM, &table) ||
		relocation->symbol >= table.count)
		return NULL;
	return knell_elf_text(&table.names,
		K_ELF_FIELD(elf->wide,
			table.symbols.data + relocation->symbol * entry, symbol,
			name),
		NAME_MAX);
}

static bool find_relocation(const struct knell_elf *elf, uint64_t slot,
	struct knell_elf_relocation *ret_relocation)
{
	struct knell_elf_relocations tables[3];
	unsigned count = knell_elf_plt_relocations(elf, tables);

	for (unsigned t = 0; t < count; t++)
		for (uint64_t i = 0; i < tables[t].count; i++) {
			knell_elf_relocation(
				elf, &tables[t], i, ret_relocation);
			if (ret_relocation->offset == slot)
				return true;
		}
	return false;
}

bool knell_elf_find_plt(const struct knell_elf *elf, uint64_t address,
	struct knell_symbol *ret_symbol)
{
	struct knell_symbol symbol = { .plt = true };
	struct knell_elf_relocation relocation;
	uint64_t slot;

	if (!may_be_plt(elf, address) ||
		!find_entry(elf, address, &symbol, &slot) ||
		!find_relocation(elf, slot, &relocation))
		return false;
	symbol.name = name_relocation(elf, &relocation);
	if (!symbol.name || !*symbol.name)
		return false;
	*ret_symbol = symbol;
	return true;
}
