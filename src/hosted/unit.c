/* SPDX-License-Identifier: MIT */
/* Compilation units: which one an address belongs to, and its functions. */
#include "hosted/unit.h"

#include <dwarf.h>
#include <stdlib.h>

enum {
	/* Namespaces and types in each other; more are looked at as deep. */
	DEPTH_MAX = 64,
	/* Ranges of one entry: gcc's partitions of a unit are many. */
	ENTRY_RANGES_MAX = 1 << 20,
};

static void add_range(struct knell_ranges *ranges, Dwarf_Addr start,
	Dwarf_Addr end, const Dwarf_Die *entry)
{
	/* Grows at powers of two. */
	if (!(ranges->count & (ranges->count - 1))) {
		size_t room = ranges->count ? 2 * ranges->count : 1;
		struct knell_range *rows =
			realloc(ranges->rows, room * sizeof(*rows));

		if (!rows)
			return;
		ranges->rows = rows;
	}
	ranges->rows[ranges->count++] =
		(struct knell_range){ start, end, *entry };
}

/* The ranges of a unit or function. */
static void add_entry(struct knell_ranges *ranges, Dwarf_Die *die)
{
	Dwarf_Addr base, start, end;
	ptrdiff_t next = 0;

	for (int i = 0; i < ENTRY_RANGES_MAX; i++) {
		next = dwarf_ranges(die, next, &base, &start, &end);
		if (next <= 0)
			return;
		if (start < end)
			add_range(ranges, start, end, die);
	}
}

/* The smallest range that covers it: what the linker dropped may leave
 * ranges behind that begin at 0. */
static const struct knell_range *find_range(
	const struct knell_ranges *ranges, Dwarf_Addr address)
{
	const struct knell_range *best = NULL;

	for (size_t i = 0; i < ranges->count; i++) {
		const struct knell_range *row = &ranges->rows[i];

		if (address < row->start || address >= row->end)
			continue;
		if (!best || row->end - row->start < best->end - best->start)
			best = row;
	}
	return best;
}

static int compare_offsets(const void *a, const void *b)
{
	Dwarf_Off x = *(const Dwarf_Off *)a, y = *(const Dwarf_Off *)b;

	return x < y ? -1 : x > y;
}

/* The units, by the offset of their entry, that .debug_aranges tells of. */
static Dwarf_Off *list_indexed(Dwarf *dwarf, size_t *ret_count)
{
	Dwarf_Aranges *aranges;
	Dwarf_Off *offsets;
	size_t count = 0;

	*ret_count = 0;
	if (dwarf_getaranges(dwarf, &aranges, &count) || !count)
		return NULL;
	offsets = malloc(count * sizeof(*offsets));
	for (size_t i = 0; offsets && i < count; i++) {
		Dwarf_Arange *arange = dwarf_onearange(aranges, i);

		offsets[i] = 0;
		dwarf_getarangeinfo(arange, NULL, NULL, &offsets[i]);
	}
	if (!offsets)
		return NULL;
	qsort(offsets, count, sizeof(*offsets), compare_offsets);
	*ret_count = count;
	return offsets;
}

/* clang and rustc write no .debug_aranges. */
static void index_units(struct knell_units *units)
{
	size_t known_count;
	Dwarf_Off *known = list_indexed(units->dwarf, &known_count);
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;

	units->indexed = true;
	while (!dwarf_get_units(
		units->dwarf, unit, &unit, NULL, NULL, &die, NULL)) {
		Dwarf_Off offset = dwarf_dieoffset(&die);

		if (!known || !bsearch(&offset, known, known_count,
				      sizeof(offset), compare_offsets))
			add_entry(&units->unindexed, &die);
	}
	free(known);
}

static bool find_entry(
	struct knell_units *units, Dwarf_Addr address, Dwarf_Die *ret_die)
{
	const struct knell_range *range;

	if (dwarf_addrdie(units->dwarf, address, ret_die))
		return true;
	if (!units->indexed)
		index_units(units);
	range = find_range(&units->unindexed, address);
	if (range)
		*ret_die = range->entry;
	return range;
}

static struct knell_unit *add_unit(
	struct knell_units *units, const Dwarf_Die *die)
{
	struct knell_unit *unit = calloc(1, sizeof(*unit));
	Dwarf_Die split;
	uint8_t type;

	if (!unit)
		return NULL;
	unit->die = unit->content = *die;
	if (!dwarf_cu_info(
		    die->cu, NULL, &type, NULL, &split, NULL, NULL, NULL) &&
		type == DW_UT_skeleton && dwarf_tag(&split) > 0)
		unit->content = split;
	unit->next = units->first;
	units->first = unit;
	return unit;
}

struct knell_unit *knell_units_find(
	struct knell_units *units, Dwarf_Addr address)
{
	struct knell_unit *unit;
	Dwarf_Die die;

	if (!find_entry(units, address, &die))
		return NULL;
	for (unit = units->first; unit; unit = unit->next)
		if (unit->die.addr == die.addr)
			return unit;
	return add_unit(units, &die);
}

/* Can functions with code be inside? */
static bool is_scope(int tag, bool deep)
{
	switch (tag) {
	case DW_TAG_namespace:
	case DW_TAG_module:
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
	case DW_TAG_interface_type: return true;
	case DW_TAG_subprogram:
	case DW_TAG_lexical_block: return deep;
	default: return false;
	}
}

/*
 * All functions of the unit that have code. Those inside functions, which few
 * languages have, are listed only if it is `deep`. Entries must follow each
 * other in the file: a reference back would be walked for ever.
 */
static void list_functions(struct knell_unit *unit, bool deep)
{
	Dwarf_Die path[DEPTH_MAX];
	Dwarf_Off last = 0;
	int depth = 0;

	if (dwarf_child(&unit->content, &path[0]))
		return;
	while (depth >= 0) {
		Dwarf_Die *die = &path[depth];
		Dwarf_Off offset = dwarf_dieoffset(die);
		int tag = dwarf_tag(die);

		if (offset <= last)
			return;
		last = offset;
		if (tag == DW_TAG_subprogram)
			add_entry(&unit->functions, die);
		if (depth + 1 < DEPTH_MAX && is_scope(tag, deep) &&
			!dwarf_child(die, &path[depth + 1])) {
			depth++;
			continue;
		}
		while (depth >= 0 &&
			dwarf_siblingof(&path[depth], &path[depth]))
			depth--;
	}
}

static const struct knell_range *find_function(
	struct knell_unit *unit, Dwarf_Addr address)
{
	const struct knell_range *range;

	if (!unit->listed)
		list_functions(unit, false);
	unit->listed = true;
	range = find_range(&unit->functions, address);
	if (range || unit->listed_deeply)
		return range;
	unit->listed_deeply = true;
	unit->functions.count = 0;
	list_functions(unit, true);
	return find_range(&unit->functions, address);
}

bool knell_unit_find_function(
	struct knell_unit *unit, Dwarf_Addr address, Dwarf_Die *ret_die)
{
	const struct knell_range *range = find_function(unit, address);

	if (range)
		*ret_die = range->entry;
	return range;
}

void knell_units_close(struct knell_units *units)
{
	struct knell_unit *unit = units->first;

	while (unit) {
		struct knell_unit *next = unit->next;

		free(unit->functions.rows);
		free(unit);
		unit = next;
	}
	free(units->unindexed.rows);
	units->first = NULL;
	units->unindexed = (struct knell_ranges){ .count = 0 };
}
