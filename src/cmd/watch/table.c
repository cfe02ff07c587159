/* SPDX-License-Identifier: MIT */
/* The outcomes of all combinations, as a table or as JSON. */
#include "cmd/watch/table.h"

#include <knell/name.h>

#include "cmd/watch/watch_report.h"
#include "report/page.h"

enum {
	COLUMNS = 80,
	THEN = 11,
	OUTCOME = 21,
	THREAD = 20, /* from the outcome's column on */
	NEXT = 29,
};

static const char *find_thread(const struct knell_watch_facts *facts)
{
	if (facts->runs[0] && facts->runs[1])
		return "both";
	if (facts->runs[1])
		return "second";
	return facts->runs[0] ? "main" : "none";
}

static enum knell_style style_of(enum knell_watch_outcome outcome)
{
	switch (outcome) {
	case KNELL_WATCH_WENT_ON: return KNELL_STYLE_PLAIN;
	case KNELL_WATCH_DIED:
	case KNELL_WATCH_DIED_OTHERWISE: return KNELL_STYLE_ALARM;
	default: return KNELL_STYLE_BOLD;
	}
}

static void put_cell(struct knell_page *page, uint32_t column,
	const struct knell_watch_cell *cell)
{
	char text[64];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_page_pad(page, column);
	if (cell->error) {
		knell_page_style(page, KNELL_STYLE_DIM);
		knell_page_text(page, "could not be started");
		knell_page_style(page, KNELL_STYLE_PLAIN);
		return;
	}
	knell_watch_put_outcome(&out, &cell->result);
	knell_page_style(page, style_of(cell->result.verdict.outcome));
	knell_page_text(page, knell_buffer_text(&out));
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_gap(page, column + THREAD);
	knell_page_text(page, find_thread(&cell->facts));
}

static void put_head(
	struct knell_page *page, const struct knell_watch_plan *plan)
{
	char name[KNELL_NAME_BYTES];

	knell_page_style(page, KNELL_STYLE_BOLD);
	knell_page_text(page, knell_signal_name(plan->signal, name));
	knell_page_text(page, ": what happened after its handler, and which "
			      "thread ran it");
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_line(page);
	knell_page_line(page);
	knell_page_style(page, KNELL_STYLE_DIM);
	knell_page_text(page, "by");
	knell_page_pad(page, THEN);
	knell_page_text(page, "then");
	knell_page_pad(page, OUTCOME);
	knell_page_text(page, "ordinary process");
	knell_page_pad(page, OUTCOME + NEXT);
	knell_page_text(page, "PID 1");
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_line(page);
}

static void put_table(struct knell_page *page,
	const struct knell_watch_plan *plan,
	const struct knell_watch_cell *cells, uint32_t count)
{
	put_head(page, plan);
	for (uint32_t i = 0; i + 1 < count; i += 2) {
		const struct knell_watch_plan *row = &cells[i].plan;

		knell_page_text(page, knell_watch_how_name(row->how));
		knell_page_pad(page, THEN);
		knell_page_text(page, knell_watch_reraise_name(row->reraise));
		put_cell(page, OUTCOME, &cells[i]);
		put_cell(page, OUTCOME + NEXT, &cells[i + 1]);
		knell_page_line(page);
	}
}

static void put_json(struct knell_buffer *out,
	const struct knell_watch_cell *cells, uint32_t count)
{
	knell_put_text(out, "{\"version\":1,\"all\":[\n");
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			knell_put_text(out, ",\n");
		knell_watch_put_json(out, &cells[i].result);
	}
	knell_put_text(out, "]}\n");
}

int knell_watch_write_table(const struct knell_invocation *invocation,
	const struct knell_watch_plan *plan,
	const struct knell_watch_cell *cells, uint32_t count)
{
	char text[4096];
	struct knell_buffer out;
	struct knell_page page = { .out = &out,
		.columns = COLUMNS,
		.color = knell_color_use(plan->color, 1, invocation) };

	knell_output_open(&out, 1, text, sizeof(text));
	if (plan->json)
		put_json(&out, cells, count);
	else
		put_table(&page, plan, cells, count);
	int error = knell_buffer_finish(&out);

	if (error >= 0)
		return 0;
	knell_complain("cannot write", "standard output", error);
	return 1;
}
