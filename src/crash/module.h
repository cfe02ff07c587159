/* SPDX-License-Identifier: MIT */
/*
 * The program and the libraries that a target has mapped, with their tables
 * in reach: call frame information for the unwinder, symbols for names.
 */
#ifndef KNELL_CRASH_MODULE_H
#define KNELL_CRASH_MODULE_H

#include "crash/cfi.h"
#include "crash/elf.h"
#include "crash/target.h"
#include "crash/unwind.h"

/* One loaded image and its open files. Parallel to record->modules. */
struct knell_image {
	struct knell_module *module; /* in the record */
	/* Its file; or its memory (the vDSO, a file that cannot be had or is
	 * another one by now); image.data is NULL when neither was to be had */
	struct knell_elf elf;
	struct knell_elf debug; /* separate debug file, once looked for */
	/* Call frame information, once asked for. */
	struct knell_cfi cfi;
	uint64_t start, end; /* of all its segments */
	uint64_t bias;
	int fd; /* the file; -1: none. Kept open for knell-report */
	bool debug_searched;
	bool cfi_opened;
};

struct knell_modules {
	struct knell_target *target;
	struct knell_arena *arena;
	struct knell_record *record;
	/* What the program tells of code that is not C; NULL: nothing. */
	struct knell_runtimes_told *runtimes;
	struct knell_image *images; /* by rising address */
	size_t count;
	/* Bytes of target memory that may still be copied into images. */
	uint64_t copy_left;
	/* What knell_symbols_prepare found, by rising address. */
	const uint64_t *described;
	char **descriptions;
	size_t described_count;
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

/* What the unwinder asks with: its find_code, `modules` its context. */
bool knell_modules_find_code(
	void *modules, uint64_t address, struct knell_unwind_code *ret_code);

/*
 * The separate debug file of an image, looked for at the first call: by build
 * ID and by debuglink, in the target's root directory and in ours.
 * Return: NULL when there is none that belongs to the image.
 */
const struct knell_elf *knell_image_find_debug(
	struct knell_modules *modules, struct knell_image *image);

#endif
