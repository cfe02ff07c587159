/* SPDX-License-Identifier: MIT */
/* Telling what was seen: as text, as JSON, as a sequence diagram. */
#ifndef KNELL_CMD_WATCH_REPORT_H
#define KNELL_CMD_WATCH_REPORT_H

#include "cmd/watch/trace.h"

void knell_watch_put_text(struct knell_buffer *out, bool color,
	const struct knell_watch_result *result);
/* One line of the trace, as it happens. */
void knell_watch_put_event(struct knell_buffer *out, bool color,
	const struct knell_watch_result *result,
	const struct knell_watch_event *event);
void knell_watch_put_json(
	struct knell_buffer *out, const struct knell_watch_result *result);
void knell_watch_put_svg(
	struct knell_buffer *out, const struct knell_watch_result *result);

/* What a result is, in a few words: "died of SIGSEGV". */
void knell_watch_put_outcome(
	struct knell_buffer *out, const struct knell_watch_result *result);

#endif
