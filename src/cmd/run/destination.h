/* SPDX-License-Identifier: MIT */
/* Where a finished report goes: a file by a pattern, or standard error. */
#ifndef KNELL_CMD_RUN_DESTINATION_H
#define KNELL_CMD_RUN_DESTINATION_H

#include "cmd/run/run.h"
#include "crash/record.h"

/*
 * Writes it whole to where the options say. What cannot be written there goes
 * to standard error, with the reason.
 */
void knell_destination_write(const struct knell_run *run,
	const struct knell_record *record, const char *report, size_t size);
/*
 * To standard error, for which it waits; but no longer than a second once a
 * signal asks knell to end, while nobody reads there.
 */
void knell_destination_put(const char *data, size_t size);

#endif
