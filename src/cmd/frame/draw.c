/* SPDX-License-Identifier: MIT */
/* A frame drawn as text, 80 columns wide. */
#include "base/load.h"
#include "base/memory.h"
#include "base/text.h"
#include "cmd/frame/frame.h"
#include "knell/name.h"
#include "report/page.h"

/* Where columns begin. */
enum { SIZE_END = 14, NAME = 16, VALUE = 37, BACK = 56, COLUMNS = 80 };
enum { BYTES_A_LINE = 16, VALUE_BYTES = 512 };

struct drawing {
	struct knell_page page;
	const struct frame_request *request;
	const struct frame_capture *capture;
};

static void put_field(struct drawing *d, const char *label)
{
	knell_page_text(&d->page, label);
	knell_page_pad(&d->page, 11);
}

static unsigned digits(uint64_t value)
{
	unsigned count = 1;

	while (value /= 10)
		count++;
	return count;
}

static void put_offset(struct drawing *d, size_t offset, size_t size)
{
	char text[24];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_put_text(&out, "+0x");
	knell_put_hex(&out, offset, 3);
	knell_page_text(&d->page, knell_buffer_text(&out));
	knell_page_pad(&d->page, SIZE_END - digits(size));
	knell_page_decimal(&d->page, size);
}

/* The pointer leads into the frame, or back to the interrupted stack. */
static void put_target(struct drawing *d, const struct knell_frame_part *part,
	struct knell_buffer *out)
{
	const struct frame_capture *capture = d->capture;
	const uint8_t *bytes = frame_part_bytes(capture, part);
	uintptr_t first = (uintptr_t)capture->parts[0].address;
	uintptr_t value;

	if (part->kind != KNELL_PART_POINTER || !bytes ||
		part->size_bytes != sizeof(value))
		return;
	value = (uintptr_t)knell_load(bytes, sizeof(value));
	if (value - first < frame_size(capture)) {
		out->used = 0;
		knell_put_text(out, "-> +0x");
		knell_put_hex(out, value - first, 3);
	} else if (value == capture->interrupted_sp) {
		out->used = 0;
		knell_put_text(out, "-> its end");
	}
}

static void put_back(struct drawing *d, const struct knell_frame_part *part)
{
	char text[256];
	struct knell_buffer out = KNELL_BUFFER(text);

	frame_put_back(&out, part);
	if (!out.used)
		return;
	knell_page_gap(&d->page, BACK);
	if (d->page.column + 12 > COLUMNS) {
		knell_page_line(&d->page);
		knell_page_pad(&d->page, BACK);
	}
	knell_page_wrap(&d->page, knell_buffer_text(&out), BACK);
}

static void put_dump(struct drawing *d, const struct knell_frame_part *part)
{
	const uint8_t *bytes = frame_part_bytes(d->capture, part);
	size_t offset = frame_part_offset(d->capture, part);

	for (size_t i = 0; bytes && i < part->size_bytes; i++) {
		char text[4];
		struct knell_buffer out = KNELL_BUFFER(text);

		if (i % BYTES_A_LINE == 0) {
			knell_page_text(&d->page, "+0x");
			knell_page_hex(&d->page, offset + i);
			knell_page_pad(&d->page, NAME + 4);
		}
		knell_put_hex(&out, bytes[i], 2);
		knell_page_text(&d->page, knell_buffer_text(&out));
		knell_page_pad(&d->page, d->page.column + 1);
		if (i % BYTES_A_LINE == BYTES_A_LINE - 1 ||
			i + 1 == part->size_bytes)
			knell_page_line(&d->page);
	}
}

static void put_part(struct drawing *d, const struct knell_frame_part *part)
{
	char text[VALUE_BYTES];
	struct knell_buffer value = KNELL_BUFFER(text);
	bool dim = part->use == KNELL_PART_UNREAD;
	bool bold = part->kind == KNELL_PART_GROUP;

	put_offset(d, frame_part_offset(d->capture, part), part->size_bytes);
	knell_page_pad(&d->page, NAME + 2 * part->depth);
	knell_page_style(&d->page, bold  ? KNELL_STYLE_BOLD
				   : dim ? KNELL_STYLE_DIM
					 : KNELL_STYLE_PLAIN);
	knell_page_text(&d->page, part->name);
	knell_page_style(&d->page, KNELL_STYLE_PLAIN);
	if (frame_part_value(d->capture, part, &value)) {
		put_target(d, part, &value);
		knell_page_gap(&d->page, VALUE);
		knell_page_wrap(&d->page, knell_buffer_text(&value), VALUE);
	}
	put_back(d, part);
	knell_page_line(&d->page);
	if (d->request->all && part->kind == KNELL_PART_BYTES &&
		part->size_bytes > 6)
		put_dump(d, part);
}

/* Two registers a line, below a line for all of them. */
static void put_registers(struct drawing *d, unsigned index, unsigned count)
{
	const struct knell_frame_part *parts = &d->capture->parts[index];
	unsigned last = count - 1;
	size_t from = frame_part_offset(d->capture, &parts[0]);
	size_t end = frame_part_offset(d->capture, &parts[last]) +
		     parts[last].size_bytes;

	put_offset(d, from, end - from);
	knell_page_pad(&d->page, NAME + 2 * parts->depth);
	knell_page_text(&d->page, parts[0].name);
	knell_page_text(&d->page, " to ");
	knell_page_text(&d->page, parts[last].name);
	knell_page_pad(&d->page, BACK);
	knell_page_text(&d->page, "each restored");
	knell_page_line(&d->page);
	for (unsigned i = 0; i < count; i++) {
		char text[VALUE_BYTES];
		struct knell_buffer value = KNELL_BUFFER(text);
		uint32_t column = NAME + 6 + (i % 2 ? 29 : 0);

		knell_page_pad(&d->page, column);
		knell_page_text(&d->page, parts[i].name);
		knell_page_gap(&d->page, column + 8);
		if (!frame_part_value(d->capture, &parts[i], &value))
			knell_put_text(&value, "unknown");
		knell_page_text(&d->page, knell_buffer_text(&value));
		if (i % 2 || i == last)
			knell_page_line(&d->page);
	}
}

static void put_parts(struct drawing *d)
{
	const struct frame_capture *capture = d->capture;

	knell_page_style(&d->page, KNELL_STYLE_BOLD);
	knell_page_text(&d->page, "offset");
	knell_page_pad(&d->page, SIZE_END - 5);
	knell_page_text(&d->page, "bytes");
	knell_page_pad(&d->page, NAME);
	knell_page_text(&d->page, "part");
	knell_page_pad(&d->page, VALUE);
	knell_page_text(&d->page, "value");
	knell_page_pad(&d->page, BACK);
	knell_page_text(&d->page, "on the way back");
	knell_page_style(&d->page, KNELL_STYLE_PLAIN);
	knell_page_line(&d->page);
	for (unsigned i = 0; i < capture->part_count; i++) {
		unsigned run =
			d->request->all ? 0 : frame_plain_registers(capture, i);

		if (run < 3) {
			put_part(d, &capture->parts[i]);
			continue;
		}
		put_registers(d, i, run);
		i += run - 1;
	}
	if (capture->parts_cut || capture->bytes_cut)
		knell_page_text(&d->page, "the rest is too long to be shown\n");
}

static void put_mask(struct drawing *d, const struct knell_set *set)
{
	char text[KNELL_SET_TEXT_BYTES];

	knell_page_wrap(&d->page, knell_set_format(set, text), 11);
}

static void put_head(struct drawing *d)
{
	const struct frame_capture *capture = d->capture;
	uintptr_t first = (uintptr_t)capture->parts[0].address;
	char text[1024], name[KNELL_NAME_BYTES];
	struct knell_buffer place = KNELL_BUFFER(text);

	put_field(d, "signal");
	knell_page_text(&d->page, knell_signal_name(capture->signal, name));
	knell_page_text(&d->page, ": ");
	knell_page_wrap(&d->page, frame_how_words(capture), 11);
	knell_page_line(&d->page);
	put_field(d, "frame");
	knell_page_address(&d->page, first);
	knell_page_text(&d->page, " to ");
	knell_page_address(&d->page, first + frame_size(capture));
	knell_page_text(&d->page, ", ");
	knell_page_decimal(&d->page, frame_size(capture));
	knell_page_text(&d->page, capture->on_alternate
					  ? " bytes on the alternate stack"
					  : " bytes on the thread's stack");
	knell_page_line(&d->page);
	put_field(d, "handler");
	knell_page_address(&d->page, capture->handler);
	knell_page_text(&d->page, ", its stack below the frame");
	knell_page_line(&d->page);
	put_field(d, "code");
	knell_page_text(&d->page, "interrupted at ");
	knell_page_address(&d->page, capture->interrupted_pc);
	knell_page_text(&d->page, " with its stack pointer at ");
	knell_page_address(&d->page, capture->interrupted_sp);
	knell_page_line(&d->page);
	put_field(d, "mask");
	put_mask(d, &capture->mask_before);
	knell_page_text(&d->page, ", in the handler ");
	put_mask(d, &capture->mask_inside);
	knell_page_line(&d->page);
	put_field(d, "returns");
	knell_page_text(&d->page, "to ");
	knell_page_address(&d->page, capture->trampoline);
	knell_page_text(&d->page, " in ");
	frame_put_place(&place, capture->trampoline);
	knell_page_wrap(&d->page, knell_buffer_text(&place), 11);
	knell_page_line(&d->page);
}

static void put_trampoline(struct drawing *d)
{
	const struct frame_capture *capture = d->capture;
	size_t at = 0;

	knell_page_heading(&d->page, "The trampoline");
	knell_page_line(&d->page);
	if (!capture->step_count) {
		knell_page_text(&d->page, "its code is not known here");
		knell_page_line(&d->page);
	}
	for (unsigned i = 0; i < capture->step_count; i++) {
		const struct knell_frame_step *step = &capture->steps[i];

		knell_page_address(&d->page, (uintptr_t)step->address);
		knell_page_gap(&d->page, 21);
		for (size_t k = 0; k < step->size_bytes; k++) {
			char text[4];
			struct knell_buffer out = KNELL_BUFFER(text);

			knell_put_hex(&out, capture->code[at++], 2);
			knell_page_text(&d->page, knell_buffer_text(&out));
			knell_page_pad(&d->page, d->page.column + 1);
		}
		knell_page_gap(&d->page, 46);
		knell_page_text(&d->page, step->text);
		knell_page_line(&d->page);
	}
}

static void put_frame(struct drawing *d)
{
	put_head(d);
	knell_page_line(&d->page);
	put_parts(d);
	put_trampoline(d);
}

/* The outer handler's own stack, between the frames. */
static void put_between(struct drawing *d, const struct frame_capture *inner,
	const struct frame_capture *outer)
{
	uintptr_t from = inner->interrupted_sp;
	uintptr_t to = (uintptr_t)outer->parts[0].address;

	knell_page_line(&d->page);
	if (to > from) {
		knell_page_text(&d->page, "Between the frames lie ");
		knell_page_decimal(&d->page, to - from);
		knell_page_text(
			&d->page, " bytes of the outer handler's stack.");
		knell_page_line(&d->page);
	}
	knell_page_line(&d->page);
}

void frame_draw(struct knell_buffer *out, const struct frame_request *request,
	const struct frame_shared *shared, bool color)
{
	struct drawing d = {
		.page = { .out = out, .columns = COLUMNS, .color = color },
		.request = request,
		.capture = &shared->captures[request->nested]
	};

	put_frame(&d);
	if (!request->nested)
		return;
	put_between(&d, &shared->captures[1], &shared->captures[0]);
	d.capture = &shared->captures[0];
	put_frame(&d);
}
