/* SPDX-License-Identifier: MIT */
/* Text from outside: no byte of it may reach a terminal as a command. */
#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "test/lib/test.h"

static const struct {
	const char *text, *shown;
} rows[] = {
	{ "plain ~ text", "plain ~ text" },
	{ "", "" },
	{ "\033[2J\a\b\r\n\t", "\\x1b[2J\\x07\\x08\\x0d\\x0a\\x09" },
	{ "\x7f", "\\x7f" },
	{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x92\xa5",
		"\xc3\xa9\xe2\x82\xac\xf0\x9f\x92\xa5" },
	/* C1 controls: U+009B is CSI, U+0085 a new line. */
	{ "\xc2\x9b"
	  "2J\xc2\x85",
		"\\xc2\\x9b2J\\xc2\\x85" },
	{ "\xc2\xa0", "\xc2\xa0" },
	/* Overlong, surrogate, beyond the last, alone, cut short. */
	{ "\xc0\x9b\xc1\xbf", "\\xc0\\x9b\\xc1\\xbf" },
	{ "\xe0\x82\x9b", "\\xe0\\x82\\x9b" },
	{ "\xf0\x80\x82\x9b", "\\xf0\\x80\\x82\\x9b" },
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
	{ "\xed\xbf\xbf", "\\xed\\xbf\\xbf" },
	{ "\xed\x9f\xbf\xee\x80\x80", "\xed\x9f\xbf\xee\x80\x80" },
	{ "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf" },
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
	{ "\xf5\x80\x80\x80\xff", "\\xf5\\x80\\x80\\x80\\xff" },
	{ "\x80\xbf", "\\x80\\xbf" },
	{ "\xc3", "\\xc3" },
	{ "\xe2\x82", "\\xe2\\x82" },
	{ "\xf0\x9f\x92", "\\xf0\\x9f\\x92" },
	{ "\xc3.\xe2\x82.", "\\xc3.\\xe2\\x82." },
};

static bool is_clean(const char *text)
{
	for (const uint8_t *at = (const uint8_t *)text; *at; at++)
		if (*at < 0x20 || *at == 0x7f ||
			(*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0))
			return false;
	return true;
}

int main(void)
{
	for (size_t i = 0; i < KNELL_COUNT(rows); i++) {
		char data[128];
		struct knell_buffer out = KNELL_BUFFER(data);

		knell_put_printable(&out, rows[i].text);
		CHECK_TEXT(knell_buffer_text(&out), rows[i].shown);
	}
	/* Every sequence of two bytes, before a third that continues one. */
	for (unsigned pair = 0x101; pair <= 0xffff; pair++) {
		const char text[] = { (char)(pair >> 8), (char)pair, (char)0x9b,
			'\0' };
		char data[32];
		struct knell_buffer out = KNELL_BUFFER(data);

		knell_put_printable(&out, text);
		CHECK(is_clean(knell_buffer_text(&out)));
	}
	char data[16];
	struct knell_buffer out = KNELL_BUFFER(data);

	knell_put_printable(&out, NULL);
	CHECK_TEXT(knell_buffer_text(&out), "unknown");
	return test_end();
}
