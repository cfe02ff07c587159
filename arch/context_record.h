/* SPDX-License-Identifier: MIT */
/* The records of state that signal contexts of several machines have. */
#ifndef KNELL_ARCH_CONTEXT_RECORD_H
#define KNELL_ARCH_CONTEXT_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/load.h"

/* Each begins with a magic number and its size in bytes; a magic number of 0,
 * or a size that cannot be, ends them. NULL: none has this magic number. */
static inline const uint8_t *knell_context_record(
	const uint8_t *at, size_t room, uint32_t magic)
{
	while (room >= 8 && knell_load32(at)) {
		uint32_t size = knell_load32(at + 4);

		if (knell_load32(at) == magic)
			return at;
		if (size < 8 || size > room)
			break;
		at += size;
		room -= size;
	}
	return NULL;
}

#endif
