/* SPDX-License-Identifier: MIT */
/*
 * Numbers from foreign bytes, at any alignment. AS-Safe. They are in this
 * machine's byte order: the ELF reader takes no files of the other. Only
 * instructions of the little-endian machines are in that order everywhere.
 */
#ifndef KNELL_BASE_LOAD_H
#define KNELL_BASE_LOAD_H

#include <stddef.h>
#include <stdint.h>

#define KNELL_DEFINE_LOAD(bits)                                         \
	static inline uint##bits##_t knell_load##bits(const void *from) \
	{                                                               \
		const struct {                                          \
			uint##bits##_t value;                           \
		} __attribute__((packed, may_alias)) *number = from;    \
                                                                        \
		return number->value;                                   \
	}

KNELL_DEFINE_LOAD(16)
KNELL_DEFINE_LOAD(32)
KNELL_DEFINE_LOAD(64)
#undef KNELL_DEFINE_LOAD

/* `size` is 1, 2, 4 or 8. */
static inline uint64_t knell_load(const void *from, size_t size)
{
	switch (size) {
	case 1: return *(const uint8_t *)from;
	case 2: return knell_load16(from);
	case 4: return knell_load32(from);
	default: return knell_load64(from);
	}
}

/* Where the low `size` of the 8 bytes of a number begin. */
static inline size_t knell_load_low(size_t size)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0 : 8 - size;
}

/* Part of a little-endian machine's instruction. */
static inline uint32_t knell_load_code32(const void *from)
{
	const uint8_t *b = from;

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

#endif
