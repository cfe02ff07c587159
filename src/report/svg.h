/* SPDX-License-Identifier: MIT */
/*
 * Drawing as SVG: boxes, lines and text, in colours that suit light pages and
 * dark ones. Lengths are in pixels; x goes right, y down.
 */
#ifndef KNELL_REPORT_SVG_H
#define KNELL_REPORT_SVG_H

#include "base/buffer.h"

enum knell_svg_style {
	KNELL_SVG_PLAIN,
	KNELL_SVG_DIM,    /* what is beside the point */
	KNELL_SVG_STRONG, /* what the picture is about */
	KNELL_SVG_ALARM,  /* faults and deaths */
	KNELL_SVG_GOOD,   /* what comes back */
	KNELL_SVG_STYLES
};

enum knell_svg_anchor {
	KNELL_SVG_START, /* the text begins at x */
	KNELL_SVG_MIDDLE,
	KNELL_SVG_END
};

/* In the font used, a character is so wide, and a line so high. */
enum { KNELL_SVG_CHARACTER = 8, KNELL_SVG_LINE = 18 };

/* `title` is what readers of the picture are told who cannot see it. */
void knell_svg_begin(struct knell_buffer *out, unsigned width, unsigned height,
	const char *title);
void knell_svg_end(struct knell_buffer *out);
void knell_svg_box(struct knell_buffer *out, unsigned x, unsigned y,
	unsigned width, unsigned height, enum knell_svg_style style);
void knell_svg_line(struct knell_buffer *out, unsigned x, unsigned y,
	unsigned to_x, unsigned to_y, enum knell_svg_style style);
/* A level or upright line with a head at its end. */
void knell_svg_arrow(struct knell_buffer *out, unsigned x, unsigned y,
	unsigned to_x, unsigned to_y, enum knell_svg_style style);
/* One line of text; y is its base line. */
void knell_svg_text(struct knell_buffer *out, unsigned x, unsigned y,
	enum knell_svg_anchor anchor, enum knell_svg_style style,
	const char *text);

#endif
