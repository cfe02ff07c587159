/* SPDX-License-Identifier: MIT */
/* UTF-8 against its definition: every character, and what is none. */
#include "report/utf8.h"
#include "test/lib/test.h"

static bool is_surrogate(uint32_t character)
{
	return character >= 0xd800 && character <= 0xdfff;
}

/* Every character survives, and none of its bytes can be spared. */
static void check_all(void)
{
	for (uint32_t character = 0; character <= 0x10ffff; character++) {
		char text[4];
		uint32_t back;
		unsigned length = knell_utf8_encode(character, text);
		unsigned expected = is_surrogate(character) ? 0 : length;

		CHECK_EQUAL(knell_utf8_decode(text, length, &back), expected);
		CHECK(!expected || back == character);
		CHECK_EQUAL(knell_utf8_decode(text, length - 1, &back), 0);
	}
}

/* Every sequence of up to three bytes: what is taken is what encodes so. */
static void check_sequences(void)
{
	for (uint32_t bits = 0; bits < 1 << 24; bits += 7) {
		char text[4] = { (char)(bits >> 16), (char)(bits >> 8),
			(char)bits };
		char again[4];
		uint32_t character;
		unsigned length = knell_utf8_decode(text, 3, &character);

		if (!length)
			continue;
		CHECK_EQUAL(knell_utf8_encode(character, again), length);
		CHECK(!memcmp(text, again, length));
	}
}

static void check_refused(void)
{
	static const char *const texts[] = {
		"\x80",             /* a continuation alone */
		"\xc0\x80",         /* overlong */
		"\xc1\xbf",         /* overlong */
		"\xe0\x9f\xbf",     /* overlong */
		"\xf0\x8f\xbf\xbf", /* overlong */
		"\xed\xa0\x80",     /* a surrogate */
		"\xf4\x90\x80\x80", /* past the last */
		"\xf8\x88\x80\x80\x80",
		"\xff",
		"\xc3(",
		"\xe2\x82(",
	};
	uint32_t character;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		CHECK_EQUAL(knell_utf8_decode(
				    texts[i], strlen(texts[i]), &character),
			0);
	CHECK_EQUAL(knell_utf8_decode("a", 0, &character), 0);
}

static void check_widths(void)
{
	CHECK_EQUAL(knell_character_width('a'), 1);
	CHECK_EQUAL(knell_character_width(0xe9), 1);
	CHECK_EQUAL(knell_character_width(0x301), 0);
	CHECK_EQUAL(knell_character_width(0x4e2d), 2);
	CHECK_EQUAL(knell_character_width(0x1f600), 2);
	CHECK_EQUAL(knell_character_width(0x2192), 1);
	for (uint32_t control = 0; control < 0x20; control++)
		CHECK_EQUAL(knell_character_width(control), -1);
	for (uint32_t control = 0x7f; control < 0xa0; control++)
		CHECK_EQUAL(knell_character_width(control), -1);
	CHECK_EQUAL(knell_character_width(0x202e), -1);
	CHECK_EQUAL(knell_character_width(0x2066), -1);
	CHECK_EQUAL(knell_character_width(0x200b), -1);
	CHECK_EQUAL(knell_character_width(0xfeff), -1);
	CHECK_EQUAL(knell_character_width(0xe0041), -1);
	CHECK_EQUAL(knell_character_width(0x10ffff), -1);
}

int main(void)
{
	check_all();
	check_sequences();
	check_refused();
	check_widths();
	return test_end();
}
