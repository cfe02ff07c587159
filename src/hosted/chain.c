/* SPDX-License-Identifier: MIT */
/* The calls at an address: the function, and what was inlined into it there. */
#include "hosted/chain.h"

#include <dwarf.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "hosted/die_name.h"

enum {
	/* Inlined calls in each other. */
	CALLS_MAX = 64,
	/* Lexical blocks and inlined calls in each other. */
	DEPTH_MAX = 512,
};

/* From the function inwards: itself, and each call inlined around `address`. */
struct chain {
	Dwarf_Die entries[CALLS_MAX];
	uint32_t count;
};

/* The block or inlined call in `die` that covers the address. */
static bool find_inner(Dwarf_Die *die, Dwarf_Addr address, Dwarf_Die *ret_inner)
{
	Dwarf_Off last = dwarf_dieoffset(die);
	Dwarf_Die child;
	int end = dwarf_child(die, &child);

	for (; !end; end = dwarf_siblingof(&child, &child)) {
		Dwarf_Off offset = dwarf_dieoffset(&child);

		/* A reference back would be walked for ever. */
		if (offset <= last)
			return false;
		last = offset;
		switch (dwarf_tag(&child)) {
		case DW_TAG_inlined_subroutine:
		case DW_TAG_lexical_block:
		case DW_TAG_try_block:
		case DW_TAG_catch_block:
		case DW_TAG_with_stmt:
			if (dwarf_haspc(&child, address) <= 0)
				break;
			*ret_inner = child;
			return true;
		}
	}
	return false;
}

static void find_chain(
	struct knell_unit *unit, Dwarf_Addr address, struct chain *ret_chain)
{
	Dwarf_Die die;

	ret_chain->count = 0;
	if (!knell_unit_find_function(unit, address, &die))
		return;
	ret_chain->entries[ret_chain->count++] = die;
	for (int depth = 0; depth < DEPTH_MAX; depth++) {
		if (!find_inner(&die, address, &die))
			return;
		if (dwarf_tag(&die) != DW_TAG_inlined_subroutine)
			continue;
		if (ret_chain->count == CALLS_MAX)
			return;
		ret_chain->entries[ret_chain->count++] = die;
	}
}

static uint32_t read_number(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;
	Dwarf_Word value;

	if (!dwarf_attr(die, name, &attribute) ||
		dwarf_formudata(&attribute, &value) || value > INT32_MAX)
		return 0;
	return (uint32_t)value;
}

/* Relative names are those of the directory that the compiler ran in. */
static char *copy_file(struct knell_session *session, struct knell_unit *unit,
	const char *name)
{
	Dwarf_Attribute attribute;
	const char *directory = NULL;
	char path[PATH_MAX];

	if (name && *name != '/' &&
		dwarf_attr(&unit->die, DW_AT_comp_dir, &attribute))
		directory = dwarf_formstring(&attribute);
	/* Distributions make that one relative, too, so as to hide it. */
	if (!directory || *directory != '/' ||
		snprintf(path, sizeof(path), "%s/%s", directory, name) >=
			(int)sizeof(path))
		return knell_session_copy(session, name);
	return knell_session_copy(session, path);
}

/*
 * Where the line table says the address is. Of several rows for one address
 * the last counts: those before it are of calls inlined to nothing.
 */
static void set_line(struct knell_session *session, struct knell_unit *unit,
	Dwarf_Addr address, struct knell_call *call)
{
	Dwarf_Line *line = dwarf_getsrc_die(&unit->die, address);
	int number;

	if (!line)
		return;
	call->file = copy_file(session, unit, dwarf_linesrc(line, NULL, NULL));
	/* Line 0: code that the compiler made up. */
	if (dwarf_lineno(line, &number) || number <= 0)
		return;
	call->line = (uint32_t)number;
	if (!dwarf_linecol(line, &number) && number > 0)
		call->column = (uint32_t)number;
}

/* Where the call was that was inlined as `inlined`. */
static void set_call_site(struct knell_session *session,
	struct knell_unit *unit, Dwarf_Die *inlined, struct knell_call *call)
{
	Dwarf_Files *files;
	size_t count;
	uint32_t file = read_number(inlined, DW_AT_call_file);

	if (dwarf_getsrcfiles(&unit->die, &files, &count) || file >= count)
		return;
	call->file = copy_file(
		session, unit, dwarf_filesrc(files, file, NULL, NULL));
	call->line = read_number(inlined, DW_AT_call_line);
	call->column = read_number(inlined, DW_AT_call_column);
}

/* Names are needed for inlined calls; the symbol table has the others'. */
static void set_name(struct knell_session *session,
	const struct knell_location *location, Dwarf_Die *die, bool inlined,
	struct knell_call *call)
{
	if (inlined || location->nameless)
		knell_die_name(session, die, call);
}

static void set_offset(struct knell_location *location, Dwarf_Die *function,
	Dwarf_Addr address)
{
	Dwarf_Addr entry;

	if (!dwarf_entrypc(function, &entry) && entry <= address)
		location->function_offset = address - entry;
}

bool knell_chain_find(struct knell_session *session, struct knell_units *units,
	Dwarf_Addr address, struct knell_location *location)
{
	struct knell_unit *unit = knell_units_find(units, address);
	struct chain chain;

	if (!unit)
		return false;
	find_chain(unit, address, &chain);
	uint32_t count = chain.count ? chain.count : 1;
	struct knell_call *calls =
		knell_arena_take_array(session->arena, count, sizeof(*calls));

	if (!calls)
		return false;
	set_line(session, unit, address, &calls[0]);
	for (uint32_t i = 0; i < chain.count; i++) {
		/* The entries go inwards, the calls outwards. */
		Dwarf_Die *die = &chain.entries[chain.count - 1 - i];
		bool inlined = i + 1 < chain.count;

		set_name(session, location, die, inlined, &calls[i]);
		if (inlined)
			set_call_site(session, unit, die, &calls[i + 1]);
	}
	if (chain.count)
		set_offset(location, &chain.entries[0], address);
	location->calls = calls;
	location->call_count = count;
	return true;
}
