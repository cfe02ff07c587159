/* SPDX-License-Identifier: MIT */
/*
 * Reading numbers and LEB128 from a bounded run of bytes. A read past the end
 * gives 0, leaves the cursor at the end and sets `bad`, so that a caller may
 * read several fields and check once.
 */
#ifndef KNELL_CRASH_CURSOR_H
#define KNELL_CRASH_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct knell_cursor {
	const uint8_t *at;
	const uint8_t *end;
	bool bad;
};

/* The long way of the two LEB128 readers: more than one byte, or none. */
uint64_t knell_take_uleb_long(struct knell_cursor *cursor);
int64_t knell_take_sleb_long(struct knell_cursor *cursor);

static inline size_t knell_cursor_left(const struct knell_cursor *cursor)
{
	return (size_t)(cursor->end - cursor->at);
}

/* Room for `size` bytes, or the cursor is spent and bad. */
static inline bool knell_cursor_room(struct knell_cursor *cursor, uint64_t size)
{
	if (__builtin_expect(size <= knell_cursor_left(cursor), 1))
		return true;
	cursor->at = cursor->end;
	cursor->bad = true;
	return false;
}

static inline void knell_cursor_skip(struct knell_cursor *cursor, uint64_t size)
{
	if (knell_cursor_room(cursor, size))
		cursor->at += (size_t)size;
}

#define KNELL_DEFINE_TAKE(bits)                                     \
	static inline uint##bits##_t knell_take_u##bits(            \
		struct knell_cursor *cursor)                        \
	{                                                           \
		struct {                                            \
			uint##bits##_t value;                       \
		} __attribute__((packed, may_alias)) const *field = \
			(const void *)cursor->at;                   \
                                                                    \
		if (!knell_cursor_room(cursor, sizeof(*field)))     \
			return 0;                                   \
		cursor->at += sizeof(*field);                       \
		return field->value;                                \
	}

KNELL_DEFINE_TAKE(8)
KNELL_DEFINE_TAKE(16)
KNELL_DEFINE_TAKE(32)
KNELL_DEFINE_TAKE(64)
#undef KNELL_DEFINE_TAKE

static inline uint64_t knell_take_uleb(struct knell_cursor *cursor)
{
	if (__builtin_expect(cursor->at < cursor->end && *cursor->at < 0x80, 1))
		return *cursor->at++;
	return knell_take_uleb_long(cursor);
}

static inline int64_t knell_take_sleb(struct knell_cursor *cursor)
{
	if (__builtin_expect(cursor->at < cursor->end && *cursor->at < 0x80, 1))
		return (int64_t)((uint64_t)*cursor->at++ << 57) >> 57;
	return knell_take_sleb_long(cursor);
}

#endif
