/* SPDX-License-Identifier: MIT */
/* SVG: foreign text does no harm to the drawing, arrows have heads. */
#include <string.h>

#include "report/svg.h"
#include "test/lib/test.h"

static const char *draw(void (*put)(struct knell_buffer *))
{
	static char text[4096];
	struct knell_buffer out = KNELL_BUFFER(text);

	put(&out);
	CHECK(!out.truncated);
	return knell_buffer_text(&out);
}

static void put_foreign(struct knell_buffer *out)
{
	knell_svg_text(out, 1, 2, KNELL_SVG_START, KNELL_SVG_ALARM,
		"a<b>&\"\x1b[31m\xff\xc3\xa9");
}

static void put_arrow_left(struct knell_buffer *out)
{
	knell_svg_arrow(out, 90, 20, 10, 20, KNELL_SVG_GOOD);
}

static void put_arrow_down(struct knell_buffer *out)
{
	knell_svg_arrow(out, 10, 20, 10, 90, KNELL_SVG_GOOD);
}

static void put_all(struct knell_buffer *out)
{
	knell_svg_begin(out, 640, 480, "</title>");
	knell_svg_box(out, 1, 2, 3, 4, KNELL_SVG_STRONG);
	knell_svg_end(out);
}

int main(void)
{
	CHECK_TEXT(draw(put_foreign),
		"<text x=\"1\" y=\"2\" class=\"alarm\" text-anchor=\"start\">"
		"a&lt;b>&amp;\"\xef\xbf\xbd[31m\xef\xbf\xbd\xc3\xa9</text>\n");
	CHECK(strstr(draw(put_arrow_left), "translate(10 20) rotate(180)"));
	CHECK(strstr(draw(put_arrow_down), "translate(10 90) rotate(90)"));

	const char *all = draw(put_all);

	CHECK(strstr(all, "<title>&lt;/title></title>"));
	CHECK(strstr(all, "<rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" "
			  "class=\"strong\"/>"));
	CHECK_TEXT(all + strlen(all) - 7, "</svg>\n");
	return 0;
}
