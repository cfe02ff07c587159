/* SPDX-License-Identifier: MIT */
/* Bump allocation from memory that the caller gave. */
#include "base/arena.h"

#include <stdint.h>

#include "base/memory.h"

void *knell_arena_take(struct knell_arena *arena, size_t size)
{
	size_t pad = -((uintptr_t)arena->data + arena->used) & 15;
	size_t left = arena->size - arena->used;

	if (pad > left || size > left - pad) {
		arena->exhausted = true;
		return NULL;
	}
	void *block = arena->data + arena->used + pad;

	arena->used += pad + size;
	return knell_memory_fill(block, 0, size);
}

void *knell_arena_take_array(
	struct knell_arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total)) {
		arena->exhausted = true;
		return NULL;
	}
	return knell_arena_take(arena, total);
}

char *knell_arena_copy_text(
	struct knell_arena *arena, const char *text, size_t length)
{
	if (!text)
		return NULL;
	char *copy =
		length == SIZE_MAX ? NULL : knell_arena_take(arena, length + 1);

	if (copy)
		knell_memory_copy(copy, text, length);
	return copy;
}
