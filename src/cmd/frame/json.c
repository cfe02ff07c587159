/* SPDX-License-Identifier: MIT */
/* A frame as JSON: knell-frame(1) tells its members. */
#include "base/text.h"
#include "cmd/frame/frame.h"
#include "knell/name.h"
#include "report/json_text.h"
#include "sys/process.h"

enum { VALUE_BYTES = 512 };

static void put_key(struct knell_buffer *out, const char *key, bool first)
{
	if (!first)
		knell_put_char(out, ',');
	knell_json_put_text(out, key);
	knell_put_char(out, ':');
}

static void put_member(
	struct knell_buffer *out, const char *key, const char *text)
{
	put_key(out, key, false);
	if (text)
		knell_json_put_text(out, text);
	else
		knell_put_text(out, "null");
}

static void put_count(struct knell_buffer *out, const char *key, uint64_t value)
{
	put_key(out, key, false);
	knell_put_decimal(out, value);
}

static void put_address(
	struct knell_buffer *out, const char *key, uint64_t value)
{
	put_key(out, key, false);
	knell_put_char(out, '"');
	knell_put_address(out, value);
	knell_put_char(out, '"');
}

static void put_hex(struct knell_buffer *out, const char *key,
	const uint8_t *bytes, size_t size)
{
	put_key(out, key, false);
	if (!bytes) {
		knell_put_text(out, "null");
		return;
	}
	knell_put_char(out, '"');
	for (size_t i = 0; i < size; i++)
		knell_put_hex(out, bytes[i], 2);
	knell_put_char(out, '"');
}

static void put_part(struct knell_buffer *out,
	const struct frame_capture *capture,
	const struct knell_frame_part *part)
{
	char text[VALUE_BYTES];
	struct knell_buffer value = KNELL_BUFFER(text);
	bool known = frame_part_value(capture, part, &value);

	knell_put_text(out, "{\"name\":");
	knell_json_put_text(out, part->name);
	put_address(out, "address", (uintptr_t)part->address);
	put_count(out, "offset", frame_part_offset(capture, part));
	put_count(out, "size", part->size_bytes);
	put_count(out, "depth", part->depth);
	put_member(out, "kind", frame_kind_word(part->kind));
	put_member(out, "back", frame_use_word(part->use));
	put_member(out, "note", part->note);
	put_member(out, "value", known ? knell_buffer_text(&value) : NULL);
	/* A group's are those of its parts. */
	put_hex(out, "bytes",
		part->kind == KNELL_PART_GROUP
			? NULL
			: frame_part_bytes(capture, part),
		part->size_bytes);
	knell_put_char(out, '}');
}

static void put_trampoline(
	struct knell_buffer *out, const struct frame_capture *capture)
{
	char text[1024];
	struct knell_buffer place = KNELL_BUFFER(text);
	size_t at = 0;

	frame_put_place(&place, capture->trampoline);
	put_key(out, "trampoline", false);
	knell_put_text(out, "{\"place\":");
	knell_json_put_text(out, knell_buffer_text(&place));
	put_address(out, "address", capture->trampoline);
	put_key(out, "instructions", false);
	knell_put_char(out, '[');
	for (unsigned i = 0; i < capture->step_count; i++) {
		const struct knell_frame_step *step = &capture->steps[i];

		knell_put_text(out, i ? ",{\"text\":" : "{\"text\":");
		knell_json_put_text(out, step->text);
		put_address(out, "address", (uintptr_t)step->address);
		put_hex(out, "bytes", capture->code + at, step->size_bytes);
		at += step->size_bytes;
		knell_put_char(out, '}');
	}
	knell_put_text(out, "]}");
}

static void put_frame(
	struct knell_buffer *out, const struct frame_capture *capture)
{
	char name[KNELL_NAME_BYTES], set[KNELL_SET_TEXT_BYTES];

	knell_put_text(out, "{\"signal\":");
	knell_json_put_text(out, knell_signal_name(capture->signal, name));
	put_address(out, "address", (uintptr_t)capture->parts[0].address);
	put_count(out, "size", frame_size(capture));
	put_key(out, "alternate_stack", false);
	knell_put_text(out, capture->on_alternate ? "true" : "false");
	put_address(out, "handler", capture->handler);
	put_address(out, "info", capture->info_address);
	put_address(out, "context", capture->context_address);
	put_address(out, "interrupted_pc", capture->interrupted_pc);
	put_address(out, "interrupted_sp", capture->interrupted_sp);
	put_member(out, "mask_interrupted",
		knell_set_format(&capture->mask_before, set));
	put_member(out, "mask_in_handler",
		knell_set_format(&capture->mask_inside, set));
	put_trampoline(out, capture);
	put_key(out, "cut", false);
	knell_put_text(out,
		capture->parts_cut || capture->bytes_cut ? "true" : "false");
	put_key(out, "parts", false);
	knell_put_char(out, '[');
	for (unsigned i = 0; i < capture->part_count; i++) {
		knell_put_text(out, i ? ",\n" : "\n");
		put_part(out, capture, &capture->parts[i]);
	}
	knell_put_text(out, "]}");
}

void frame_write_json(struct knell_buffer *out,
	const struct frame_request *request, const struct frame_shared *shared)
{
	struct k_utsname name;
	bool known = sys_uname(&name) == 0;

	knell_put_text(out, "{\"version\":1");
	put_member(out, "machine", known ? name.machine : NULL);
	put_member(out, "kernel", known ? name.release : NULL);
	put_count(out, "word_bytes", sizeof(long));
	put_key(out, "frames", false);
	knell_put_text(out, "[");
	for (int i = request->nested; i >= 0; i--) {
		put_frame(out, &shared->captures[i]);
		if (i)
			knell_put_char(out, ',');
	}
	knell_put_text(out, "]}\n");
}
