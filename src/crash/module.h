/* SPDX-License-Identifier: MIT */
/*
 * The program and the libraries that a target has mapped, with their tables
 * in reach: call frame information for the unwinder, symbols for names.
 */
#ifndef KNELL_CRASH_MODULE_H
#define KNELL_CRASH_MODULE_H

#include "crash/elf.h"
#include "crash/target.h"

/* One loaded image and its open files. Parallel to record->modules. */
struct knell_image {
	struct knell_module *module; /* in the record */
	struct knell_elf elf;        /* its file, or its memory (vDSO) */
	struct knell_elf debug;      /* separate debug file, once looked for */
	uint64_t start, end;         /* of all its segments */
	uint64_t bias;
	int fd; /* the file; -1: none. Kept open for knell-report */
	bool opened;
	bool debug_searched;
};

struct knell_modules {
	struct knell_target *target;
	struct knell_arena *arena;
	struct knell_record *record;
	struct knell_image *images;
	size_t count;
};

/*
 * Finds the images in record->maps and fills record->modules. Files are
 * opened and mapped here, their separate debug files only when symbols are
 * asked for. Return: 0, or -ENOMEM when the arena is used up.
 */
int knell_modules_open(struct knell_modules *modules,
	struct knell_target *target, struct knell_arena *arena,
	struct knell_record *record);
/* Unmaps and closes. The record stays good. */
void knell_modules_close(struct knell_modules *modules);

/* The image that covers `address`; NULL: none. */
struct knell_image *knell_modules_find(
	struct knell_modules *modules, uint64_t address);
/* The map that covers `address`; NULL: none. */
const struct knell_map *knell_map_find(
	const struct knell_record *record, uint64_t address);

#endif
