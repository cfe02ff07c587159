/* SPDX-License-Identifier: MIT */
/* UTF-8: decoding foreign bytes, encoding, and how wide a character shows. */
#ifndef KNELL_REPORT_UTF8_H
#define KNELL_REPORT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The character that `size` bytes at `text` begin with. Overlong forms,
 * surrogates and values past U+10FFFF are not valid (RFC 3629).
 * Return: its length in bytes, 0 for bytes that are not valid UTF-8.
 */
unsigned knell_utf8_decode(
	const char *text, size_t size, uint32_t *ret_character);
/* Return: the length, at most 4. */
unsigned knell_utf8_encode(uint32_t character, char text[4]);

/*
 * Columns a character takes in a terminal: 0, 1 or 2; -1 when it must not
 * reach one: controls, invisible characters, and those that turn the
 * direction of the text, by which a name could lie about itself.
 */
int knell_character_width(uint32_t character);

#endif
