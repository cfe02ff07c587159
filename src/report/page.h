/* SPDX-License-Identifier: MIT */
/*
 * Writing text for people: keeps count of the columns, wraps, colours, and
 * lets nothing through that a terminal would obey. All that comes from a
 * crashed program goes through knell_page_text or a caller of it.
 */
#ifndef KNELL_REPORT_PAGE_H
#define KNELL_REPORT_PAGE_H

#include "base/buffer.h"

enum knell_style {
	KNELL_STYLE_PLAIN,
	KNELL_STYLE_BOLD,
	KNELL_STYLE_DIM,
	KNELL_STYLE_ALARM, /* bold red */
};

struct knell_page {
	struct knell_buffer *out; /* NULL: only the columns are counted */
	uint32_t columns;
	bool color;
	/* Where the line stands, and how far it is to be filled with spaces
	 * before anything else: spaces at its end are never written. */
	uint32_t column, wanted;
};

/* A page that takes nothing in, to learn how wide something is. */
struct knell_page knell_page_measure(const struct knell_page *page);

void knell_page_style(struct knell_page *page, enum knell_style style);
/*
 * Foreign text on the line, however long. A control character, a character
 * that hides or reorders text and a byte that is not UTF-8 show as \n, \x1b,
 * \u{202e} and the like.
 */
void knell_page_text(struct knell_page *page, const char *text);
void knell_page_part(struct knell_page *page, const char *text, size_t size);
/* The same with tabs to every eighth column from `origin`, cut with a "…" at
 * the last column. */
void knell_page_code(
	struct knell_page *page, const char *text, uint32_t origin);
void knell_page_decimal(struct knell_page *page, uint64_t value);
void knell_page_signed(struct knell_page *page, int64_t value);
/* With 0x before it, and without. */
void knell_page_address(struct knell_page *page, uint64_t value);
void knell_page_hex(struct knell_page *page, uint64_t value);
/* The next text begins at `column`, or where the line is if it is past it. */
void knell_page_pad(struct knell_page *page, uint32_t column);
/* The same, but at least one space after what is there. */
void knell_page_gap(struct knell_page *page, uint32_t column);
void knell_page_line(struct knell_page *page);
/*
 * Text that breaks between words, and inside long names, as C++ has them,
 * after a comma, an opening bracket or "::"; paths stay whole. Lines after
 * the first begin at `indent`. Newlines at the end are left out.
 */
void knell_page_wrap(
	struct knell_page *page, const char *text, uint32_t indent);
/* A blank line and a heading. */
void knell_page_heading(struct knell_page *page, const char *text);

uint32_t knell_page_width(const char *text);

#endif
