/* SPDX-License-Identifier: MIT */
/* Reading text: NUL-terminated strings and numbers in them. AS-Safe. */
#ifndef KNELL_BASE_TEXT_H
#define KNELL_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

size_t knell_text_length(const char *text);
bool knell_text_equal(const char *a, const char *b);
bool knell_text_starts(const char *text, const char *prefix);
bool knell_text_ends(const char *text, const char *suffix);
bool knell_text_contains(const char *text, const char *part);
/* The last occurrence of `c`, or NULL. */
const char *knell_text_last(const char *text, char c);
const char *knell_text_find(const char *text, char c);
/* What follows the last slash. */
const char *knell_text_basename(const char *path);

/*
 * Reads a number at *cursor and moves it past the digits. Returns false, with
 * the cursor where it was, when there is no digit or the value overflows.
 */
bool knell_text_decimal(const char **cursor, uint64_t *ret_value);
bool knell_text_hex(const char **cursor, uint64_t *ret_value);

#endif
