/* SPDX-License-Identifier: MIT */
/* Where `knell report` writes, and in what form. */
#ifndef KNELL_CMD_REPORT_OUTPUT_H
#define KNELL_CMD_REPORT_OUTPUT_H

#include "cmd/command.h"
#include "cmd/output.h"
#include "crash/module.h"
#include "report/report.h"

struct knell_report_output {
	const struct knell_invocation *invocation;
	const char *path; /* NULL: standard output */
	bool json;
	enum knell_color color;
	/* Private: open from the first record on, so that a file outlives
	 * an input that is no record. */
	bool opened;
	struct knell_text_options text;
	struct knell_buffer out;
	char data[16384];
};

/*
 * Writes a record, with the help of knell-report if it lacks source lines.
 * `modules` may be NULL. Says what fails. Return: 0 or an exit status.
 */
int knell_report_output_put(struct knell_report_output *output,
	const struct knell_record *record, const struct knell_modules *modules);
int knell_report_output_finish(struct knell_report_output *output);

#endif
