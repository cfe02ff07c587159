/* SPDX-License-Identifier: MIT */
/*
 * File mappings that outlive their file. Where a mapped file has shrunk, a
 * read raises SIGBUS; inside a mapping that was added here it reads zeros
 * instead. SIGBUS elsewhere goes to the action that there was before.
 *
 * SIGBUS must not be blocked while such a mapping is read: the kernel kills
 * without calling the handler.
 */
#ifndef KNELL_FAULT_REGION_H
#define KNELL_FAULT_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "knell/action.h"

/* begin 0: the slot is free. */
struct knell_region {
	uintptr_t begin, end;
	bool cut;
};

struct knell_region_table {
	/* The caller's: as many mappings as can be added at a time. */
	struct knell_region *slots;
	size_t slot_count;
	/* Filled in by knell_region_install. */
	size_t page_bytes;
	struct knell_action earlier;
};

/*
 * Handles SIGBUS for the process, with the caller's table, which must stay
 * until knell_region_restore. Return: 0; -EBUSY when a table is in use.
 * AS-Unsafe: not to be interrupted by itself or knell_region_restore.
 */
int knell_region_install(struct knell_region_table *table);

/*
 * Puts the earlier action back. Return: 0; -ENOENT when no table is in use;
 * -EBUSY, nothing changed, when somebody has set SIGBUS's action since.
 */
int knell_region_restore(void);

/*
 * Adds a read-only mapping of a file. AS-Safe, MT-Safe.
 * Return: 0; -ENOSPC when the table is full; -ENOENT when none is in use;
 * -EINVAL for an empty or a wrapping range. On an error, reads past the end
 * of the file end as they would have.
 */
int knell_region_add(const void *begin, size_t size);

/*
 * Takes it out again, before it is unmapped. AS-Safe, MT-Safe.
 * Return: 1 when the mapping was found cut short; 0; -ENOENT when it was not
 * added.
 */
int knell_region_remove(const void *begin);

/* Has a read found the mapping cut short? AS-Safe, MT-Safe. */
bool knell_region_is_cut(const void *begin);

#endif
