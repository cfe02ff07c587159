/* SPDX-License-Identifier: MIT */
/* UTF-8: decoding foreign bytes, encoding, and how wide a character shows. */
#include "report/utf8.h"

#include "base/memory.h"

unsigned knell_utf8_decode(
	const char *text, size_t size, uint32_t *ret_character)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *bytes = (const unsigned char *)text;
	uint32_t character;
	unsigned length;

	if (!size)
		return 0;
	if (bytes[0] < 0x80) {
		*ret_character = bytes[0];
		return 1;
	}
	if (bytes[0] < 0xc0 || bytes[0] > 0xf7)
		return 0;
	length = bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
	if (size < length)
		return 0;
	character = bytes[0] & (0x7fu >> length);
	for (unsigned i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (bytes[i] & 0x3f);
	}
	if (character < least[length] || character > 0x10ffff ||
		(character >= 0xd800 && character < 0xe000))
		return 0;
	*ret_character = character;
	return length;
}

unsigned knell_utf8_encode(uint32_t character, char text[4])
{
	static const unsigned char marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	unsigned length = 1 + (character >= 0x80) + (character >= 0x800) +
			  (character >= 0x10000);

	for (unsigned i = length - 1; i > 0; i--) {
		text[i] = (char)(0x80 | (character & 0x3f));
		character >>= 6;
	}
	text[0] = (char)(marks[length] | character);
	return length;
}

struct range {
	uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t character)
{
	for (size_t i = 0; i < count; i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}

int knell_character_width(uint32_t character)
{
	/* General categories Cc, Cf, Zl, Zp, Co and Cn of Unicode 15. */
	static const struct range hidden[] = { { 0, 0x1f }, { 0x7f, 0x9f },
		{ 0xad, 0xad }, { 0x61c, 0x61c }, { 0x180e, 0x180e },
		{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
		{ 0xe000, 0xf8ff }, { 0xfeff, 0xfeff }, { 0xfff0, 0xfffb },
		{ 0xfffe, 0xffff }, { 0xe0000, 0x10ffff } };
	/* Combining marks, category Mn, the blocks made of nothing else. */
	static const struct range combining[] = { { 0x300, 0x36f },
		{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff },
		{ 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f } };
	/* East Asian Width W and F, by block. */
	static const struct range wide[] = { { 0x1100, 0x115f },
		{ 0x2e80, 0x303e }, { 0x3041, 0xa4cf }, { 0xa960, 0xa97f },
		{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f },
		{ 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f },
		{ 0x1f680, 0x1f6ff }, { 0x1f900, 0x1faff },
		{ 0x20000, 0x3fffd } };

	if (character >= ' ' && character < 0x7f)
		return 1;
	if (is_in(hidden, KNELL_COUNT(hidden), character))
		return -1;
	if (is_in(combining, KNELL_COUNT(combining), character))
		return 0;
	return is_in(wide, KNELL_COUNT(wide), character) ? 2 : 1;
}
