/* SPDX-License-Identifier: MIT */
/* The ELF reader and the symbol lookups on any bytes. */
#include <stdlib.h>
#include <string.h>

#include "test/lib/elf_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of its own, so that its end is guarded. */
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	elf_walk(copy, size, false);
	elf_walk(copy, size, true);
	free(copy);
	return 0;
}
