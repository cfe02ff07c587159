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

#endif
