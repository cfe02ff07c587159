/* SPDX-License-Identifier: MIT */
/* Writing a text as a JSON string (RFC 8259). */
#ifndef KNELL_REPORT_JSON_TEXT_H
#define KNELL_REPORT_JSON_TEXT_H

#include "base/buffer.h"

/* With its quotes; bytes that are not UTF-8 are kept as json_text.c tells. */
void knell_json_put_text(struct knell_buffer *out, const char *text);

#endif
