/* SPDX-License-Identifier: MIT */
/* Symbol and relocation tables, by section headers and by PT_DYNAMIC. */
#include "crash/elf_dynamic.h"

#include "abi/elf.h"
#include "base/memory.h"
#include "base/text.h"

/* More than any program has; sparse files may claim more. */
enum { ENTRIES_MAX = 1 << 26 };

/* The tags that are used here; 0: not there. */
struct dynamic {
	uint64_t symtab, strtab, strsz, hash, gnu_hash;
	uint64_t jmprel, pltrelsz, pltrel, rela, relasz, rel, relsz, pltgot;
};

static void take_tag(struct dynamic *dynamic, uint64_t tag, uint64_t value)
{
	switch (tag) {
	case K_DT_SYMTAB: dynamic->symtab = value; break;
	case K_DT_STRTAB: dynamic->strtab = value; break;
	case K_DT_STRSZ: dynamic->strsz = value; break;
	case K_DT_HASH: dynamic->hash = value; break;
	case K_DT_GNU_HASH: dynamic->gnu_hash = value; break;
	case K_DT_JMPREL: dynamic->jmprel = value; break;
	case K_DT_PLTRELSZ: dynamic->pltrelsz = value; break;
	case K_DT_PLTREL: dynamic->pltrel = value; break;
	case K_DT_RELA: dynamic->rela = value; break;
	case K_DT_RELASZ: dynamic->relasz = value; break;
	case K_DT_REL: dynamic->rel = value; break;
	case K_DT_RELSZ: dynamic->relsz = value; break;
	case K_DT_PLTGOT: dynamic->pltgot = value; break;
	default: break;
	}
}

/* In memory ld.so has made run-time addresses of them, or (musl) has not. */
static void make_link_time(const struct knell_elf *elf, struct dynamic *dynamic)
{
	uint64_t *const addresses[] = { &dynamic->symtab, &dynamic->strtab,
		&dynamic->hash, &dynamic->gnu_hash, &dynamic->jmprel,
		&dynamic->rela, &dynamic->rel, &dynamic->pltgot };

	for (size_t i = 0; elf->loaded && i < KNELL_COUNT(addresses); i++)
		if (*addresses[i] >= elf->limit &&
			*addresses[i] - elf->bias < elf->limit)
			*addresses[i] -= elf->bias;
}

static bool find_dynamic(const struct knell_elf *elf, struct knell_bytes *ret)
{
	struct knell_segment segment;

	for (uint32_t i = 0; knell_elf_segment(elf, i, &segment); i++)
		if (segment.type == K_PT_DYNAMIC)
			return knell_elf_bytes_at(elf, segment.address, ret);
	return false;
}

static bool read_dynamic(const struct knell_elf *elf, struct dynamic *ret)
{
	size_t entry = K_ELF_SIZE(elf->wide, dynamic);
	struct knell_bytes bytes;

	*ret = (struct dynamic){ 0 };
	if (!find_dynamic(elf, &bytes))
		return false;
	for (; bytes.size >= entry; bytes.data += entry, bytes.size -= entry) {
		uint64_t tag = K_ELF_FIELD(elf->wide, bytes.data, dynamic, tag);

		if (tag == K_DT_NULL)
			break;
		take_tag(ret, tag,
			K_ELF_FIELD(elf->wide, bytes.data, dynamic, value));
	}
	make_link_time(elf, ret);
	return true;
}

/* DT_HASH: nbucket, nchain …; there is a chain entry for each symbol. */
static bool count_by_hash(
	const struct knell_elf *elf, uint64_t address, uint64_t *ret_count)
{
	struct knell_bytes bytes;

	if (!address || !knell_elf_bytes_at(elf, address, &bytes) ||
		bytes.size < 8)
		return false;
	*ret_count = knell_load32(bytes.data + 4);
	return true;
}

/*
 * DT_GNU_HASH: bucket count, first hashed symbol, words and shift of the
 * bloom filter; the filter; buckets; a chain word for each hashed symbol, odd
 * where a chain ends. The last symbol is at the end of the highest chain.
 */
static bool count_by_gnu_hash(
	const struct knell_elf *elf, uint64_t address, uint64_t *ret_count)
{
	struct knell_bytes bytes;
	uint64_t highest = 0;

	if (!address || !knell_elf_bytes_at(elf, address, &bytes) ||
		bytes.size < 16)
		return false;
	uint64_t buckets = knell_load32(bytes.data);
	uint64_t first = knell_load32(bytes.data + 4);
	uint64_t filter = knell_load32(bytes.data + 8);
	uint64_t at = 16 + filter * (elf->wide ? 8 : 4);
	uint64_t chains = at + buckets * 4;

	if (buckets > ENTRIES_MAX || chains > bytes.size)
		return false;
	for (; at < chains; at += 4)
		if (knell_load32(bytes.data + at) > highest)
			highest = knell_load32(bytes.data + at);
	/* Nothing is defined: GNU ld then says 1 for the first. */
	if (highest < first)
		return false;
	if (bytes.size > chains + 4 * (uint64_t)ENTRIES_MAX)
		bytes.size = chains + 4 * (uint64_t)ENTRIES_MAX;
	for (at = chains + (highest - first) * 4;
		at < bytes.size && bytes.size - at >= 4; at += 4)
		if (knell_load32(bytes.data + at) & 1) {
			*ret_count = first + (at - chains) / 4 + 1;
			return true;
		}
	return false;
}

static bool find_by_dynamic(
	const struct knell_elf *elf, struct knell_elf_symbols *ret)
{
	size_t entry = K_ELF_SIZE(elf->wide, symbol);
	struct dynamic dynamic;
	uint64_t count = UINT64_MAX;

	if (!read_dynamic(elf, &dynamic) || !dynamic.symtab ||
		!dynamic.strtab ||
		!knell_elf_bytes_at(elf, dynamic.symtab, &ret->symbols) ||
		!knell_elf_bytes_at(elf, dynamic.strtab, &ret->names))
		return false;
	if (ret->names.size > dynamic.strsz)
		ret->names.size = dynamic.strsz;
	ret->count = ret->symbols.size / entry;
	/* Without a hash table: linkers put the names right behind. */
	if (!count_by_hash(elf, dynamic.hash, &count) &&
		!count_by_gnu_hash(elf, dynamic.gnu_hash, &count) &&
		dynamic.strtab > dynamic.symtab)
		count = (dynamic.strtab - dynamic.symtab) / entry;
	if (ret->count > count)
		ret->count = count;
	return true;
}

static bool find_table(const struct knell_elf *elf, uint32_t type,
	struct knell_elf_symbols *ret)
{
	struct knell_section section, names;

	for (uint32_t i = 1; knell_elf_section(elf, i, &section); i++) {
		if (section.type != type ||
			!knell_elf_section(elf, section.link, &names) ||
			!knell_elf_section_bytes(
				elf, &section, &ret->symbols) ||
			!knell_elf_section_bytes(elf, &names, &ret->names))
			continue;
		ret->count = ret->symbols.size / K_ELF_SIZE(elf->wide, symbol);
		return true;
	}
	return type == K_SHT_DYNSYM && find_by_dynamic(elf, ret);
}

bool knell_elf_find_symbol_table(const struct knell_elf *elf, uint32_t type,
	struct knell_elf_symbols *ret)
{
	if (!find_table(elf, type, ret))
		return false;
	if (ret->count > ENTRIES_MAX)
		ret->count = ENTRIES_MAX;
	return true;
}

bool knell_elf_find_hash(const struct knell_elf *elf,
	struct knell_elf_symbols *ret_symbols, struct knell_bytes *ret_hash)
{
	size_t entry = K_ELF_SIZE(elf->wide, symbol);
	struct dynamic dynamic;

	if (!read_dynamic(elf, &dynamic) || !dynamic.symtab ||
		!dynamic.strtab || !dynamic.gnu_hash ||
		!knell_elf_bytes_at(
			elf, dynamic.symtab, &ret_symbols->symbols) ||
		!knell_elf_bytes_at(elf, dynamic.strtab, &ret_symbols->names) ||
		!knell_elf_bytes_at(elf, dynamic.gnu_hash, ret_hash))
		return false;
	ret_symbols->count = ret_symbols->symbols.size / entry;
	return true;
}

uint64_t knell_elf_plt_got(const struct knell_elf *elf)
{
	struct dynamic dynamic;

	return read_dynamic(elf, &dynamic) ? dynamic.pltgot : 0;
}

static unsigned add_table(const struct knell_elf *elf,
	struct knell_elf_relocations *table, struct knell_bytes bytes,
	bool addends)
{
	size_t entry = K_ELF_SIZE(elf->wide, relocation);

	if (!addends)
		entry -= elf->wide ? 8 : 4;
	*table = (struct knell_elf_relocations){
		.bytes = bytes,
		.count = bytes.size / entry < ENTRIES_MAX ? bytes.size / entry
							  : ENTRIES_MAX,
		.addends = addends,
	};
	return table->count != 0;
}

static unsigned add_dynamic(const struct knell_elf *elf,
	struct knell_elf_relocations *table, uint64_t address, uint64_t size,
	bool addends)
{
	struct knell_bytes bytes;

	if (!address || !knell_elf_bytes_at(elf, address, &bytes))
		return 0;
	if (bytes.size > size)
		bytes.size = size;
	return add_table(elf, table, bytes, addends);
}

/* A static program has no PT_DYNAMIC, yet a PLT for its IFUNCs. */
static unsigned add_section(const struct knell_elf *elf,
	struct knell_elf_relocations *table, const char *name)
{
	struct knell_section section;
	struct knell_bytes bytes;

	if (!knell_elf_find_section(elf, name, &section) ||
		!knell_elf_section_bytes(elf, &section, &bytes))
		return 0;
	return add_table(elf, table, bytes, section.type == K_SHT_RELA);
}

unsigned knell_elf_plt_relocations(
	const struct knell_elf *elf, struct knell_elf_relocations ret_tables[3])
{
	struct dynamic dynamic;
	unsigned count = 0;

	if (!read_dynamic(elf, &dynamic)) {
		count += add_section(elf, ret_tables, ".rela.plt");
		count += add_section(elf, ret_tables + count, ".rel.plt");
		return count;
	}
	count += add_dynamic(elf, ret_tables, dynamic.jmprel, dynamic.pltrelsz,
		dynamic.pltrel == K_DT_RELA);
	count += add_dynamic(
		elf, ret_tables + count, dynamic.rela, dynamic.relasz, true);
	count += add_dynamic(
		elf, ret_tables + count, dynamic.rel, dynamic.relsz, false);
	return count;
}

void knell_elf_relocation(const struct knell_elf *elf,
	const struct knell_elf_relocations *table, uint64_t index,
	struct knell_elf_relocation *ret)
{
	size_t word = elf->wide ? 8 : 4;
	const uint8_t *at =
		table->bytes.data + index * (word * (table->addends ? 3 : 2));
	uint64_t info = K_ELF_FIELD(elf->wide, at, relocation, info);

	*ret = (struct knell_elf_relocation){
		.offset = K_ELF_FIELD(elf->wide, at, relocation, offset),
		.symbol = (uint32_t)(info >> (elf->wide ? 32 : 8)),
	};
	if (table->addends)
		ret->addend = K_ELF_FIELD(elf->wide, at, relocation, addend);
}
