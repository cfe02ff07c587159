/* SPDX-License-Identifier: MIT */
/* A line of a stack: what was called, and where that is. */
#ifndef KNELL_REPORT_TEXT_FRAME_H
#define KNELL_REPORT_TEXT_FRAME_H

#include "report/text.h"

/* The columns where functions and locations begin. */
struct knell_text_layout {
	uint32_t digits; /* of the largest frame number */
	uint32_t function;
	uint32_t location;
};

/* The function's name in at most `columns`, with the offset in it; further
 * lines begin at `indent`. */
void knell_text_function(struct knell_page *page,
	const struct knell_frame *frame, uint32_t indent, uint32_t columns);
/* Beside the function where there is room, else on the next line. */
void knell_text_put_location(struct knell_page *page,
	const struct knell_record *record, const struct knell_frame *frame,
	const struct knell_text_layout *layout);

#endif
