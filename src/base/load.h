/* SPDX-License-Identifier: MIT */
/* Little-endian numbers from foreign bytes, at any alignment. AS-Safe. */
#ifndef KNELL_BASE_LOAD_H
#define KNELL_BASE_LOAD_H

#include <stddef.h>
#include <stdint.h>

/* Compilers make one load of each, the size being constant. */
static inline uint16_t knell_load16(const void *from)
{
	const uint8_t *b = from;

	return (uint16_t)(b[0] | b[1] << 8);
}

static inline uint32_t knell_load32(const void *from)
{
	const uint8_t *b = from;

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

static inline uint64_t knell_load64(const void *from)
{
	const uint8_t *b = from;

	return knell_load32(b) | (uint64_t)knell_load32(b + 4) << 32;
}

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

#endif
