/* SPDX-License-Identifier: MIT */
/* Drawing as SVG 1.1. */
#include "report/svg.h"

#include "base/text.h"
#include "report/utf8.h"

static const char *const classes[KNELL_SVG_STYLES] = { "plain", "dim", "strong",
	"alarm", "good" };

static void put_colors(struct knell_buffer *out, const char *paper,
	const char *const colors[KNELL_SVG_STYLES])
{
	knell_put_text(out, "svg{background:");
	knell_put_text(out, paper);
	knell_put_text(out, "}\n");
	for (int i = 0; i < KNELL_SVG_STYLES; i++) {
		knell_put_char(out, '.');
		knell_put_text(out, classes[i]);
		knell_put_text(out, "{stroke:");
		knell_put_text(out, colors[i]);
		knell_put_text(out, "}text.");
		knell_put_text(out, classes[i]);
		knell_put_text(out, ",.head.");
		knell_put_text(out, classes[i]);
		knell_put_text(out, "{fill:");
		knell_put_text(out, colors[i]);
		knell_put_text(out, "}\n");
	}
}

static void put_style(struct knell_buffer *out)
{
	static const char *const light[] = { "#1f2328", "#848d97", "#0550ae",
		"#c1121f", "#116329" };
	static const char *const dark[] = { "#e6edf3", "#7d8590", "#79c0ff",
		"#ff7b72", "#7ee787" };

	knell_put_text(out, "<style>\n"
			    "text{font:13px monospace;stroke:none!important;"
			    "white-space:pre}\n"
			    "rect{fill:none}line,rect{stroke-width:1.2}\n");
	put_colors(out, "#ffffff", light);
	knell_put_text(out, "@media(prefers-color-scheme:dark){\n");
	put_colors(out, "#0d1117", dark);
	knell_put_text(out, "}\n</style>\n");
}

/* Bytes that are not UTF-8, or that XML has no character for, become U+FFFD. */
static void put_escaped(struct knell_buffer *out, const char *text)
{
	size_t size = knell_text_length(text);

	while (size) {
		uint32_t character;
		unsigned length = knell_utf8_decode(text, size, &character);

		if (!length || character < ' ' || (character & ~1U) == 0xfffe)
			knell_put_text(out, "\xef\xbf\xbd");
		else if (character == '<')
			knell_put_text(out, "&lt;");
		else if (character == '&')
			knell_put_text(out, "&amp;");
		else
			knell_put_bytes(out, text, length);
		length += !length;
		text += length;
		size -= length;
	}
}

static void put_attribute(
	struct knell_buffer *out, const char *name, unsigned value)
{
	knell_put_char(out, ' ');
	knell_put_text(out, name);
	knell_put_text(out, "=\"");
	knell_put_decimal(out, value);
	knell_put_char(out, '"');
}

static void put_class(struct knell_buffer *out, const char *before,
	enum knell_svg_style style)
{
	knell_put_text(out, " class=\"");
	knell_put_text(out, before);
	knell_put_text(out, classes[style]);
	knell_put_char(out, '"');
}

void knell_svg_begin(struct knell_buffer *out, unsigned width, unsigned height,
	const char *title)
{
	knell_put_text(out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
	put_attribute(out, "width", width);
	put_attribute(out, "height", height);
	knell_put_text(out, " role=\"img\">\n<title>");
	put_escaped(out, title);
	knell_put_text(out, "</title>\n");
	put_style(out);
}

void knell_svg_end(struct knell_buffer *out)
{
	knell_put_text(out, "</svg>\n");
}

void knell_svg_box(struct knell_buffer *out, unsigned x, unsigned y,
	unsigned width, unsigned height, enum knell_svg_style style)
{
	knell_put_text(out, "<rect");
	put_attribute(out, "x", x);
	put_attribute(out, "y", y);
	put_attribute(out, "width", width);
	put_attribute(out, "height", height);
	put_class(out, "", style);
	knell_put_text(out, "/>\n");
}

void knell_svg_line(struct knell_buffer *out, unsigned x, unsigned y,
	unsigned to_x, unsigned to_y, enum knell_svg_style style)
{
	knell_put_text(out, "<line");
	put_attribute(out, "x1", x);
	put_attribute(out, "y1", y);
	put_attribute(out, "x2", to_x);
	put_attribute(out, "y2", to_y);
	put_class(out, "", style);
	knell_put_text(out, "/>\n");
}

static void put_head(struct knell_buffer *out, unsigned x, unsigned y,
	const char *turn, enum knell_svg_style style)
{
	knell_put_text(out, "<path d=\"M0 0L-9 -4V4Z\"");
	put_class(out, "head ", style);
	knell_put_text(out, " transform=\"translate(");
	knell_put_decimal(out, x);
	knell_put_char(out, ' ');
	knell_put_decimal(out, y);
	knell_put_text(out, ") rotate(");
	knell_put_text(out, turn);
	knell_put_text(out, ")\"/>\n");
}

void knell_svg_arrow(struct knell_buffer *out, unsigned x, unsigned y,
	unsigned to_x, unsigned to_y, enum knell_svg_style style)
{
	const char *turn = "0";

	if (to_x == x)
		turn = to_y > y ? "90" : "-90";
	else if (to_x < x)
		turn = "180";
	knell_svg_line(out, x, y, to_x, to_y, style);
	put_head(out, to_x, to_y, turn, style);
}

void knell_svg_text(struct knell_buffer *out, unsigned x, unsigned y,
	enum knell_svg_anchor anchor, enum knell_svg_style style,
	const char *text)
{
	static const char *const anchors[] = { "start", "middle", "end" };

	knell_put_text(out, "<text");
	put_attribute(out, "x", x);
	put_attribute(out, "y", y);
	put_class(out, "", style);
	knell_put_text(out, " text-anchor=\"");
	knell_put_text(out, anchors[anchor]);
	knell_put_text(out, "\">");
	put_escaped(out, text);
	knell_put_text(out, "</text>\n");
}
