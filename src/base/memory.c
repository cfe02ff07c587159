/* SPDX-License-Identifier: MIT */
/* Copying, filling and comparing memory. */
#include "base/memory.h"

#include <stdint.h>

/* An unaligned machine word that may alias anything. */
struct word {
	uintptr_t value;
} __attribute__((packed, may_alias));

static void copy_up(unsigned char *to, const unsigned char *from, size_t size)
{
	while (size >= sizeof(struct word)) {
		((struct word *)to)->value = ((const struct word *)from)->value;
		to += sizeof(struct word);
		from += sizeof(struct word);
		size -= sizeof(struct word);
	}
	while (size--)
		*to++ = *from++;
}

static void copy_down(unsigned char *to, const unsigned char *from, size_t size)
{
	while (size >= sizeof(struct word)) {
		size -= sizeof(struct word);
		((struct word *)(to + size))->value =
			((const struct word *)(from + size))->value;
	}
	while (size--)
		to[size] = from[size];
}

void *knell_memory_copy(void *to, const void *from, size_t size)
{
	if ((uintptr_t)to - (uintptr_t)from >= size)
		copy_up(to, from, size);
	else
		copy_down(to, from, size);
	return to;
}

void *knell_memory_fill(void *at, int byte, size_t size)
{
	unsigned char *to = at;
	uintptr_t word = (uintptr_t)-1 / 255 * (unsigned char)byte;

	while (size >= sizeof(struct word)) {
		((struct word *)to)->value = word;
		to += sizeof(struct word);
		size -= sizeof(struct word);
	}
	while (size--)
		*to++ = (unsigned char)byte;
	return at;
}

int knell_memory_compare(const void *a, const void *b, size_t size)
{
	const unsigned char *left = a, *right = b;

	for (size_t i = 0; i < size; i++)
		if (left[i] != right[i])
			return left[i] - right[i];
	return 0;
}
