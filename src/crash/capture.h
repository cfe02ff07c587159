/* SPDX-License-Identifier: MIT */
/* From a target to the record: the order in which all is asked for. */
#ifndef KNELL_CRASH_CAPTURE_H
#define KNELL_CRASH_CAPTURE_H

#include "crash/module.h"
#include "crash/target.h"

struct knell_capture_options {
	/* Environment variables to show, NULL-terminated; NULL: none. */
	const char *const *environment;
	uint32_t frames_max; /* per thread; 0: the usual 256 */
};

/*
 * Reads all that needs the live target: registers, stacks, maps, memory.
 * After it the target may go on and die. Then `knell_capture_finish`.
 * Return: 0; -ENOMEM when the arena is too small even for the outline.
 */
int knell_capture_begin(struct knell_target *target,
	const struct knell_capture_options *options, struct knell_arena *arena,
	struct knell_modules *modules, struct knell_record *record);
/* Names and sentences, from files and from the record alone. */
void knell_capture_finish(
	struct knell_modules *modules, struct knell_record *record);

/* Adds a line to record->notes. */
void knell_record_note(struct knell_record *record, struct knell_arena *arena,
	const char *text);

#endif
