/* SPDX-License-Identifier: MIT */
/*
 * Reading JSON text piece by piece (RFC 8259). Nothing in it is trusted: no
 * call recurses, each stops at the first byte that is wrong, where `at` then
 * stands. Calls return 0 or a negative error, -EINVAL if nothing else is said.
 */
#ifndef KNELL_REPORT_JSON_READER_H
#define KNELL_REPORT_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct knell_json {
	const char *text;
	size_t size;
	size_t at;
};

enum { KNELL_JSON_DEPTH_MAX = 64 };

/* Skips white space. Return: the next byte, or -1 at the end. */
int knell_json_peek(struct knell_json *json);
/* Takes this one character, after white space. */
int knell_json_take(struct knell_json *json, char c);
/* Takes a word (null, true, false) if it is next. */
bool knell_json_take_word(struct knell_json *json, const char *word);
/*
 * Before each element of an array or member of an object, `close` being its
 * bracket; *first is true before the first call.
 * Return: 1 when one follows; 0 when the bracket came and was taken.
 */
int knell_json_next(struct knell_json *json, char close, bool *first);
/*
 * A string, unescaped to `max` bytes at `text` at most; with `text` NULL it
 * is only checked and measured. Raw octets come back (report/json.c).
 * Return: also -E2BIG when it is longer than `max`.
 */
int knell_json_string(
	struct knell_json *json, char *text, size_t max, size_t *ret_length);
/* A whole number within 64 bits, without fraction or exponent. */
int knell_json_integer(
	struct knell_json *json, bool *ret_negative, uint64_t *ret_magnitude);
/* Any value, KNELL_JSON_DEPTH_MAX brackets deep at most. */
int knell_json_skip(struct knell_json *json);
/* At least as many as the array has elements that begins at the next byte,
 * for making room; nothing is taken. */
size_t knell_json_count(const struct knell_json *json);

#endif
