/* SPDX-License-Identifier: MIT */
/*
 * Bump allocation from memory that the caller gave. When it is used up,
 * `knell_arena_take` returns NULL and `exhausted` stays set: the caller
 * degrades and says so.
 */
#ifndef KNELL_BASE_ARENA_H
#define KNELL_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct knell_arena {
	char *data;
	size_t size;
	size_t used;
	bool exhausted;
};

/* Zeroed, aligned to 16 bytes; NULL when there is no room. */
void *knell_arena_take(struct knell_arena *arena, size_t size);
/* An array; NULL also when count * size overflows. */
void *knell_arena_take_array(
	struct knell_arena *arena, size_t count, size_t size);
/* A NUL-terminated copy; NULL when there is no room or `text` is NULL. */
char *knell_arena_copy_text(
	struct knell_arena *arena, const char *text, size_t length);

#endif
