/* SPDX-License-Identifier: MIT */
/*
 * What was traced as a sequence diagram: the two threads with the kernel
 * between them, time downwards. A call is an arrow to the kernel, a delivery
 * one from it, and as long as a handler runs its thread has a box.
 */
#include <knell/name.h>

#include "base/text.h"
#include "cmd/watch/watch_report.h"
#include "report/svg.h"

enum {
	MAIN_X = 430,
	KERNEL_X = 820,
	SECOND_X = 1210,
	WIDTH = 1590,
	TOP = 90, /* where the lanes begin */
	GAP = 8,  /* between a lane and a text beside it */
	ROW_GAP = 12,
	BOX = 10,
	/* Characters of a label between two lanes, and of one below all. */
	LABEL = (KERNEL_X - MAIN_X) / KNELL_SVG_CHARACTER - 3,
	BELOW = (WIDTH - 100) / KNELL_SVG_CHARACTER,
	NS_PER_MS = 1000000,
};

static const unsigned lanes[KNELL_WATCH_THREADS] = { MAIN_X, SECOND_X };

struct picture {
	struct knell_buffer *out;
	const struct knell_watch_result *result;
	bool draws; /* or only measures */
	unsigned y, bottom;
	uint64_t ms; /* the time that was last written */
	bool timed;
	/* The second thread's lane: from its clone to its exit. */
	unsigned second_from, second_to;
	uint32_t handled[KNELL_WATCH_THREADS];
	/* Where the box of a running handler began; 0: there is none. */
	unsigned box_y[KNELL_WATCH_THREADS];
	bool returning[KNELL_WATCH_THREADS];
};

static void put_text(const struct picture *picture, unsigned x, unsigned y,
	enum knell_svg_anchor anchor, enum knell_svg_style style,
	const char *text)
{
	if (picture->draws)
		knell_svg_text(picture->out, x, y, anchor, style, text);
}

/* How much of a text goes on a line of `max` characters. The result of a call
 * stays with its last argument. */
static size_t piece_length(const char *text, size_t max)
{
	size_t length = knell_text_length(text), space = 0;

	if (length <= max)
		return length;
	for (size_t i = 1; i <= max; i++)
		if (text[i] == ' ' && text[i - 1] != '=' && text[i + 1] != '=')
			space = i;
	return space ? space : max;
}

/* Lines of text, each as long as it may; `y` moves on by each. */
static void put_lines(struct picture *picture, unsigned x,
	enum knell_svg_anchor anchor, enum knell_svg_style style, size_t max,
	const char *text)
{
	while (*text) {
		char line[256];
		struct knell_buffer out = KNELL_BUFFER(line);
		size_t length = piece_length(text, max);

		knell_put_bytes(&out, text, length);
		picture->y += KNELL_SVG_LINE;
		put_text(picture, x, picture->y, anchor, style,
			knell_buffer_text(&out));
		text += length;
		while (*text == ' ')
			text++;
	}
}

/* At the left, when it is not that of the row before. */
static void put_time(struct picture *picture, uint64_t time_ns)
{
	uint64_t began = picture->result->observation.began_ns;
	uint64_t ms = time_ns > began ? (time_ns - began) / NS_PER_MS : 0;
	char text[32];
	struct knell_buffer out = KNELL_BUFFER(text);

	if (picture->timed && ms == picture->ms)
		return;
	picture->timed = true;
	picture->ms = ms;
	knell_put_decimal(&out, ms);
	knell_put_text(&out, " ms");
	put_text(picture, 60, picture->y + KNELL_SVG_LINE, KNELL_SVG_END,
		KNELL_SVG_DIM, knell_buffer_text(&out));
}

static void put_arrow(struct picture *picture, int thread, bool to_kernel,
	enum knell_svg_style style, const char *label)
{
	unsigned lane = lanes[thread];
	unsigned from = to_kernel ? lane : KERNEL_X;
	unsigned to = to_kernel ? KERNEL_X : lane;

	put_lines(picture, (lane + KERNEL_X) / 2, KNELL_SVG_MIDDLE, style,
		LABEL, label);
	picture->y += 6;
	if (picture->draws)
		knell_svg_arrow(
			picture->out, from, picture->y, to, picture->y, style);
	picture->y += ROW_GAP;
}

static void close_box(struct picture *picture, int thread)
{
	unsigned from = picture->box_y[thread];

	picture->box_y[thread] = 0;
	if (from && picture->draws)
		knell_svg_box(picture->out, lanes[thread] - BOX / 2, from, BOX,
			picture->y - from, KNELL_SVG_STRONG);
}

/* What a thread does after its handler's return shows that it came back. */
static void note_return(struct picture *picture, int thread)
{
	if (!picture->returning[thread])
		return;
	picture->returning[thread] = false;
	put_arrow(picture, thread, false, KNELL_SVG_GOOD,
		"back in the interrupted code");
}

static void put_line(
	struct picture *picture, const struct knell_watch_line *line)
{
	unsigned lane = lanes[line->thread];
	unsigned y = picture->y;

	if (!line->text[0])
		return;
	note_return(picture, line->thread);
	put_time(picture, line->time_ns);
	if (line->thread == 0)
		put_lines(picture, lane - 2 * GAP, KNELL_SVG_END,
			KNELL_SVG_PLAIN, LABEL, line->text);
	else
		put_lines(picture, lane + 2 * GAP, KNELL_SVG_START,
			KNELL_SVG_PLAIN, LABEL, line->text);
	picture->y += y == picture->y ? 0 : ROW_GAP / 2;
}

/*
 * The handler was in place for its first runs in a thread; a signal that came
 * later had the default action.
 */
static void put_delivery(
	struct picture *picture, const struct knell_watch_event *event)
{
	const struct knell_watch_result *result = picture->result;
	int thread = event->thread;
	bool handled = event->signal == result->plan->signal &&
		       picture->handled[thread] < result->facts->runs[thread];
	bool deadly = result->verdict.outcome == KNELL_WATCH_DIED ||
		      result->verdict.outcome == KNELL_WATCH_DIED_OTHERWISE;

	put_arrow(picture, thread, false,
		handled  ? KNELL_SVG_STRONG
		: deadly ? KNELL_SVG_ALARM
			 : KNELL_SVG_DIM,
		event->text);
	if (!handled)
		return;
	picture->returning[thread] = false;
	picture->handled[thread]++;
	picture->box_y[thread] = picture->y - ROW_GAP;
}

static void put_leave(
	struct picture *picture, const struct knell_watch_event *event)
{
	bool returns = knell_text_ends(event->call, "sigreturn");

	if (!returns)
		note_return(picture, event->thread);
	put_arrow(picture, event->thread, true,
		returns ? KNELL_SVG_GOOD : KNELL_SVG_DIM, event->text);
	if (!returns && event->thread)
		picture->second_to = picture->y - ROW_GAP;
	if (!returns)
		return;
	picture->y -= ROW_GAP;
	close_box(picture, event->thread);
	picture->y += ROW_GAP;
	picture->returning[event->thread] = true;
}

static void put_end(
	struct picture *picture, const struct knell_watch_event *event)
{
	enum knell_svg_style style =
		event->signal ? KNELL_SVG_ALARM : KNELL_SVG_GOOD;

	picture->y += ROW_GAP;
	for (int i = 0; i < KNELL_WATCH_THREADS; i++)
		close_box(picture, i);
	if (picture->draws)
		knell_svg_line(picture->out, MAIN_X, picture->y, SECOND_X,
			picture->y, style);
	put_lines(
		picture, KERNEL_X, KNELL_SVG_MIDDLE, style, BELOW, event->text);
	picture->bottom = picture->y;
}

static void put_event(
	struct picture *picture, const struct knell_watch_event *event)
{
	put_time(picture, event->time_ns);
	switch (event->kind) {
	case KNELL_WATCH_CALL:
		note_return(picture, event->thread);
		put_arrow(picture, event->thread, true, KNELL_SVG_PLAIN,
			event->text);
		if (knell_text_equal(event->call, "clone"))
			picture->second_from = picture->y - ROW_GAP;
		break;
	case KNELL_WATCH_LEAVE: put_leave(picture, event); break;
	case KNELL_WATCH_DELIVERY: put_delivery(picture, event); break;
	case KNELL_WATCH_END: put_end(picture, event); break;
	case KNELL_WATCH_STOP:
		put_arrow(picture, event->thread, false, KNELL_SVG_ALARM,
			event->text);
		break;
	case KNELL_WATCH_LET_GO:
		put_lines(picture, (lanes[event->thread] + KERNEL_X) / 2,
			KNELL_SVG_MIDDLE, KNELL_SVG_DIM, LABEL, event->text);
		picture->y += ROW_GAP;
		break;
	}
}

/* Both lists are in time order. */
static void put_all(struct picture *picture)
{
	const struct knell_watch_facts *facts = picture->result->facts;
	const struct knell_watch_events *events = picture->result->events;
	uint32_t line = 0, event = 0, lines = knell_watch_line_count(facts);

	while (line < lines || event < events->count) {
		if (event == events->count ||
			(line < lines && facts->lines[line].time_ns <
						 events->list[event].time_ns))
			put_line(picture, &facts->lines[line++]);
		else
			put_event(picture, &events->list[event++]);
	}
}

struct lane {
	unsigned x, from, to;
	const char *name;
	int32_t pid, tid; /* tid 0: it has none */
};

static void put_lane(const struct picture *picture, const struct lane *lane)
{
	enum { HALF = 130, HIGH = 26 };
	char text[64];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_put_text(&out, lane->name);
	if (lane->tid) {
		knell_put_text(&out, " [");
		knell_put_signed(&out, lane->pid);
		knell_put_char(&out, ':');
		knell_put_signed(&out, lane->tid);
		knell_put_char(&out, ']');
	}
	knell_svg_box(picture->out, lane->x - HALF, TOP - HIGH - 10, 2 * HALF,
		HIGH, KNELL_SVG_PLAIN);
	put_text(picture, lane->x, TOP - 18, KNELL_SVG_MIDDLE, KNELL_SVG_PLAIN,
		knell_buffer_text(&out));
	knell_svg_line(picture->out, lane->x, lane->from, lane->x, lane->to,
		KNELL_SVG_DIM);
}

/* `measure` knows where they end. */
static void put_lanes(
	const struct picture *picture, const struct picture *measure)
{
	const struct knell_watch_facts *facts = picture->result->facts;
	unsigned bottom = measure->bottom ? measure->bottom : measure->y;
	struct lane second = { SECOND_X, measure->second_from,
		measure->second_to, "second thread", facts->pid,
		facts->tid[1] };

	bottom -= KNELL_SVG_LINE;
	put_lane(picture, &(struct lane){ MAIN_X, TOP - 10, bottom,
				  "main thread", facts->pid, facts->tid[0] });
	put_lane(picture,
		&(struct lane){ KERNEL_X, TOP - 10, bottom, "kernel", 0, 0 });
	if (!second.from)
		second.from = TOP - 10;
	if (!second.to)
		second.to = bottom;
	put_lane(picture, &second);
}

static void put_title(
	struct knell_buffer *out, const struct knell_watch_result *result)
{
	const struct knell_watch_plan *plan = result->plan;
	char name[KNELL_NAME_BYTES];

	knell_put_text(out, knell_signal_name(plan->signal, name));
	if (plan->how == KNELL_WATCH_TRUE_FAULT) {
		knell_put_text(out, " by a fault");
	} else {
		knell_put_text(out, " sent by ");
		knell_put_text(out, knell_watch_how_name(plan->how));
	}
	if (result->facts->pid == 1)
		knell_put_text(out, ", as PID 1");
	if (plan->reraise == KNELL_WATCH_NORAISE) {
		knell_put_text(out, "; handler just returns");
	} else {
		knell_put_text(out, "; handler restores the action, then: ");
		knell_put_text(out, knell_watch_reraise_name(plan->reraise));
	}
	knell_put_text(out, ". It ");
	knell_watch_put_outcome(out, result);
	knell_buffer_text(out);
}

void knell_watch_put_svg(
	struct knell_buffer *out, const struct knell_watch_result *result)
{
	struct picture measure = { .result = result, .y = TOP };
	struct picture picture = {
		.out = out, .result = result, .draws = true, .y = TOP
	};
	char title[256];
	struct knell_buffer text = KNELL_BUFFER(title);

	put_all(&measure);
	struct picture lane_ends = measure;

	measure.y += ROW_GAP;
	put_lines(&measure, 0, KNELL_SVG_START, KNELL_SVG_PLAIN, BELOW,
		result->verdict.why);
	put_title(&text, result);
	knell_svg_begin(out, WIDTH, measure.y + 2 * ROW_GAP, title);
	put_text(&picture, WIDTH / 2, 28, KNELL_SVG_MIDDLE, KNELL_SVG_STRONG,
		title);
	put_lanes(&picture, &lane_ends);
	put_all(&picture);
	picture.y += ROW_GAP;
	put_lines(&picture, 50, KNELL_SVG_START, KNELL_SVG_PLAIN, BELOW,
		result->verdict.why);
	knell_svg_end(out);
}
