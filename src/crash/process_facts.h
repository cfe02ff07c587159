/* SPDX-License-Identifier: MIT */
/* What /proc tells of another process; the calls of its target. */
#ifndef KNELL_CRASH_PROCESS_FACTS_H
#define KNELL_CRASH_PROCESS_FACTS_H

#include "crash/target.h"

void knell_process_describe_thread(struct knell_target *target,
	struct knell_arena *arena, struct knell_thread *thread);
void knell_process_describe(struct knell_target *target,
	struct knell_arena *arena, struct knell_record *record);
void knell_process_list_environment(struct knell_target *target,
	struct knell_arena *arena, const char *const *names,
	struct knell_record *record);
bool knell_process_find_auxv(
	struct knell_target *target, uint64_t type, uint64_t *ret);
char *knell_process_find_command(
	struct knell_target *target, struct knell_arena *arena, int32_t pid);
int knell_process_list_maps(struct knell_target *target,
	struct knell_arena *arena, struct knell_record *record);

#endif
