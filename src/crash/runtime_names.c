/* SPDX-License-Identifier: MIT */
/*
 * Names that a description has for addresses: rows of an array, or a linked
 * dictionary, gone through once for all addresses.
 */
#include "base/load.h"
#include "base/memory.h"
#include "crash/runtime.h"
#include "crash/symbol.h"
#include "knell/runtime.h"

enum {
	TABLES_MAX = 64,
	/* For all descriptions together: tens of milliseconds. */
	ENTRIES_MAX = 1 << 18,
	READS_MAX = 1 << 13,
	/* Longer names are cut. */
	NAME_MAX = 256,
	WINDOW = 4096,
	/* Dictionaries are gone through from the end. */
	WINDOW_BEFORE = 3072,
	/* An address and a name that covers it: see symbol_table.c. */
	COVERS_MAX = 1 << 20,
};

/* struct knell_runtime_names. */
struct table {
	uint64_t next, first;
	uint32_t flags, count;
	int32_t step, start, size, name, text;
	uint32_t mask;
};

/* What an entry tells. */
struct entry {
	uint64_t start, size;
	uint64_t name;
	/* If `counted`: of the byte there, the length, and from it to the text.
	 * Otherwise it goes to a NUL. */
	uint32_t mask;
	int32_t text;
	bool known, counted;
	bool shared; /* others begin at the same address */
};

/* An address, what covers it and what begins nearest before it. */
struct wanted {
	uint32_t lookup;
	uint64_t address;
	struct entry cover, before;
};

struct search {
	struct knell_target *target;
	struct knell_runtime_told *told;
	/* Of each lookup, what it belongs to. */
	struct knell_runtime_told **owners;
	struct wanted *wanted;
	uint32_t count;
	uint32_t entries_left, covers_left, reads_left;
	uint64_t window_address;
	size_t window_size;
	uint8_t window[WINDOW];
};

/* `size` bytes at an address, in the window; NULL: they cannot be read. */
static const uint8_t *view(struct search *search, uint64_t address, size_t size)
{
	for (unsigned try = 0; try < 3; try++) {
		uint64_t offset = address - search->window_address;

		if (offset < search->window_size &&
			search->window_size - offset >= size)
			return search->window + offset;
		if (!search->reads_left)
			break;
		search->reads_left--;
		search->window_address =
			try ? address : address - WINDOW_BEFORE;
		search->window_size = knell_target_read(search->target,
			search->window_address, search->window, WINDOW);
	}
	if (!search->reads_left)
		knell_runtime_fault(search->told,
			"its names are spread over more memory than is read");
	return NULL;
}

static bool read_word(
	struct search *search, uint64_t address, uint64_t *ret_value)
{
	uint8_t size = search->target->machine->word_bytes;
	const uint8_t *bytes = view(search, address, size);

	if (bytes)
		*ret_value = knell_load(bytes, size);
	return bytes;
}

static uint64_t add(uint64_t address, int32_t offset)
{
	return address + (uint64_t)(int64_t)offset;
}

static bool read_table(
	struct search *search, uint64_t address, struct table *ret_table)
{
	uint8_t word = search->target->machine->word_bytes;
	const uint8_t *at = view(search, address, 32 + 2 * (size_t)word);

	if (!at)
		return false;
	ret_table->next = knell_load(at, word);
	ret_table->first = knell_load(at + word, word);
	at += 2 * word;
	ret_table->flags = knell_load32(at);
	ret_table->count = knell_load32(at + 4);
	ret_table->step = (int32_t)knell_load32(at + 8);
	ret_table->start = (int32_t)knell_load32(at + 12);
	ret_table->size = (int32_t)knell_load32(at + 16);
	ret_table->name = (int32_t)knell_load32(at + 20);
	ret_table->text = (int32_t)knell_load32(at + 24);
	ret_table->mask = knell_load32(at + 28);
	return true;
}

/* Where the text is, and where it ends. */
static bool read_name(struct search *search, const struct table *table,
	uint64_t address, struct entry *entry, uint64_t *ret_end)
{
	uint64_t name = add(address, table->name);

	if (table->flags & KNELL_RUNTIME_NAMES_POINTED &&
		!read_word(search, name, &name))
		return false;
	bool counted = table->flags & KNELL_RUNTIME_NAMES_COUNTED;

	entry->name = name;
	entry->mask = table->mask;
	entry->text = table->text;
	entry->counted = counted;
	if (!(table->flags & KNELL_RUNTIME_NAMES_BEHIND))
		return true;
	if (counted) {
		const uint8_t *byte = view(search, name, 1);

		if (byte)
			*ret_end =
				add(name, table->text) + (*byte & table->mask);
		return byte;
	}
	for (unsigned i = 0; i < NAME_MAX; i++) {
		const uint8_t *byte = view(search, name + i, 1);

		if (!byte || !*byte) {
			*ret_end = name + i + 1;
			return byte;
		}
	}
	return false;
}

static bool read_entry(struct search *search, const struct table *table,
	uint64_t address, struct entry *entry)
{
	uint64_t word = search->target->machine->word_bytes, start = address;

	*entry = (struct entry){ .known = true };
	if (!read_name(search, table, address, entry, &start))
		return false;
	if (table->flags & KNELL_RUNTIME_NAMES_BEHIND)
		start = (start + word - 1) & -word;
	else
		start = address;
	start = add(start, table->start);
	if (!(table->flags & KNELL_RUNTIME_NAMES_HERE) &&
		!read_word(search, start, &start))
		return false;
	entry->start = start;
	return !(table->flags & KNELL_RUNTIME_NAMES_SIZED) ||
	       read_word(search, add(address, table->size), &entry->size);
}

static uint32_t find_first(const struct search *search, uint64_t address)
{
	uint32_t low = 0, high = search->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (search->wanted[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The nearer one is kept; of two at one address neither is the name. */
static void keep(struct entry *kept, const struct entry *entry)
{
	if (!kept->known || kept->start < entry->start)
		*kept = *entry;
	else if (kept->start == entry->start)
		kept->shared = true;
}

static void offer(struct search *search, const struct entry *entry, bool sized)
{
	uint32_t i = find_first(search, entry->start);

	if (!sized) {
		if (i < search->count)
			keep(&search->wanted[i].before, entry);
		return;
	}
	for (; i < search->count && search->covers_left &&
		search->wanted[i].address - entry->start < entry->size;
		i++, search->covers_left--)
		keep(&search->wanted[i].cover, entry);
}

static void search_array(struct search *search, const struct table *table)
{
	bool sized = table->flags & KNELL_RUNTIME_NAMES_SIZED;
	uint64_t address = table->first;
	struct entry entry;

	for (uint32_t i = 0; i < table->count; i++) {
		if (!search->entries_left) {
			knell_runtime_fault(search->told,
				"there are more than 262144 names");
			return;
		}
		search->entries_left--;
		if (!read_entry(search, table, address, &entry)) {
			knell_runtime_fault(
				search->told, "a name cannot be read");
			return;
		}
		offer(search, &entry, sized);
		address = add(address, table->step);
	}
}

static void search_linked(struct search *search, const struct table *table)
{
	bool sized = table->flags & KNELL_RUNTIME_NAMES_SIZED;
	const char *fault = "its names cannot be read";
	uint64_t address, mark = 0;
	struct entry entry;
	uint32_t count = 0;

	if (!read_word(search, table->first, &address)) {
		knell_runtime_fault(search->told, fault);
		return;
	}
	for (; address && !(table->count && count == table->count); count++) {
		if (!search->entries_left) {
			fault = "there are more than 262144 names";
			break;
		}
		/* Brent's way to find a circle: see unwind_runtime.c. */
		if (!(count & (count - 1)))
			mark = address;
		search->entries_left--;
		if (!read_entry(search, table, address, &entry))
			break;
		offer(search, &entry, sized);
		if (!read_word(search, add(address, table->step), &address))
			break;
		if (address == mark) {
			fault = "its names form a circle";
			break;
		}
		if (!address)
			return;
	}
	if (address && !(table->count && count == table->count))
		knell_runtime_fault(search->told, fault);
}

static void search_tables(struct search *search)
{
	uint64_t address = search->told->names;
	struct table table;

	for (unsigned i = 0; address && i < TABLES_MAX; i++) {
		if (!read_table(search, address, &table)) {
			knell_runtime_fault(search->told,
				"the description of its names cannot be read");
			return;
		}
		if (table.flags & KNELL_RUNTIME_NAMES_LINKED)
			search_linked(search, &table);
		else
			search_array(search, &table);
		address = table.next;
	}
}

/* The extent of code or threads that an address lies in. */
static const struct knell_runtime_extent *find_extent(
	const struct knell_runtime_told *told, uint64_t address)
{
	for (uint32_t i = 0; i < told->code_count; i++)
		if (address - told->code[i].start <
			told->code[i].end - told->code[i].start)
			return &told->code[i];
	for (uint32_t i = 0; i < told->thread_count; i++)
		if (address - told->threads[i].start <
			told->threads[i].end - told->threads[i].start)
			return &told->threads[i];
	return NULL;
}

/* Where no entry covers an address: the one that begins last before it. */
static void take_nearest(struct search *search)
{
	struct entry before = { .known = false };

	for (uint32_t i = 0; i < search->count; i++) {
		struct wanted *wanted = &search->wanted[i];
		const struct knell_runtime_extent *extent =
			find_extent(search->told, wanted->address);

		if (wanted->before.known)
			before = wanted->before;
		wanted->before.known = false;
		if (before.known && extent && before.start >= extent->start)
			wanted->before = before;
	}
}

static char *copy_name(struct search *search, struct knell_arena *arena,
	const struct entry *entry)
{
	char text[NAME_MAX];
	uint64_t name = entry->name;
	size_t max = NAME_MAX;
	uint8_t count;
	long length = -1;

	if (!entry->counted ||
		knell_target_read(search->target, name, &count, 1) == 1) {
		if (entry->counted) {
			name = add(name, entry->text);
			max = (count & entry->mask) + (size_t)1;
		}
		length =
			knell_target_read_text(search->target, name, text, max);
	}
	if (length < 0)
		knell_runtime_fault(search->told, "a name cannot be read");
	return length > 0 ? knell_arena_copy_text(arena, text, (size_t)length)
			  : NULL;
}

static void write_names(struct search *search, struct knell_arena *arena,
	struct knell_lookup *lookups, char **texts)
{
	const struct entry *last = NULL;
	char *text = NULL;

	for (uint32_t i = 0; i < search->count; i++) {
		const struct wanted *wanted = &search->wanted[i];
		struct knell_lookup *lookup = &lookups[wanted->lookup];
		const struct entry *entry =
			wanted->cover.known ? &wanted->cover : &wanted->before;
		bool nearer = texts[wanted->lookup] &&
			      lookup->symbol.address > entry->start;

		if (!entry->known || entry->shared || (!entry->size && nearer))
			continue;
		if (!last || last->start != entry->start ||
			last->name != entry->name)
			text = copy_name(search, arena, entry);
		last = entry;
		if (!text)
			continue;
		texts[wanted->lookup] = text;
		lookup->symbol.address = entry->start;
	}
}

/* The lookups that are the description's own. */
static void gather(
	struct search *search, const struct knell_lookup *lookups, size_t count)
{
	search->count = 0;
	for (size_t i = 0; i < count; i++)
		if (search->owners[i] == search->told)
			search->wanted[search->count++] = (struct wanted){
				.lookup = (uint32_t)i,
				.address = lookups[i].address,
			};
}

static void find_owners(struct knell_runtimes_told *runtimes,
	struct search *search, const struct knell_lookup *lookups, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		search->owners[i] =
			knell_runtimes_find_any(runtimes, lookups[i].address);
		if (search->owners[i])
			search->owners[i]->wanted = true;
	}
}

void knell_runtimes_name(struct knell_runtimes_told *runtimes,
	struct knell_lookup *lookups, char **texts, size_t count)
{
	struct search search;

	search.target = runtimes->target;
	search.entries_left = ENTRIES_MAX;
	search.covers_left = COVERS_MAX;
	search.reads_left = READS_MAX;
	search.window_address = 0;
	search.window_size = 0;
	search.owners = knell_arena_take_array(
		runtimes->arena, count, sizeof(struct knell_runtime_told *));
	search.wanted = knell_arena_take_array(
		runtimes->arena, count, sizeof(*search.wanted));
	if (!search.owners || !search.wanted)
		return;
	find_owners(runtimes, &search, lookups, count);
	for (struct knell_runtime_told *told = runtimes->first; told;
		told = told->next) {
		if (!told->wanted || !told->names)
			continue;
		search.told = told;
		gather(&search, lookups, count);
		search_tables(&search);
		take_nearest(&search);
		write_names(&search, runtimes->arena, lookups, texts);
	}
}
