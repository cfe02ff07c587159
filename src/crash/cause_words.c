/* SPDX-License-Identifier: MIT */
/* What the parts of the search for a cause ask of the record, and say. */
#include "base/load.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/place.h"

enum {
	NAME_MAX = 100,
	/* A value reads as text when so many bytes do, and no other. */
	TEXT_LEAST = 4,
};

const struct knell_cause_word knell_cause_words[KNELL_CAUSE_KINDS] = {
#define KIND(name, word, meaning) { word, meaning },
#include "crash/cause.def"
#undef KIND
};

const struct knell_frame *knell_inquiry_frame(
	const struct knell_inquiry *inquiry, uint32_t frame)
{
	const struct knell_thread *thread = inquiry->thread;

	return thread && frame < thread->frame_count &&
			       thread->frames[frame].how != KNELL_FRAME_SCAN
		       ? &thread->frames[frame]
		       : NULL;
}

bool knell_inquiry_is_in(const struct knell_inquiry *inquiry, uint32_t frame,
	const char *function)
{
	const struct knell_frame *at = knell_inquiry_frame(inquiry, frame);
	const char *name = at ? at->function : NULL;

	if (!name || !knell_text_starts(name, function))
		return false;
	name += knell_text_length(function);
	/* f, f.cold, f@VERSION, f(int) */
	return !*name || *name == '.' || *name == '@' || *name == '(';
}

uint32_t knell_inquiry_find(
	const struct knell_inquiry *inquiry, const char *function)
{
	uint32_t count = inquiry->thread ? inquiry->thread->frame_count : 0;

	for (uint32_t i = inquiry->frame; i < count; i++)
		if (knell_inquiry_is_in(inquiry, i, function))
			return i;
	return UINT32_MAX;
}

void knell_inquiry_put_frame(struct knell_inquiry *inquiry, uint32_t frame)
{
	const struct knell_record *record = inquiry->record;
	const struct knell_frame *at = knell_inquiry_frame(inquiry, frame);
	char name[NAME_MAX + 4];

	if (!at) {
		knell_inquiry_put(inquiry, NULL);
	} else if (at->function) {
		size_t length = knell_text_length(at->function);

		knell_memory_copy(name, at->function,
			length < NAME_MAX ? length + 1 : NAME_MAX);
		if (length >= NAME_MAX)
			knell_memory_copy(name + NAME_MAX, "...", 4);
		knell_put_printable(inquiry->out, name);
	} else if (at->module >= 0 &&
		   (uint32_t)at->module < record->module_count &&
		   record->modules[at->module].path) {
		knell_put_printable(inquiry->out,
			knell_text_basename(record->modules[at->module].path));
		knell_put_char(inquiry->out, '+');
		knell_put_address(inquiry->out, at->module_offset);
	} else {
		knell_put_address(inquiry->out, at->pc);
	}
}

void knell_inquiry_put_in(struct knell_inquiry *inquiry, uint32_t frame)
{
	if (!knell_inquiry_frame(inquiry, frame))
		return;
	knell_inquiry_put(inquiry, ", in ");
	knell_inquiry_put_frame(inquiry, frame);
}

void knell_inquiry_put_text_of(struct knell_inquiry *inquiry, uint64_t value)
{
	char text[9] = { 0 };
	size_t length = 0;

	for (; length < 8 && value; length++, value >>= 8) {
		text[length] = (char)value;
		if (text[length] < ' ' || text[length] > '~')
			return;
	}
	if (length < TEXT_LEAST)
		return;
	knell_inquiry_put(inquiry, " The address reads as the text \"");
	knell_inquiry_put(inquiry, text);
	knell_inquiry_put(inquiry, "\".");
}

bool knell_inquiry_value(
	const struct knell_inquiry *inquiry, uint64_t *ret_value)
{
	const struct knell_operation *operation = &inquiry->operation;
	uint8_t bytes[8] = { 0 };

	*ret_value = operation->value;
	if (!operation->in_memory)
		return operation->size > 0;
	if (knell_target_read(inquiry->target, operation->value, bytes,
		    operation->size) != operation->size)
		return false;
	*ret_value = knell_load64(bytes);
	return true;
}

bool knell_inquiry_limit(const struct knell_inquiry *inquiry, const char *name,
	uint64_t *ret_soft)
{
	const struct knell_record *record = inquiry->record;

	for (uint32_t i = 0; i < record->limit_count; i++) {
		const struct knell_limit *limit = &record->limits[i];

		if (!limit->name || !knell_text_equal(limit->name, name))
			continue;
		*ret_soft = limit->soft;
		return limit->soft != UINT64_MAX;
	}
	return false;
}

char *knell_inquiry_keep(struct knell_inquiry *inquiry, const char *text)
{
	return knell_arena_copy_text(
		inquiry->modules->arena, text, knell_text_length(text));
}

void knell_inquiry_set_kind(
	struct knell_inquiry *inquiry, enum knell_cause_kind kind)
{
	inquiry->cause->kind =
		knell_inquiry_keep(inquiry, knell_cause_words[kind].word);
}

void knell_inquiry_set_address(struct knell_inquiry *inquiry, uint64_t address,
	enum knell_access access)
{
	static const char *const words[] = { NULL, "read", "write", "execute" };
	struct knell_cause *cause = inquiry->cause;
	char text[256];
	struct knell_buffer out = KNELL_BUFFER(text);

	cause->has_address = true;
	cause->address = address;
	if (words[access])
		cause->access = knell_inquiry_keep(inquiry, words[access]);
	knell_place_put(&out, inquiry->modules, address);
	cause->place = knell_inquiry_keep(inquiry, knell_buffer_text(&out));
}
