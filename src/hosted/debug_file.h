/* SPDX-License-Identifier: MIT */
/* The file of a module, and the debug information that belongs to it. */
#ifndef KNELL_HOSTED_DEBUG_FILE_H
#define KNELL_HOSTED_DEBUG_FILE_H

#include <elfutils/libdwfl.h>

#include "hosted/inflate.h"
#include "hosted/unit.h"

struct knell_debug_file {
	struct knell_session *session;
	const struct knell_module *module;
	struct knell_unpacked unpacked;
	Dwfl *dwfl;
	Dwfl_Module *handle;
	Dwarf_Addr base; /* where elfutils has address 0 of the file */
	Dwarf_Addr bias; /* the same of the debug information */
	struct knell_units units;
};

/*
 * Makes a module of the record known to elfutils, by its file or, without
 * one, by its build ID alone. False: nothing was found; a note says why.
 */
bool knell_debug_file_open(struct knell_debug_file *file,
	struct knell_session *session, uint32_t module);
/* Looks for the debug information. False: there is none. */
bool knell_debug_file_load(struct knell_debug_file *file);
void knell_debug_file_close(struct knell_debug_file *file);

#endif
