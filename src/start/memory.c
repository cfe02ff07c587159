/* SPDX-License-Identifier: MIT */
/*
 * What compilers call by themselves in the program's own code, for a struct
 * that is assigned or an array that is cleared: not part of libknell, but of
 * knell-start.o. They are weak, so that a program may have its own.
 */
#include "base/memory.h"

#define WEAK __attribute__((weak))

WEAK void *memcpy(void *to, const void *from, size_t size);
WEAK void *memmove(void *to, const void *from, size_t size);
WEAK void *memset(void *at, int byte, size_t size);
WEAK int memcmp(const void *a, const void *b, size_t size);

void *memcpy(void *to, const void *from, size_t size)
{
	return knell_memory_copy(to, from, size);
}

void *memmove(void *to, const void *from, size_t size)
{
	return knell_memory_copy(to, from, size);
}

void *memset(void *at, int byte, size_t size)
{
	return knell_memory_fill(at, byte, size);
}

int memcmp(const void *a, const void *b, size_t size)
{
	return knell_memory_compare(a, b, size);
}
