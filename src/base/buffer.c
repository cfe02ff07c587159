/* SPDX-License-Identifier: MIT */
/* Bounded text output. */
#include "base/buffer.h"

#include "base/memory.h"
#include "base/text.h"

static bool make_room(struct knell_buffer *out)
{
	if (out->used < out->size)
		return true;
	if (out->drain && !out->error) {
		int error = out->drain(out);

		if (error < 0)
			out->error = error;
		else if (out->used < out->size)
			return true;
	}
	out->truncated = true;
	return false;
}

void knell_put_bytes(struct knell_buffer *out, const void *data, size_t size)
{
	const char *from = data;

	while (size && make_room(out)) {
		size_t room = out->size - out->used;
		size_t part = size < room ? size : room;

		knell_memory_copy(out->data + out->used, from, part);
		out->used += part;
		from += part;
		size -= part;
	}
}

void knell_put_char(struct knell_buffer *out, char c)
{
	knell_put_bytes(out, &c, 1);
}

void knell_put_text(struct knell_buffer *out, const char *text)
{
	if (!text)
		text = "unknown";
	knell_put_bytes(out, text, knell_text_length(text));
}

/* Bytes of the well-formed character at `text`; 0: none, or a C1 control. */
static size_t measure_character(const unsigned char *text)
{
	static const unsigned least[] = { 0, 0, 0xa0, 0x800, 0x10000 };
	size_t size = text[0] < 0xc2   ? 0
		      : text[0] < 0xe0 ? 2
		      : text[0] < 0xf0 ? 3
		      : text[0] < 0xf5 ? 4
				       : 0;
	uint32_t point = text[0] & (0xffu >> (size + 1));

	for (size_t i = 1; i < size; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (text[i] & 0x3f);
	}
	if (!size || point < least[size] || point > 0x10ffff ||
		(point >= 0xd800 && point <= 0xdfff))
		return 0;
	return size;
}

void knell_put_printable(struct knell_buffer *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	if (!text) {
		knell_put_text(out, NULL);
		return;
	}
	while (*at) {
		size_t size =
			*at >= 0x20 && *at < 0x7f ? 1 : measure_character(at);

		if (size) {
			knell_put_bytes(out, at, size);
			at += size;
		} else {
			knell_put_text(out, "\\x");
			knell_put_hex(out, *at++, 2);
		}
	}
}

void knell_put_decimal(struct knell_buffer *out, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	knell_put_bytes(out, digits + at, sizeof(digits) - at);
}

void knell_put_signed(struct knell_buffer *out, int64_t value)
{
	if (value < 0)
		knell_put_char(out, '-');
	knell_put_decimal(out, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void knell_put_hex(struct knell_buffer *out, uint64_t value, unsigned digits)
{
	char text[16];
	size_t at = sizeof(text);

	do {
		text[--at] = "0123456789abcdef"[value & 15];
		value >>= 4;
	} while (at && (value || sizeof(text) - at < digits));
	knell_put_bytes(out, text + at, sizeof(text) - at);
}

void knell_put_address(struct knell_buffer *out, uint64_t value)
{
	knell_put_text(out, "0x");
	knell_put_hex(out, value, 1);
}

void knell_put_repeat(struct knell_buffer *out, char c, size_t count)
{
	while (count--)
		knell_put_char(out, c);
}

const char *knell_buffer_text(struct knell_buffer *out)
{
	if (!out->size)
		return "";
	out->data[out->used < out->size ? out->used : out->size - 1] = '\0';
	return out->data;
}

int knell_buffer_finish(struct knell_buffer *out)
{
	if (out->used && out->drain && !out->error) {
		int error = out->drain(out);

		if (error < 0)
			out->error = error;
	}
	return out->error;
}
