/* SPDX-License-Identifier: MIT */
/*
 * Bounded text output. A buffer never grows: when it is full it drains, if
 * the caller gave a way to, or else sets `truncated` and drops the rest.
 */
#ifndef KNELL_BASE_BUFFER_H
#define KNELL_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct knell_buffer {
	char *data;
	size_t size;
	size_t used;
	/* Empties the buffer (used = 0); a negative return is an error. */
	int (*drain)(struct knell_buffer *buffer);
	int fd;
	/* The first error of drain, kept. */
	int error;
	bool truncated;
};

#define KNELL_BUFFER(array)                                      \
	{                                                        \
		.data = (array), .size = sizeof(array), .fd = -1 \
	}

void knell_put_bytes(struct knell_buffer *out, const void *data, size_t size);
void knell_put_char(struct knell_buffer *out, char c);
/* A NULL text is written as "unknown". */
void knell_put_text(struct knell_buffer *out, const char *text);
/*
 * The same for text from outside: control characters, C1 ones included, and
 * bytes that are no UTF-8 come out as \xNN, so that no terminal obeys them.
 */
void knell_put_printable(struct knell_buffer *out, const char *text);
void knell_put_decimal(struct knell_buffer *out, uint64_t value);
void knell_put_signed(struct knell_buffer *out, int64_t value);
/* No prefix; at least `digits` digits. */
void knell_put_hex(struct knell_buffer *out, uint64_t value, unsigned digits);
/* 0x and the value, no padding. */
void knell_put_address(struct knell_buffer *out, uint64_t value);
void knell_put_repeat(struct knell_buffer *out, char c, size_t count);

/* NUL-terminates (inside the size) and returns the data. */
const char *knell_buffer_text(struct knell_buffer *out);
/* Drains what is left. Return: 0 or the first error met. */
int knell_buffer_finish(struct knell_buffer *out);

#endif
