/* SPDX-License-Identifier: MIT */
/* LEB128 numbers of more than one byte. Source: DWARF 5 section 7.6. */
#include "crash/cursor.h"

/* Bits past the 64th are dropped; *ret_shift is where the last byte ended. */
static uint64_t take_leb(struct knell_cursor *cursor, unsigned *ret_shift)
{
	uint64_t value = 0;
	unsigned shift = 0;
	uint8_t byte;

	do {
		byte = knell_take_u8(cursor);
		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		shift += shift < 64 ? 7 : 0;
	} while (byte & 0x80);
	*ret_shift = shift;
	return cursor->bad ? 0 : value;
}

uint64_t knell_take_uleb_long(struct knell_cursor *cursor)
{
	unsigned shift;

	return take_leb(cursor, &shift);
}

int64_t knell_take_sleb_long(struct knell_cursor *cursor)
{
	unsigned shift;
	uint64_t value = take_leb(cursor, &shift);

	if (!cursor->bad && shift < 64 && cursor->at[-1] & 0x40)
		value |= -((uint64_t)1 << shift);
	return (int64_t)value;
}
