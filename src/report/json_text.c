/* SPDX-License-Identifier: MIT */
/* Writing a text as a JSON string (RFC 8259). */
#include "report/json_text.h"

#include "base/text.h"
#include "report/utf8.h"

static void put_unit(struct knell_buffer *out, uint32_t unit)
{
	knell_put_text(out, "\\u");
	knell_put_hex(out, unit, 4);
}

static void put_escape(struct knell_buffer *out, uint32_t character)
{
	if (character < 0x10000) {
		put_unit(out, character);
		return;
	}
	put_unit(out, 0xd7c0 + (character >> 10));
	put_unit(out, 0xdc00 + (character & 0x3ff));
}

/*
 * A byte that is not part of valid UTF-8 becomes U+EF80 to U+EFFF, the
 * private characters that OPTU-8 gives to raw octets; so do the bytes of
 * those characters themselves. The reader turns them back: nothing is lost,
 * and the document stays valid Unicode for every other reader.
 */
static unsigned put_special(
	struct knell_buffer *out, const char *text, size_t size)
{
	uint32_t character;
	unsigned length = knell_utf8_decode(text, size, &character);

	if (!length || (character >= 0xef80 && character <= 0xefff)) {
		put_escape(out, 0xef00u + (unsigned char)*text);
		return 1;
	}
	if (character == '"' || character == '\\') {
		knell_put_char(out, '\\');
		knell_put_char(out, *text);
	} else if (character == '\n') {
		knell_put_text(out, "\\n");
	} else if (character == '\t') {
		knell_put_text(out, "\\t");
	} else if (knell_character_width(character) < 0) {
		put_escape(out, character);
	} else {
		knell_put_bytes(out, text, length);
	}
	return length;
}

static bool is_plain(char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

void knell_json_put_text(struct knell_buffer *out, const char *text)
{
	size_t size = knell_text_length(text);

	knell_put_char(out, '"');
	while (size) {
		size_t run = 0;

		while (run < size && is_plain(text[run]))
			run++;
		knell_put_bytes(out, text, run);
		if (run < size)
			run += put_special(out, text + run, size - run);
		text += run;
		size -= run;
	}
	knell_put_char(out, '"');
}
