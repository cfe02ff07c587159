/* SPDX-License-Identifier: MIT */
/*
 * The record as data: a descriptor for every member of every struct in
 * crash/record.h. The JSON writer and the JSON reader both walk these tables,
 * so that neither can forget a member or spell it in its own way.
 */
#ifndef KNELL_REPORT_FIELDS_H
#define KNELL_REPORT_FIELDS_H

#include <stdint.h>

/* The type of a member in C, and what it is in JSON. */
enum knell_field_kind {
	KNELL_FIELD_BOOL,        /* bool: true or false */
	KNELL_FIELD_INT32,       /* int32_t: a number */
	KNELL_FIELD_UINT32,      /* uint32_t: a number */
	KNELL_FIELD_WORD,        /* uint32_t, an enum: one of `words` */
	KNELL_FIELD_COUNT,       /* uint64_t: a number */
	KNELL_FIELD_HEX,         /* uint64_t: "0x1f" */
	KNELL_FIELD_DECIMAL,     /* uint64_t past 2^53: "1700000000000000000" */
	KNELL_FIELD_LIMIT,       /* the same, UINT64_MAX is "unlimited" */
	KNELL_FIELD_LETTER,      /* char: text of one byte */
	KNELL_FIELD_PERMISSIONS, /* char[5]: text of up to four bytes */
	KNELL_FIELD_TEXT,        /* char *: text */
	KNELL_FIELD_BYTES,       /* uint8_t *, count: two hex digits a byte */
	KNELL_FIELD_TEXTS,       /* char **, count: an array of texts */
	KNELL_FIELD_STRUCT,      /* a struct inside: an object */
	KNELL_FIELD_ARRAY,       /* a struct's pointer, count: an array */
};

/* Which value of a member means "unknown", null in JSON. */
enum knell_field_unknown {
	KNELL_NEVER_UNKNOWN,
	KNELL_ZERO_UNKNOWN,
	KNELL_MINUS_ONE_UNKNOWN,
	/* Unknown when the bool at `link` is false. */
	KNELL_UNKNOWN_UNLESS,
};

struct knell_shape;

struct knell_field {
	const char *name;
	uint8_t kind;
	uint8_t unknown;
	uint8_t word_count;
	uint16_t offset;
	/* Where the uint32_t count of an array, or the bool that says
	 * whether the member is known, lies in the same struct. */
	uint16_t link;
	const char *const *words;
	const struct knell_shape *shape;
};

/* A struct of the record. */
struct knell_shape {
	const char *name;
	const struct knell_field *fields;
	uint16_t size;
	uint8_t field_count;
};

extern const struct knell_shape knell_record_shape;

/* Bytes that the member itself takes in its struct. */
unsigned knell_field_size(const struct knell_field *field);

#endif
