/* SPDX-License-Identifier: MIT */
/* What a function is called, by its debug information. */
#include "hosted/die_name.h"

#include <dwarf.h>

#include "base/buffer.h"
#include "hosted/demangle.h"

enum { NAME_BYTES = 4096, REFERENCES_MAX = 8, DEPTH_MAX = 64 };

static const char *read_text(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;

	/* Where it is not, it may be in what this is an instance of. */
	return dwarf_formstring(dwarf_attr_integrate(die, name, &attribute));
}

/* The entry in the scope that gives the function its name: an instance
 * refers to its abstract origin, that to its declaration in a class. */
static Dwarf_Die find_declaration(Dwarf_Die *die)
{
	Dwarf_Die at = *die;

	for (int i = 0; i < REFERENCES_MAX; i++) {
		Dwarf_Attribute attribute;

		if (!dwarf_attr(&at, DW_AT_abstract_origin, &attribute) &&
			!dwarf_attr(&at, DW_AT_specification, &attribute))
			break;
		if (!dwarf_formref_die(&attribute, &at))
			return *die;
	}
	return at;
}

static bool has_scopes(Dwarf_Die *die)
{
	switch (dwarf_srclang(die)) {
	case DW_LANG_C_plus_plus:
	case DW_LANG_C_plus_plus_03:
	case DW_LANG_C_plus_plus_11:
	case DW_LANG_C_plus_plus_14:
	case DW_LANG_Rust:
	case DW_LANG_D: return true;
	default: return false;
	}
}

static const char *read_linkage_name(Dwarf_Die *die)
{
	const char *name = read_text(die, DW_AT_linkage_name);

	return name ? name : read_text(die, DW_AT_MIPS_linkage_name);
}

/* A function that a type is local to: with all of its own scopes. */
static void put_function(struct knell_session *session,
	struct knell_buffer *out, Dwarf_Die *function)
{
	const char *linkage = read_linkage_name(function);
	const char *name = linkage ? knell_demangle(session, linkage) : NULL;

	if (!name)
		name = linkage ? linkage : read_text(function, DW_AT_name);
	if (linkage)
		out->used = 0;
	if (name)
		knell_put_text(out, name);
}

static void put_scope(struct knell_session *session, struct knell_buffer *out,
	Dwarf_Die *scope)
{
	const char *name = dwarf_diename(scope);

	switch (dwarf_tag(scope)) {
	case DW_TAG_subprogram: put_function(session, out, scope); break;
	case DW_TAG_namespace:
		knell_put_text(out, name ? name : "(anonymous namespace)");
		break;
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
		/* gcc gives the type of a lambda no name. */
		knell_put_text(out, name ? name : "{unnamed type}");
		break;
	default: return;
	}
	knell_put_text(out, "::");
}

/*
 * What the entry `target` of a unit lies in, from the outside in. An entry
 * lies in the last of its siblings that begins before it.
 * Return: how many; 0 also when it is not found.
 */
static int find_scopes(
	Dwarf_Die *unit, Dwarf_Off target, Dwarf_Die scopes[DEPTH_MAX])
{
	Dwarf_Die at, next;
	int depth = 0;

	if (dwarf_child(unit, &at))
		return 0;
	while (dwarf_dieoffset(&at) < target) {
		if (!dwarf_siblingof(&at, &next) &&
			dwarf_dieoffset(&next) <= target &&
			dwarf_dieoffset(&next) > dwarf_dieoffset(&at)) {
			at = next;
			continue;
		}
		if (depth == DEPTH_MAX)
			return 0;
		scopes[depth++] = at;
		if (dwarf_child(&at, &at))
			return 0;
	}
	return dwarf_dieoffset(&at) == target ? depth : 0;
}

/* "ns::type::name": for a function that no other file sees compilers may
 * leave the linkage name out. */
static char *qualify(
	struct knell_session *session, Dwarf_Die *die, const char *name)
{
	Dwarf_Die declaration = find_declaration(die);
	char text[NAME_BYTES];
	struct knell_buffer out = KNELL_BUFFER(text);
	Dwarf_Die unit, scopes[DEPTH_MAX];
	int count = 0;

	if (dwarf_diecu(&declaration, &unit, NULL, NULL) && has_scopes(&unit))
		count = find_scopes(
			&unit, dwarf_dieoffset(&declaration), scopes);
	for (int i = 0; i < count; i++)
		put_scope(session, &out, &scopes[i]);
	knell_put_text(&out, name);
	return knell_session_copy(session, knell_buffer_text(&out));
}

void knell_die_name(
	struct knell_session *session, Dwarf_Die *die, struct knell_call *call)
{
	const char *linkage = read_linkage_name(die);
	const char *name;

	if (linkage) {
		call->function = knell_session_copy(session, linkage);
		return;
	}
	name = read_text(die, DW_AT_name);
	if (name)
		call->function = qualify(session, die, name);
}
