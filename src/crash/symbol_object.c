/* SPDX-License-Identifier: MIT */
/* The address of an object, by its name. */
#include "abi/elf.h"
#include "base/memory.h"
#include "crash/elf_dynamic.h"
#include "crash/symbol.h"

/* The longest chain of one hash that is followed. */
enum { CHAIN_MAX = 1 << 16 };

/* As ld.so and linkers compute it. */
static uint32_t hash_name(const char *name)
{
	uint32_t hash = 5381;

	for (; *name; name++)
		hash = hash * 33 + (uint8_t)*name;
	return hash;
}

static bool is_named(
	const struct knell_bytes *names, uint64_t offset, const char *name)
{
	for (; offset < names->size; offset++, name++) {
		if (names->data[offset] != (uint8_t)*name)
			return false;
		if (!*name)
			return true;
	}
	return false;
}

/* Nearly all symbols have another size; few names are looked at. */
static inline bool has_size(bool wide, const uint8_t *at, uint64_t size)
{
	uint64_t own = K_ELF_FIELD(wide, at, symbol, size);

	return !own || own == size;
}

static bool is_object(const struct knell_elf *elf,
	const struct knell_elf_symbols *table, const uint8_t *at,
	const char *name, uint64_t *ret_address)
{
	bool wide = elf->wide;
	unsigned type = (unsigned)K_ELF_FIELD(wide, at, symbol, info) & 15;

	if ((type != K_STT_OBJECT && type != K_STT_NOTYPE) ||
		K_ELF_FIELD(wide, at, symbol, shndx) == K_SHN_UNDEF ||
		!is_named(&table->names, K_ELF_FIELD(wide, at, symbol, name),
			name))
		return false;
	*ret_address = K_ELF_FIELD(wide, at, symbol, value);
	return true;
}

static bool look_at_all(const struct knell_elf *elf, uint32_t type,
	const char *name, uint64_t size, uint64_t *ret_address)
{
	size_t entry = K_ELF_SIZE(elf->wide, symbol);
	struct knell_elf_symbols table;

	if (!knell_elf_find_symbol_table(elf, type, &table) || !table.count)
		return false;
	const uint8_t *end = table.symbols.data + table.count * entry;

	for (const uint8_t *at = table.symbols.data + entry; at < end;
		at += entry)
		if (has_size(elf->wide, at, size) &&
			is_object(elf, &table, at, name, ret_address))
			return true;
	return false;
}

/*
 * DT_GNU_HASH: see elf_dynamic.c. The filter has two bits for each name; a
 * chain holds the hashes, bit 0 of which marks the last.
 */
static bool look_up_hash(const struct knell_elf *elf,
	const struct knell_elf_symbols *table, const struct knell_bytes *bytes,
	const char *name, uint64_t size, uint64_t *ret_address)
{
	const uint8_t *data = bytes->data;
	unsigned word = elf->wide ? 8 : 4, bits = word * 8;
	uint32_t hash = hash_name(name);

	if (bytes->size < 16)
		return false;
	uint64_t buckets = knell_load32(data), first = knell_load32(data + 4);
	uint64_t filter = knell_load32(data + 8),
		 shift = knell_load32(data + 12);
	uint64_t chains = 16 + filter * word + buckets * 4;

	if (!buckets || !filter || chains > bytes->size)
		return false;
	uint64_t bloom =
		knell_load(data + 16 + hash / bits % filter * word, word);

	if (!(bloom >> hash % bits & bloom >> (hash >> (shift & 31)) % bits &
		    1))
		return false;
	uint64_t index =
		knell_load32(data + 16 + filter * word + hash % buckets * 4);

	for (unsigned i = 0; i < CHAIN_MAX; i++, index++) {
		uint64_t at = chains + (index - first) * 4;

		if (index < first || index >= table->count ||
			at > bytes->size || bytes->size - at < 4)
			return false;
		uint32_t found = knell_load32(data + at);

		const uint8_t *symbol = table->symbols.data +
					index * K_ELF_SIZE(elf->wide, symbol);

		if ((found | 1) == (hash | 1) &&
			has_size(elf->wide, symbol, size) &&
			is_object(elf, table, symbol, name, ret_address))
			return true;
		if (found & 1)
			return false;
	}
	return false;
}

bool knell_elf_find_object(const struct knell_elf *elf, const char *name,
	uint64_t size, bool all, uint64_t *ret_address)
{
	struct knell_elf_symbols table;
	struct knell_bytes hash;

	if (knell_elf_find_hash(elf, &table, &hash)) {
		if (look_up_hash(elf, &table, &hash, name, size, ret_address))
			return true;
	} else if (look_at_all(elf, K_SHT_DYNSYM, name, size, ret_address)) {
		return true;
	}
	return all && look_at_all(elf, K_SHT_SYMTAB, name, size, ret_address);
}
