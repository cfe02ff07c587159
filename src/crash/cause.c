/* SPDX-License-Identifier: MIT */
/* The cause of a death, in facts and in one sentence. */
#include "crash/cause.h"

#include "base/text.h"

void knell_cause_find(struct knell_modules *modules,
	const struct knell_registers *registers, struct knell_record *record)
{
	const char *sentence = record->cause.signal.code_name;

	(void)registers;
	if (sentence)
		record->cause.sentence = knell_arena_copy_text(
			modules->arena, sentence, knell_text_length(sentence));
}
