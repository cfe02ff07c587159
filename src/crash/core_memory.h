/* SPDX-License-Identifier: MIT */
/* Private to core*.c: the memory and the files of a core. */
#ifndef KNELL_CRASH_CORE_MEMORY_H
#define KNELL_CRASH_CORE_MEMORY_H

#include "crash/core.h"

size_t knell_core_read(struct knell_target *target, uint64_t address,
	void *buffer, size_t size);
const void *knell_core_view(struct knell_target *target, uint64_t address,
	size_t size, size_t *ret_size);
int knell_core_open_path(struct knell_target *target, const char *path);
int knell_core_open_map(
	struct knell_target *target, const struct knell_map *map);
/* Where NT_FILE is missing: the files are then the program's own. */
void knell_core_add_program(struct knell_core_target *core);
int knell_core_list_maps(struct knell_target *target, struct knell_arena *arena,
	struct knell_record *record);

#endif
