/* SPDX-License-Identifier: MIT */
/* Thread-local variables of a static program. AS-Safe, no state. */
#ifndef KNELL_SIGNAL_TLS_H
#define KNELL_SIGNAL_TLS_H

#include <stddef.h>
#include <stdint.h>

#include "knell/start.h"

/* What each thread has a copy of, and where it lies about the pointer. */
struct knell_tls {
	const void *image;
	size_t image_bytes;
	/* Both sides of the thread pointer without K_TLS_BIAS. */
	size_t below_bytes, above_bytes;
	/* Of that pointer; a power of two. */
	size_t align;
	/* From there to the variables. */
	ptrdiff_t offset;
};

struct knell_tls knell_tls_find(const struct knell_start *start);

/* The memory that a copy takes, wherever it begins. */
size_t knell_tls_bytes(const struct knell_tls *tls);

/* Makes a copy in memory of zeros. Return: the thread pointer. */
void *knell_tls_place(const struct knell_tls *tls, void *memory);

#endif
