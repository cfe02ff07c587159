/* SPDX-License-Identifier: MIT */
/* The cause of a death, in facts and in one sentence. */
#ifndef KNELL_CRASH_CAUSE_H
#define KNELL_CRASH_CAUSE_H

#include "crash/module.h"

/*
 * Fills kind, sentence, access, address, place and abort_message of
 * record->cause. Its signals, the threads with named frames, the maps, the
 * modules and the code around PC must be in the record, the target still
 * there. `registers` are those at the fault; NULL: not known.
 */
void knell_cause_find(struct knell_modules *modules,
	const struct knell_registers *registers, struct knell_record *record);

#endif
