/* SPDX-License-Identifier: MIT */
/* The cause of a death, in facts and in one sentence. */
#ifndef KNELL_CRASH_CAUSE_H
#define KNELL_CRASH_CAUSE_H

#include "crash/module.h"

enum knell_cause_kind {
#define KIND(name, word, meaning) KNELL_CAUSE_##name,
#include "crash/cause.def"
#undef KIND
	KNELL_CAUSE_KINDS
};

struct knell_cause_word {
	const char *word; /* as in record->cause.kind */
	const char *meaning;
};

extern const struct knell_cause_word knell_cause_words[KNELL_CAUSE_KINDS];

/*
 * Fills kind, sentence, access, address, place and abort_message of
 * record->cause. Its signals, the threads with named frames, the maps, the
 * modules and the code around PC must be in the record, the target still
 * there. `registers` are those at the fault; NULL: not known.
 */
void knell_cause_find(struct knell_modules *modules,
	const struct knell_registers *registers, struct knell_record *record);
/*
 * Where a signal came from that the kernel sends on an event, by its si_code,
 * to stand after "from". Return: NULL when it is none of these.
 */
const char *knell_cause_event(
	int32_t number, int32_t code, enum knell_cause_kind *ret_kind);

#endif
