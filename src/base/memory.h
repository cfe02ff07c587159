/* SPDX-License-Identifier: MIT */
/* Copying, filling and comparing memory. AS-Safe, no state. */
#ifndef KNELL_BASE_MEMORY_H
#define KNELL_BASE_MEMORY_H

#include <stddef.h>

#define KNELL_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Overlapping is allowed. */
void *knell_memory_copy(void *to, const void *from, size_t size);
void *knell_memory_fill(void *at, int byte, size_t size);
int knell_memory_compare(const void *a, const void *b, size_t size);

#endif
