/* SPDX-License-Identifier: MIT */
/*
 * A frame drawn as SVG: the stack as a column of boxes, the lowest address
 * above, with what becomes of each part beside it and arrows for the pointers
 * that lead from part to part.
 */
#include "report/svg.h"
#include "base/load.h"
#include "base/memory.h"
#include "cmd/frame/frame.h"
#include "knell/name.h"

/* Columns and distances, in pixels. */
enum {
	WIDTH = 1140,
	MARGIN = 16,
	LANE = 12,
	LANES_END = 76,
	OFFSET_END = 134,
	BOX = 142,
	BOX_END = 600,
	INDENT = 14,
	NAME = 154,
	SIZE_END = 372,
	VALUE = 384,
	SECOND = 380, /* of two registers a row */
	BACK = 616,
	SPACE = 8
};
enum {
	ROWS_MAX = 2 * FRAME_PARTS_MAX + 64,
	TEXT_BYTES = 512,
	VALUE_WIDTH = (BOX_END - VALUE) / KNELL_SVG_CHARACTER - 1,
};

enum row_kind { ROW_TITLE, ROW_PART, ROW_REGISTERS, ROW_TEXT, ROW_STEP };

struct row {
	enum row_kind kind;
	const struct frame_capture *capture;
	/* A part or a step; for registers, the first of one or two. */
	unsigned index, count;
	unsigned y; /* its upper edge */
	const char *text;
};

struct picture {
	struct knell_buffer *out;
	struct row rows[ROWS_MAX];
	unsigned row_count;
	unsigned y;
	unsigned lanes;
};

static void add_row(struct picture *picture, struct row row)
{
	if (picture->row_count == ROWS_MAX)
		return;
	row.y = picture->y;
	picture->rows[picture->row_count++] = row;
	picture->y += KNELL_SVG_LINE;
}

static void add_parts(
	struct picture *picture, const struct frame_capture *capture)
{
	for (unsigned i = 0; i < capture->part_count; i++) {
		unsigned run = frame_plain_registers(capture, i);

		if (capture->parts[i].depth == 0)
			picture->y += SPACE;
		if (run < 3) {
			add_row(picture, (struct row){ ROW_PART, capture, i, 1,
						 0, NULL });
			continue;
		}
		for (unsigned k = 0; k < run; k += 2)
			add_row(picture,
				(struct row){ ROW_REGISTERS, capture, i + k,
					run - k < 2 ? 1 : 2, 0, NULL });
		i += run - 1;
	}
}

static void add_frame(struct picture *picture,
	const struct frame_capture *capture, bool is_first)
{
	add_row(picture, (struct row){ ROW_TITLE, capture, 0, 0, 0, NULL });
	if (is_first)
		add_row(picture, (struct row){ ROW_TEXT, capture, 0, 0, 0,
					 "lower addresses" });
	add_parts(picture, capture);
	picture->y += SPACE;
	add_row(picture, (struct row){ ROW_TEXT, capture, 0, 0, 0,
				 frame_leads_back(capture)
					 ? "the stack of the interrupted code"
					 : "the end of the alternate stack" });
}

static void add_trampoline(
	struct picture *picture, const struct frame_capture *capture)
{
	picture->y += SPACE;
	add_row(picture,
		(struct row){ ROW_TEXT, capture, 0, 0, 0,
			"the trampoline, which the handler returns to" });
	for (unsigned i = 0; i < capture->step_count; i++)
		add_row(picture,
			(struct row){ ROW_STEP, capture, i, 1, 0, NULL });
}

static enum knell_svg_style style_of(enum knell_frame_use use)
{
	switch (use) {
	case KNELL_PART_RESTORED:
	case KNELL_PART_FILTERED: return KNELL_SVG_GOOD;
	case KNELL_PART_CHECKED: return KNELL_SVG_STRONG;
	case KNELL_PART_RETURNED: return KNELL_SVG_ALARM;
	case KNELL_PART_KEPT: return KNELL_SVG_PLAIN;
	default: return KNELL_SVG_DIM;
	}
}

static unsigned base_line(const struct row *row)
{
	return row->y + KNELL_SVG_LINE - 5;
}

static void put_text(struct picture *picture, unsigned x, const struct row *row,
	enum knell_svg_anchor anchor, enum knell_svg_style style,
	const char *text)
{
	knell_svg_text(picture->out, x, base_line(row), anchor, style, text);
}

static void put_offset(struct picture *picture, const struct row *row)
{
	const struct knell_frame_part *part = &row->capture->parts[row->index];
	char text[24];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_put_text(&out, "+0x");
	knell_put_hex(&out, frame_part_offset(row->capture, part), 3);
	put_text(picture, OFFSET_END, row, KNELL_SVG_END, KNELL_SVG_DIM,
		knell_buffer_text(&out));
}

/* Cut where the box ends. */
static void put_value(struct picture *picture, unsigned x,
	const struct row *row, const struct knell_frame_part *part)
{
	char text[TEXT_BYTES];
	struct knell_buffer out = KNELL_BUFFER(text);

	if (!frame_part_value(row->capture, part, &out))
		return;
	if (out.used > VALUE_WIDTH) {
		out.used = VALUE_WIDTH - 2;
		knell_put_text(&out, "...");
	}
	put_text(picture, x, row, KNELL_SVG_START, KNELL_SVG_PLAIN,
		knell_buffer_text(&out));
}

static void put_back(struct picture *picture, const struct row *row,
	const struct knell_frame_part *part)
{
	char text[TEXT_BYTES];
	struct knell_buffer out = KNELL_BUFFER(text);

	frame_put_back(&out, part);
	if (out.used)
		put_text(picture, BACK, row, KNELL_SVG_START,
			part->kind == KNELL_PART_GROUP ? KNELL_SVG_DIM
						       : style_of(part->use),
			knell_buffer_text(&out));
}

/* Where the rows of a group end. */
static unsigned group_end(const struct picture *picture, unsigned index)
{
	const struct row *row = &picture->rows[index];
	const struct knell_frame_part *group = &row->capture->parts[row->index];
	uintptr_t end = (uintptr_t)group->address + group->size_bytes;
	unsigned last = index;

	for (unsigned i = index + 1; i < picture->row_count; i++) {
		const struct row *other = &picture->rows[i];

		if (other->capture != row->capture || other->kind == ROW_TEXT ||
			other->kind == ROW_STEP ||
			(uintptr_t)other->capture->parts[other->index]
					.address >= end)
			break;
		last = i;
	}
	return picture->rows[last].y + KNELL_SVG_LINE;
}

static void put_box(struct picture *picture, unsigned index)
{
	const struct row *row = &picture->rows[index];
	const struct knell_frame_part *part = &row->capture->parts[row->index];
	unsigned x = BOX + INDENT * part->depth / 2;
	unsigned end = row->y + KNELL_SVG_LINE;
	bool group = part->kind == KNELL_PART_GROUP;

	if (part->depth && !group)
		return;
	if (group)
		end = group_end(picture, index);
	knell_svg_box(picture->out, x, row->y + part->depth,
		BOX_END - x - INDENT * part->depth / 2,
		end - row->y - 2 * part->depth,
		part->depth                    ? KNELL_SVG_DIM
		: part->kind == KNELL_PART_GAP ? KNELL_SVG_DIM
					       : KNELL_SVG_PLAIN);
}

static void put_part(struct picture *picture, unsigned index)
{
	const struct row *row = &picture->rows[index];
	const struct knell_frame_part *part = &row->capture->parts[row->index];
	bool group = part->kind == KNELL_PART_GROUP;
	char text[24];
	struct knell_buffer size = KNELL_BUFFER(text);

	put_box(picture, index);
	put_offset(picture, row);
	put_text(picture, NAME + INDENT * part->depth, row, KNELL_SVG_START,
		group ? KNELL_SVG_PLAIN : style_of(part->use), part->name);
	knell_put_decimal(&size, part->size_bytes);
	put_text(picture, SIZE_END, row, KNELL_SVG_END, KNELL_SVG_DIM,
		knell_buffer_text(&size));
	put_value(picture, VALUE, row, part);
	put_back(picture, row, part);
}

static void put_registers(struct picture *picture, const struct row *row)
{
	const struct knell_frame_part *parts = &row->capture->parts[row->index];

	put_offset(picture, row);
	for (unsigned i = 0; i < row->count; i++) {
		unsigned x = i ? SECOND : NAME + INDENT * parts[i].depth;

		put_text(picture, x, row, KNELL_SVG_START, KNELL_SVG_GOOD,
			parts[i].name);
		put_value(picture, x + 7 * KNELL_SVG_CHARACTER, row, &parts[i]);
	}
	put_text(picture, BACK, row, KNELL_SVG_START, KNELL_SVG_GOOD,
		frame_use_words(KNELL_PART_RESTORED));
}

static void put_title(struct picture *picture, const struct row *row)
{
	const struct frame_capture *capture = row->capture;
	char text[TEXT_BYTES], name[KNELL_NAME_BYTES];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_put_text(&out, "The frame of ");
	knell_put_text(&out, knell_signal_name(capture->signal, name));
	knell_put_text(&out, " (");
	knell_put_text(&out, frame_how_words(capture));
	knell_put_text(&out, ") at ");
	knell_put_address(&out, (uintptr_t)capture->parts[0].address);
	knell_put_text(&out, capture->on_alternate
				     ? ", on the alternate stack: "
				     : ", on the thread's stack: ");
	knell_put_decimal(&out, frame_size(capture));
	knell_put_text(&out, " bytes");
	put_text(picture, BOX, row, KNELL_SVG_START, KNELL_SVG_PLAIN,
		knell_buffer_text(&out));
}

static void put_step(struct picture *picture, const struct row *row)
{
	const struct frame_capture *capture = row->capture;
	const struct knell_frame_step *step = &capture->steps[row->index];
	char text[TEXT_BYTES];
	struct knell_buffer out = KNELL_BUFFER(text);
	size_t at = (size_t)((uintptr_t)step->address -
			     (uintptr_t)capture->steps[0].address);

	for (size_t i = 0; i < step->size_bytes; i++) {
		knell_put_hex(&out, capture->code[at + i], 2);
		knell_put_char(&out, ' ');
	}
	put_text(picture, NAME, row, KNELL_SVG_START, KNELL_SVG_DIM,
		knell_buffer_text(&out));
	put_text(picture, VALUE, row, KNELL_SVG_START, KNELL_SVG_ALARM,
		step->text);
	if (!row->index)
		knell_svg_box(picture->out, BOX, row->y, BOX_END - BOX,
			KNELL_SVG_LINE * capture->step_count, KNELL_SVG_PLAIN);
}

/* The row that an address leads to; NULL: none of this frame. */
static const struct row *find_target(const struct picture *picture,
	const struct frame_capture *capture, uintptr_t address)
{
	for (unsigned i = 0; i < picture->row_count; i++) {
		const struct row *row = &picture->rows[i];

		if (row->kind == ROW_STEP && !row->index &&
			address == row->capture->trampoline)
			return row;
		if (row->capture != capture)
			continue;
		if ((row->kind == ROW_PART || row->kind == ROW_REGISTERS) &&
			(uintptr_t)capture->parts[row->index].address ==
				address)
			return row;
	}
	return NULL;
}

/* From a pointer to what it points at, each in a lane of its own. */
static void put_arrow(struct picture *picture, const struct row *row)
{
	const struct knell_frame_part *part = &row->capture->parts[row->index];
	const uint8_t *bytes = frame_part_bytes(row->capture, part);
	enum knell_svg_style style = style_of(part->use);
	unsigned lane = LANES_END - LANE * (picture->lanes % 5 + 1);
	unsigned from = row->y + KNELL_SVG_LINE / 2, to;
	const struct row *target;
	uintptr_t value;

	if (row->kind != ROW_PART || part->kind != KNELL_PART_POINTER ||
		!bytes || part->size_bytes != sizeof(value))
		return;
	value = (uintptr_t)knell_load(bytes, sizeof(value));
	target = find_target(picture, row->capture, value);
	if (!target || target == row)
		return;
	picture->lanes++;
	to = target->y + KNELL_SVG_LINE / 2;
	knell_svg_line(picture->out, LANES_END, from, lane, from, style);
	knell_svg_line(picture->out, lane, from, lane, to, style);
	knell_svg_arrow(picture->out, lane, to,
		target->kind == ROW_STEP ? BOX - 4 : LANES_END, to, style);
}

static void put_rows(struct picture *picture)
{
	for (unsigned i = 0; i < picture->row_count; i++) {
		const struct row *row = &picture->rows[i];

		switch (row->kind) {
		case ROW_TITLE: put_title(picture, row); break;
		case ROW_PART: put_part(picture, i); break;
		case ROW_REGISTERS: put_registers(picture, row); break;
		case ROW_STEP: put_step(picture, row); break;
		case ROW_TEXT:
			put_text(picture, NAME, row, KNELL_SVG_START,
				KNELL_SVG_DIM, row->text);
			break;
		}
	}
	for (unsigned i = 0; i < picture->row_count; i++)
		if (picture->rows[i].kind == ROW_PART)
			put_arrow(picture, &picture->rows[i]);
}

void frame_draw_svg(struct knell_buffer *out,
	const struct frame_request *request, const struct frame_shared *shared)
{
	static struct picture picture;

	picture = (struct picture){ .out = out, .y = MARGIN };
	for (int i = request->nested; i >= 0; i--) {
		add_frame(&picture, &shared->captures[i], i == request->nested);
		picture.y += i ? 2 * SPACE : 0;
	}
	add_trampoline(&picture, &shared->captures[0]);
	knell_svg_begin(out, WIDTH, picture.y + MARGIN, "A signal frame");
	put_rows(&picture);
	knell_svg_end(out);
}
