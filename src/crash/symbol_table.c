/* SPDX-License-Identifier: MIT */
/* Names for many addresses in one pass over a symbol table. */
#include "crash/symbol.h"

#include "abi/elf.h"
#include "base/memory.h"
#include "crash/elf_dynamic.h"
#include "crash/symbol_plt.h"

enum {
	/* Longer mangled names are not shown. */
	NAME_MAX = 1 << 16,
	/* Only tables made to be slow have that many covers (an address and
	 * a symbol that covers it) beyond one for each symbol. */
	COVERS_MAX = 1 << 22,
	BUCKETS = 512,
};

struct scan {
	const struct knell_elf *elf;
	struct knell_elf_symbols table;
	uint64_t delta;
	struct knell_lookup *lookups;
	size_t count;
	bool want_data;
	uint32_t covers;
	/* The second pass, for symbols without a size; are there any? */
	bool unsized_pass, unsized;
	/* The lookups from least + (b << shift) on begin at first[b]. */
	uint64_t least;
	unsigned shift;
	uint32_t first[BUCKETS + 1];
};

static void fill_buckets(struct scan *scan)
{
	const struct knell_lookup *lookups = scan->lookups;
	uint64_t extent;
	uint32_t i = 0;

	scan->least = lookups[0].address;
	extent = lookups[scan->count - 1].address - scan->least;
	while (extent >> scan->shift >= BUCKETS)
		scan->shift++;
	for (uint64_t b = 0; b <= BUCKETS; b++) {
		while (i < scan->count &&
			(lookups[i].address - scan->least) >> scan->shift < b)
			i++;
		scan->first[b] = i;
	}
}

/* The first lookup at or after `address`. */
static size_t find_first(const struct scan *scan, uint64_t address)
{
	uint64_t bucket = (address - scan->least) >> scan->shift;

	if (address <= scan->least)
		return 0;
	if (bucket >= BUCKETS)
		return scan->count;
	size_t low = scan->first[bucket], high = scan->first[bucket + 1];

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (scan->lookups[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Mangled names begin with an underscore of their own. */
static unsigned count_underscores(const char *name, uint64_t room)
{
	unsigned count = 0;

	while (count < room && count < 3 && name[count] == '_')
		count++;
	if (count == 1 && room > 1 && (name[1] == 'Z' || name[1] == 'R'))
		return 0;
	return count;
}

/* The higher the better; in the order that symbol.h gives. */
static uint8_t rank_symbol(unsigned type, unsigned bind, unsigned underscores)
{
	return (uint8_t)((type != K_STT_NOTYPE) << 5 |
			 (bind != K_STB_LOCAL) << 4 | (3 - underscores) << 1 |
			 (bind == K_STB_GLOBAL));
}

/*
 * Labels that are no functions: what the assembler left (".L1"), and the
 * marks of code and data on some machines ("$x", "$d.1").
 * Source: ELF for the Arm 64-bit Architecture, "Mapping symbols"; RISC-V ELF
 * psABI, "Mapping Symbol".
 */
static bool is_label(const char *name, uint64_t room)
{
	if (room < 2)
		return true;
	return (name[0] == '.' && name[1] == 'L') ||
	       (name[0] == '$' && (name[1] == 'a' || name[1] == 'd' ||
					  name[1] == 't' || name[1] == 'x'));
}

static bool is_wanted(unsigned type, bool want_data)
{
	switch (type) {
	case K_STT_NOTYPE:
	case K_STT_FUNC:
	case K_STT_GNU_IFUNC: return true;
	case K_STT_OBJECT:
	case K_STT_COMMON: return want_data;
	default: return false;
	}
}

/* Reads the name, which few symbols get to. */
static bool complete(
	const struct scan *scan, const uint8_t *at, struct knell_symbol *symbol)
{
	bool wide = scan->elf->wide;
	uint64_t offset = K_ELF_FIELD(wide, at, symbol, name);
	unsigned info = (unsigned)K_ELF_FIELD(wide, at, symbol, info);

	if (symbol->name)
		return true;
	if (!offset || offset >= scan->table.names.size)
		return false;
	const char *name = (const char *)scan->table.names.data + offset;
	uint64_t room = scan->table.names.size - offset;

	if (!*name || ((info & 15) == K_STT_NOTYPE && is_label(name, room)))
		return false;
	symbol->name = name;
	symbol->data =
		(info & 15) == K_STT_OBJECT || (info & 15) == K_STT_COMMON;
	symbol->section = (uint16_t)K_ELF_FIELD(wide, at, symbol, shndx);
	symbol->rank = rank_symbol(
		info & 15, info >> 4, count_underscores(name, room));
	return true;
}

/* Does a symbol at the same place, or a nearer one, replace what is kept? */
static void offer_cover(struct scan *scan, const uint8_t *at,
	struct knell_lookup *lookup, struct knell_symbol *symbol)
{
	struct knell_symbol *kept = &lookup->symbol;

	if (lookup->settled ||
		(kept->name && kept->address > symbol->address) ||
		!complete(scan, at, symbol))
		return;
	if (!kept->name || kept->address < symbol->address ||
		kept->rank < symbol->rank)
		*kept = *symbol;
}

/* Of one with a size only the place counts: it ends what began before it. */
static void offer_before(struct scan *scan, const uint8_t *at,
	struct knell_lookup *lookup, struct knell_symbol *symbol)
{
	struct knell_symbol *kept = &lookup->before;
	bool empty = !kept->size && !kept->name;

	if (!empty && kept->address > symbol->address)
		return;
	if (symbol->size) {
		*kept = *symbol;
		return;
	}
	if (!complete(scan, at, symbol))
		return;
	if (empty || kept->address < symbol->address ||
		(!kept->size && kept->rank < symbol->rank))
		*kept = *symbol;
}

static void offer_covers(
	struct scan *scan, const uint8_t *at, struct knell_symbol *symbol)
{
	size_t first = find_first(scan, symbol->address);

	for (size_t i = first;
		i < scan->count &&
		scan->lookups[i].address - symbol->address < symbol->size;
		i++) {
		if (i > first) {
			if (!scan->covers)
				return;
			scan->covers--;
		}
		offer_cover(scan, at, scan->lookups + i, symbol);
	}
}

static void offer(
	struct scan *scan, const uint8_t *at, struct knell_symbol *symbol)
{
	if (scan->unsized_pass) {
		size_t first = find_first(scan, symbol->address);

		if (first < scan->count)
			offer_before(scan, at, scan->lookups + first, symbol);
	} else if (symbol->size) {
		offer_covers(scan, at, symbol);
	} else {
		scan->unsized = true;
	}
}

static void scan_symbols(struct scan *scan)
{
	bool wide = scan->elf->wide;
	size_t entry = K_ELF_SIZE(wide, symbol);
	const uint8_t *at = scan->table.symbols.data + entry;

	for (uint64_t i = 1; i < scan->table.count; i++, at += entry) {
		unsigned type =
			(unsigned)K_ELF_FIELD(wide, at, symbol, info) & 15;
		uint64_t section = K_ELF_FIELD(wide, at, symbol, shndx);

		if (!is_wanted(type, scan->want_data) ||
			section == K_SHN_UNDEF ||
			(section >= K_SHN_LORESERVE && section != K_SHN_XINDEX))
			continue;
		struct knell_symbol symbol = {
			.address = K_ELF_FIELD(wide, at, symbol, value) +
				   scan->delta,
			.size = K_ELF_FIELD(wide, at, symbol, size),
		};
		offer(scan, at, &symbol);
	}
}

/* Do both lie in one section of code, or, that not known, one segment? */
static bool same_code(const struct scan *scan,
	const struct knell_symbol *symbol, uint64_t address)
{
	struct knell_section section;
	struct knell_segment segment;
	uint64_t start = symbol->address - scan->delta;
	uint64_t at = address - scan->delta;

	if (symbol->section != K_SHN_XINDEX &&
		knell_elf_section(scan->elf, symbol->section, &section))
		return section.flags & K_SHF_EXECINSTR &&
		       start - section.address < section.size &&
		       at - section.address < section.size;
	for (uint32_t i = 0; knell_elf_segment(scan->elf, i, &segment); i++)
		if (segment.type == K_PT_LOAD && segment.flags & K_PF_X &&
			start - segment.address < segment.memory_size &&
			at - segment.address < segment.memory_size)
			return true;
	return false;
}

/* Takes symbols without a size for what no other covers. */
static void take_unsized(struct scan *scan)
{
	struct knell_symbol before = { .name = NULL };

	for (size_t i = 0; i < scan->count; i++) {
		struct knell_lookup *lookup = scan->lookups + i;

		if (lookup->before.size || lookup->before.name)
			before = lookup->before;
		lookup->before = (struct knell_symbol){ .name = NULL };
		if (!lookup->settled && before.name && !before.size &&
			same_code(scan, &before, lookup->address))
			lookup->symbol = before;
	}
}

/* Names that do not end are none. */
static void settle(struct scan *scan)
{
	const struct knell_bytes *names = &scan->table.names;

	for (size_t i = 0; i < scan->count; i++) {
		struct knell_lookup *lookup = scan->lookups + i;
		struct knell_symbol *symbol = &lookup->symbol;

		if (lookup->settled || !symbol->name)
			continue;
		uint64_t offset =
			(uint64_t)((const uint8_t *)symbol->name - names->data);

		if (!knell_elf_text(names, offset, NAME_MAX))
			symbol->name = NULL;
		lookup->settled = symbol->name;
	}
}

static bool all_settled(const struct knell_lookup *lookups, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!lookups[i].settled)
			return false;
	return true;
}

void knell_elf_name_by_tables(const struct knell_elf *elf, uint64_t delta,
	struct knell_lookup *lookups, size_t count, bool want_data)
{
	static const uint32_t types[] = { K_SHT_SYMTAB, K_SHT_DYNSYM };
	struct scan scan = {
		.elf = elf,
		.delta = delta,
		.lookups = lookups,
		.count = count,
		.want_data = want_data,
		.covers = COVERS_MAX,
	};

	if (!count)
		return;
	fill_buckets(&scan);
	for (size_t i = 0; i < KNELL_COUNT(types); i++) {
		if (all_settled(lookups, count) ||
			!knell_elf_find_symbol_table(
				elf, types[i], &scan.table))
			continue;
		scan.unsized = scan.unsized_pass = false;
		scan_symbols(&scan);
		settle(&scan);
		if (!scan.unsized || all_settled(lookups, count))
			continue;
		scan.unsized_pass = true;
		scan_symbols(&scan);
		take_unsized(&scan);
		settle(&scan);
	}
}

/* Has a name that is sure, be it found by its size or by its section? */
static bool is_sure(
	const struct knell_elf *elf, const struct knell_lookup *lookup)
{
	return lookup->settled && (lookup->symbol.size || elf->section_count);
}

void knell_elf_name(const struct knell_elf *elf, struct knell_lookup *lookups,
	size_t count, bool want_data)
{
	struct knell_plt plt;
	size_t sure = 0;

	knell_elf_name_by_tables(elf, 0, lookups, count, want_data);
	while (sure < count && is_sure(elf, lookups + sure))
		sure++;
	if (sure == count)
		return;
	knell_plt_open(&plt, elf);
	for (size_t i = sure; i < count; i++)
		if (!is_sure(elf, lookups + i) &&
			knell_plt_find(
				&plt, lookups[i].address, &lookups[i].symbol))
			lookups[i].settled = true;
}

bool knell_elf_find_symbol(const struct knell_elf *elf, uint64_t address,
	struct knell_symbol *ret_symbol)
{
	struct knell_lookup lookup = { .address = address };

	knell_elf_name(elf, &lookup, 1, false);
	if (lookup.settled)
		*ret_symbol = lookup.symbol;
	return lookup.settled;
}

/* Equal as far as the table goes, up to the end or a version. */
static bool is_named(
	const struct knell_bytes *names, uint64_t offset, const char *name)
{
	for (; offset < names->size; offset++, name++) {
		char c = (char)names->data[offset];

		if (!*name)
			return !c || c == '@';
		if (c != *name)
			return false;
	}
	return false;
}

static bool find_name_in(const struct knell_elf *elf,
	const struct knell_elf_symbols *table, const char *name,
	struct knell_symbol *ret_symbol)
{
	bool wide = elf->wide;
	size_t entry = K_ELF_SIZE(wide, symbol);

	for (uint64_t i = 1; i < table->count; i++) {
		const uint8_t *at = table->symbols.data + i * entry;
		uint64_t text = K_ELF_FIELD(wide, at, symbol, name);
		uint64_t section = K_ELF_FIELD(wide, at, symbol, shndx);
		unsigned type =
			(unsigned)K_ELF_FIELD(wide, at, symbol, info) & 15;

		if (section == K_SHN_UNDEF || !is_wanted(type, true) ||
			!is_named(&table->names, text, name))
			continue;
		*ret_symbol = (struct knell_symbol){
			.address = K_ELF_FIELD(wide, at, symbol, value),
			.size = K_ELF_FIELD(wide, at, symbol, size),
			.name = (const char *)table->names.data + text,
			.data = type == K_STT_OBJECT || type == K_STT_COMMON,
		};
		return true;
	}
	return false;
}

bool knell_elf_find_name(const struct knell_elf *elf, const char *name,
	struct knell_symbol *ret_symbol)
{
	struct knell_elf_symbols table;

	return (knell_elf_find_symbol_table(elf, K_SHT_SYMTAB, &table) &&
		       find_name_in(elf, &table, name, ret_symbol)) ||
	       (knell_elf_find_symbol_table(elf, K_SHT_DYNSYM, &table) &&
		       find_name_in(elf, &table, name, ret_symbol));
}
