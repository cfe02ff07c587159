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
	int32_t signal;      /* what kills, for a target without siginfo */
};

/*
 * Fills the record, while the target's threads are held still. `modules` keeps
 * the files open until knell_modules_close.
 * Return: 0; -ENOMEM when the arena is too small even for the outline; what
 * the target returned for its threads.
 */
int knell_capture(struct knell_target *target,
	const struct knell_capture_options *options, struct knell_arena *arena,
	struct knell_modules *modules, struct knell_record *record);

/* Adds a line to record->notes. */
void knell_record_note(struct knell_record *record, struct knell_arena *arena,
	const char *text);

#endif
