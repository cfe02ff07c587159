/* SPDX-License-Identifier: MIT */
/* What there is to say of one part of a frame, whatever it is written to. */
#include "base/load.h"
#include "base/memory.h"
#include "base/text.h"
#include "cmd/frame/frame.h"
#include "knell/name.h"
#include "sys/file.h"

enum { LINE_BYTES = 1024, MAPS_CHUNK = 4096 };

size_t frame_part_offset(const struct frame_capture *capture,
	const struct knell_frame_part *part)
{
	return (size_t)((uintptr_t)part->address -
			(uintptr_t)capture->parts[0].address);
}

const uint8_t *frame_part_bytes(const struct frame_capture *capture,
	const struct knell_frame_part *part)
{
	size_t offset = frame_part_offset(capture, part);

	if (offset > capture->byte_count ||
		part->size_bytes > capture->byte_count - offset)
		return NULL;
	return capture->bytes + offset;
}

size_t frame_size(const struct frame_capture *capture)
{
	size_t end = 0;

	for (unsigned i = 0; i < capture->part_count; i++) {
		const struct knell_frame_part *part = &capture->parts[i];

		if (part->depth == 0 && part->kind != KNELL_PART_GAP &&
			part->kind != KNELL_PART_RED_ZONE)
			end = frame_part_offset(capture, part) +
			      part->size_bytes;
	}
	return end;
}

bool frame_leads_back(const struct frame_capture *capture)
{
	const struct knell_frame_part *last =
		&capture->parts[capture->part_count - 1];

	return (uintptr_t)last->address + last->size_bytes ==
	       capture->interrupted_sp;
}

const char *frame_use_words(enum knell_frame_use use)
{
	static const char *const words[] = {
		[KNELL_PART_UNREAD] = "not read",
		[KNELL_PART_RESTORED] = "restored",
		[KNELL_PART_FILTERED] = "restored in part",
		[KNELL_PART_CHECKED] = "read as a guide",
		[KNELL_PART_RETURNED] = "the handler returns to it",
		[KNELL_PART_KEPT] = "left alone",
	};

	return words[use];
}

const char *frame_use_word(enum knell_frame_use use)
{
	static const char *const words[] = {
		[KNELL_PART_UNREAD] = "unread",
		[KNELL_PART_RESTORED] = "restored",
		[KNELL_PART_FILTERED] = "filtered",
		[KNELL_PART_CHECKED] = "checked",
		[KNELL_PART_RETURNED] = "returned",
		[KNELL_PART_KEPT] = "kept",
	};

	return words[use];
}

const char *frame_kind_word(enum knell_frame_kind kind)
{
	static const char *const words[] = {
		[KNELL_PART_GROUP] = "group",
		[KNELL_PART_NUMBER] = "number",
		[KNELL_PART_POINTER] = "pointer",
		[KNELL_PART_REGISTER] = "register",
		[KNELL_PART_SET] = "set",
		[KNELL_PART_BYTES] = "bytes",
		[KNELL_PART_GAP] = "gap",
		[KNELL_PART_RED_ZONE] = "red-zone",
	};

	return words[kind];
}

static bool is_plain(const struct knell_frame_part *part)
{
	return part->kind == KNELL_PART_REGISTER && !part->note &&
	       part->use == KNELL_PART_RESTORED;
}

unsigned frame_plain_registers(
	const struct frame_capture *capture, unsigned index)
{
	unsigned count = 0;

	while (index + count < capture->part_count &&
		is_plain(&capture->parts[index + count]))
		count++;
	return count;
}

const char *frame_how_words(const struct frame_capture *capture)
{
	const char *words =
		knell_code_describe(capture->signal, capture->info.code);

	return words ? words : "unknown";
}

static void put_set(struct knell_buffer *out, const uint8_t *bytes, size_t size)
{
	char text[KNELL_SET_TEXT_BYTES];
	struct knell_set set;

	knell_set_empty(&set);
	if (size > sizeof(set))
		size = sizeof(set);
	knell_memory_copy(&set, bytes, size);
	knell_put_text(out, knell_set_format(&set, text));
}

static void put_bytes(
	struct knell_buffer *out, const uint8_t *bytes, size_t size)
{
	enum { SHOWN = 6 };
	size_t zeros = 0;

	while (zeros < size && !bytes[zeros])
		zeros++;
	if (zeros == size) {
		knell_put_text(out, "all 0");
		return;
	}
	for (size_t i = 0; i < size && i < SHOWN; i++) {
		knell_put_hex(out, bytes[i], 2);
		knell_put_char(out, ' ');
	}
	if (size > SHOWN)
		knell_put_text(out, "...");
}

static bool is_count(const char *name)
{
	static const char *const names[] = { "ss_size", "size", "si_errno",
		"xstate_size", "extended_size", "vl", "vlenb" };

	for (size_t i = 0; i < KNELL_COUNT(names); i++)
		if (knell_text_equal(name, names[i]))
			return true;
	return false;
}

static void put_number(const struct frame_capture *capture, const char *name,
	uint64_t value, struct knell_buffer *out)
{
	char text[KNELL_FLAGS_TEXT_BYTES], signal[KNELL_NAME_BYTES];
	const char *code;

	if (knell_text_equal(name, "si_signo")) {
		knell_put_text(out, knell_signal_name((int)value, signal));
	} else if (knell_text_equal(name, "si_code")) {
		code = knell_code_name(capture->signal, (int)value);
		if (code)
			knell_put_text(out, code);
		else
			knell_put_signed(out, (int)value);
	} else if (knell_text_equal(name, "ss_flags")) {
		knell_put_text(
			out, knell_stack_flags_format((unsigned)value, text));
	} else if (is_count(name)) {
		knell_put_decimal(out, value);
	} else {
		knell_put_address(out, value);
	}
}

/* Sizes of numbers are 1, 2, 4 or 8. */
bool frame_part_value(const struct frame_capture *capture,
	const struct knell_frame_part *part, struct knell_buffer *out)
{
	const uint8_t *bytes = frame_part_bytes(capture, part);

	if (!bytes)
		return false;
	switch (part->kind) {
	case KNELL_PART_GROUP:
	case KNELL_PART_GAP:
	case KNELL_PART_RED_ZONE: return false;
	case KNELL_PART_SET: put_set(out, bytes, part->size_bytes); break;
	case KNELL_PART_BYTES: put_bytes(out, bytes, part->size_bytes); break;
	case KNELL_PART_NUMBER:
		put_number(capture, part->name,
			knell_load(bytes, part->size_bytes), out);
		break;
	case KNELL_PART_POINTER:
	case KNELL_PART_REGISTER:
		knell_put_address(out, knell_load(bytes, part->size_bytes));
		break;
	}
	return true;
}

/* A line of /proc/PID/maps: "start-end perms offset device inode   name". */
static const char *name_in_line(const char *line, uintptr_t address)
{
	uint64_t start, end;

	if (!knell_text_hex(&line, &start) || *line++ != '-' ||
		!knell_text_hex(&line, &end) || address < start ||
		address >= end)
		return NULL;
	for (int field = 0; field < 4; field++) {
		while (*line == ' ')
			line++;
		while (*line && *line != ' ')
			line++;
	}
	while (*line == ' ')
		line++;
	return line;
}

struct lines {
	int fd;
	char data[MAPS_CHUNK];
	size_t used, at;
};

/* Too long lines are cut. Return: false at the end. */
static bool read_line(struct lines *lines, char line[LINE_BYTES])
{
	size_t length = 0;

	for (;;) {
		if (lines->at == lines->used) {
			long got = sys_read(
				lines->fd, lines->data, sizeof(lines->data));

			if (got <= 0)
				return false;
			lines->used = (size_t)got;
			lines->at = 0;
		}
		char c = lines->data[lines->at++];

		if (c == '\n')
			break;
		if (length + 1 < LINE_BYTES)
			line[length++] = c;
	}
	line[length] = 0;
	return true;
}

void frame_put_back(
	struct knell_buffer *out, const struct knell_frame_part *part)
{
	if (part->kind == KNELL_PART_GAP)
		return;
	if (part->kind != KNELL_PART_GROUP)
		knell_put_text(out, frame_use_words(part->use));
	if (part->note) {
		knell_put_text(out, out->used ? "; " : "");
		knell_put_text(out, part->note);
	}
}

void frame_put_place(struct knell_buffer *out, uintptr_t address)
{
	struct lines lines = { .fd = (int)sys_openat(K_AT_FDCWD,
				       "/proc/self/maps",
				       K_O_RDONLY | K_O_CLOEXEC, 0) };
	char line[LINE_BYTES];
	const char *name = NULL;

	while (lines.fd >= 0 && !name && read_line(&lines, line))
		name = name_in_line(line, address);
	if (lines.fd >= 0)
		sys_close(lines.fd);
	if (name && *name)
		knell_put_printable(out, name);
	else
		knell_put_text(out, name ? "memory without a name" : "unknown");
}
