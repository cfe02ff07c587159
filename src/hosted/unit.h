/* SPDX-License-Identifier: MIT */
/*
 * Compilation units: which one an address belongs to, and its functions. A
 * unit is read when an address in it is asked for, and then only once.
 */
#ifndef KNELL_HOSTED_UNIT_H
#define KNELL_HOSTED_UNIT_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>

/* An address range and the entry that it belongs to. */
struct knell_range {
	Dwarf_Addr start, end;
	Dwarf_Die entry;
};

struct knell_ranges {
	struct knell_range *rows;
	size_t count;
};

struct knell_unit {
	struct knell_unit *next;
	Dwarf_Die die; /* it has the line table */
	/* It has the functions: the same, or the split unit's, from a .dwo. */
	Dwarf_Die content;
	bool listed, listed_deeply;
	struct knell_ranges functions;
};

struct knell_units {
	Dwarf *dwarf;
	struct knell_unit *first; /* those read so far */
	/* Of the units that .debug_aranges does not tell of. */
	struct knell_ranges unindexed;
	bool indexed;
};

/* The unit that covers an address; NULL: none. */
struct knell_unit *knell_units_find(
	struct knell_units *units, Dwarf_Addr address);
/* The function of the unit that covers it. False: none. */
bool knell_unit_find_function(
	struct knell_unit *unit, Dwarf_Addr address, Dwarf_Die *ret_die);
void knell_units_close(struct knell_units *units);

#endif
