/* SPDX-License-Identifier: MIT */
/* Rendering a record: each format reads the record and nothing else. */
#ifndef KNELL_REPORT_REPORT_H
#define KNELL_REPORT_REPORT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "crash/record.h"

struct knell_text_options {
	bool color;
	uint32_t columns; /* 0: 80 */
};

/* The report for people. */
void knell_report_text(struct knell_buffer *out,
	const struct knell_record *record,
	const struct knell_text_options *options);
/* One JSON document on one line, as doc/record.schema.json describes. */
void knell_report_json(
	struct knell_buffer *out, const struct knell_record *record);
/*
 * Reads such a document back, up to its closing brace and the white space
 * after it: *ret_offset is where the next may begin, or where in the text it
 * failed. A member that is missing or null stays unknown, one that is not
 * known here is skipped, one that comes twice is an error.
 * Return: 0; -EINVAL for text that is no JSON or a member of the wrong type;
 * -ENOMEM when the arena is used up; -EPROTO for a version not known here.
 */
int knell_report_parse(const char *text, size_t size, struct knell_arena *arena,
	struct knell_record *ret_record, size_t *ret_offset);

#endif
