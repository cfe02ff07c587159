/* SPDX-License-Identifier: MIT */
/* Reading the members of a record that hold no others, and short strings. */
#ifndef KNELL_REPORT_PARSE_VALUE_H
#define KNELL_REPORT_PARSE_VALUE_H

#include "report/fields.h"
#include "report/json_reader.h"

/* Names of members, words and texts that are numbers are shorter. */
enum { KNELL_PARSE_SHORT_BYTES = 64 };

/* A string, NUL-terminated. One that is too long is read past and left
 * empty: it is no name, word or number of ours. */
int knell_parse_short(
	struct knell_json *json, char text[KNELL_PARSE_SHORT_BYTES]);
/* A number, a word, a truth value or letters, to `at`, as `field` says. */
int knell_parse_value(
	struct knell_json *json, const struct knell_field *field, char *at);

#endif
