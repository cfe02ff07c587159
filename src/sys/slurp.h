/* SPDX-License-Identifier: MIT */
/* Whole small files and links into an arena: /proc is full of them. */
#ifndef KNELL_SYS_SLURP_H
#define KNELL_SYS_SLURP_H

#include "abi/file.h"
#include "base/arena.h"

/*
 * The rest of what `fd` has, NUL-terminated. What does not fit is left out
 * and marks the arena exhausted.
 * Return: the length, or what read(2) returned.
 */
long knell_slurp(int fd, struct knell_arena *arena, char **ret_text);
/* The same for a file by name, which is opened and closed. */
long knell_slurp_at(
	int dir, const char *path, struct knell_arena *arena, char **ret_text);
/* Into a buffer of the caller, NUL-terminated, at most size - 1 bytes. */
long knell_slurp_into(int dir, const char *path, char *buffer, size_t size);
/* Where a symbolic link points; NULL: it cannot be read. */
char *knell_slurp_link(int dir, const char *path, struct knell_arena *arena);
/*
 * The value of "Name:\tvalue" lines as in /proc/PID/status.
 * Return: the value's first character, or NULL.
 */
const char *knell_slurp_field(const char *text, const char *name);

#endif
