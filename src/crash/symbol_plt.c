/* SPDX-License-Identifier: MIT */
/* PLT entries, named after the symbol whose address their slot is filled by. */
#include "crash/symbol_plt.h"

#include "abi/elf.h"
#include "base/text.h"

enum {
	ENTRY_MAX = 24, /* the longest entry of any machine */
	NAME_MAX = 1 << 16,
	/* Relocations that are looked at for all entries together. */
	WORK_MAX = 1 << 26,
};

void knell_plt_open(struct knell_plt *plt, const struct knell_elf *elf)
{
	const struct knell_machine *machine =
		knell_machine_find(elf->machine, elf->wide ? 8 : 4);
	struct knell_section section;

	*plt = (struct knell_plt){
		.elf = elf,
		.decoder = knell_decoder_find(machine),
		.got = knell_elf_plt_got(elf),
		.work = WORK_MAX,
	};
	if (!plt->decoder->plt_slot)
		return;
	plt->table_count = knell_elf_plt_relocations(elf, plt->tables);
	if (!knell_elf_find_symbol_table(elf, K_SHT_DYNSYM, &plt->symbols))
		plt->symbols.count = 0;
	for (uint32_t i = 1; knell_elf_section(elf, i, &section); i++) {
		if (!knell_text_starts(section.name, ".plt") &&
			!knell_text_equal(section.name, ".iplt"))
			continue;
		if (plt->range_count < KNELL_PLT_RANGES_MAX)
			plt->ranges[plt->range_count++] =
				(struct knell_plt_range){ section.address,
					section.size };
	}
}

/* Where sections are known, a PLT has one; elsewhere its code tells it. */
static bool may_hold(const struct knell_plt *plt, uint64_t address)
{
	for (unsigned i = 0; i < plt->range_count; i++)
		if (address - plt->ranges[i].address < plt->ranges[i].size)
			return true;
	return !plt->elf->section_count;
}

/* Entries begin at multiples of 4 on every machine. */
static bool find_entry(const struct knell_plt *plt, uint64_t address,
	struct knell_symbol *symbol, uint64_t *ret_slot)
{
	struct knell_bytes code;

	for (uint64_t at = address & ~(uint64_t)3;
		at <= address && address - at < ENTRY_MAX; at -= 4) {
		if (!knell_elf_bytes_at(plt->elf, at, &code))
			return false;
		size_t size = code.size < 32 ? (size_t)code.size : 32;
		unsigned length = plt->decoder->plt_slot(
			code.data, size, at, plt->got, ret_slot);

		if (!length)
			continue;
		symbol->address = at;
		symbol->size = length;
		return address - at < length;
	}
	return false;
}

static bool find_relocation(struct knell_plt *plt, uint64_t slot,
	struct knell_elf_relocation *ret_relocation)
{
	for (unsigned t = 0; t < plt->table_count; t++)
		for (uint64_t i = 0; i < plt->tables[t].count; i++) {
			if (!plt->work)
				return false;
			plt->work--;
			knell_elf_relocation(
				plt->elf, &plt->tables[t], i, ret_relocation);
			if (ret_relocation->offset == slot)
				return true;
		}
	return false;
}

static const char *name_relocation(const struct knell_plt *plt,
	const struct knell_elf_relocation *relocation)
{
	bool wide = plt->elf->wide;
	struct knell_lookup resolver = { .address = relocation->addend };

	/* IRELATIVE: no symbol, the addend is where the IFUNC is. */
	if (!relocation->symbol) {
		knell_elf_name_by_tables(plt->elf, 0, &resolver, 1, false);
		return resolver.settled ? resolver.symbol.name : NULL;
	}
	if (relocation->symbol >= plt->symbols.count)
		return NULL;
	const uint8_t *at = plt->symbols.symbols.data +
			    relocation->symbol * K_ELF_SIZE(wide, symbol);

	return knell_elf_text(&plt->symbols.names,
		K_ELF_FIELD(wide, at, symbol, name), NAME_MAX);
}

bool knell_plt_find(struct knell_plt *plt, uint64_t address,
	struct knell_symbol *ret_symbol)
{
	struct knell_symbol symbol = { .plt = true };
	struct knell_elf_relocation relocation;
	uint64_t slot;

	if (!plt->table_count || !may_hold(plt, address) ||
		!find_entry(plt, address, &symbol, &slot) ||
		!find_relocation(plt, slot, &relocation))
		return false;
	symbol.name = name_relocation(plt, &relocation);
	if (!symbol.name || !*symbol.name)
		return false;
	*ret_symbol = symbol;
	return true;
}
