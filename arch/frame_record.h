/* SPDX-License-Identifier: MIT */
/*
 * The records of state that signal frames of several machines have, told part
 * by part. Each begins with a magic number and its size, both of 32 bits; a
 * magic number of 0, or a size that cannot be, ends them.
 */
#ifndef KNELL_ARCH_FRAME_RECORD_H
#define KNELL_ARCH_FRAME_RECORD_H

#include "arch/frame.h"
#include "base/memory.h"

/* In place of a size: up to the record's end. */
enum { FRAME_REST = 0xffff };

/* A row of a table: a record's name, and its members. */
#define FRAME_RECORD(magic, name, note)                      \
	{                                                    \
		magic, 0, 0, KNELL_PART_RESTORED, name, note \
	}
#define FRAME_FIELD(magic, offset, size, use, name, note)         \
	{                                                         \
		magic, offset, size, KNELL_PART_##use, name, note \
	}

/* With a size of 0, it is the record itself. */
struct knell_frame_field {
	uint32_t magic;
	uint16_t offset, size;
	uint8_t use;
	const char *name, *note;
};

struct knell_frame_records {
	const struct knell_frame_field *fields;
	size_t field_count;
	unsigned depth;
	/* Of what ends them. */
	unsigned end_bytes;
};

static inline bool knell_frame_fields(struct knell_frame_search *search,
	const struct knell_frame_records *kind, const uint8_t *at,
	uint32_t magic, uint32_t size)
{
	uint32_t told = 8;

	for (size_t i = 0; i < kind->field_count; i++) {
		const struct knell_frame_field *field = &kind->fields[i];
		uint32_t bytes = field->size;

		if (bytes == FRAME_REST && size > field->offset)
			bytes = size - field->offset;
		if (field->magic != magic || !bytes ||
			field->offset + bytes > size)
			continue;
		if (knell_frame_tell(search,
			    bytes > 8 || field->size == FRAME_REST
				    ? KNELL_PART_BYTES
				    : KNELL_PART_NUMBER,
			    kind->depth + 1, at + field->offset, bytes,
			    (enum knell_frame_use)field->use, field->name,
			    field->note))
			return true;
		told = field->offset + bytes;
	}
	/* Where no field is known, all is one. */
	return told == 8 && size > 8 &&
	       knell_frame_tell(search, KNELL_PART_BYTES, kind->depth + 1,
		       at + 8, size - 8, KNELL_PART_RESTORED, "data", NULL);
}

static inline bool knell_frame_one_record(struct knell_frame_search *search,
	const struct knell_frame_records *kind, const uint8_t *at)
{
	uint32_t magic = knell_load32(at), size = knell_load32(at + 4);
	const char *name = "record", *note = "not known here";

	for (size_t i = 0; i < kind->field_count; i++) {
		if (kind->fields[i].magic != magic || kind->fields[i].size)
			continue;
		name = kind->fields[i].name;
		note = kind->fields[i].note;
	}
	return knell_frame_tell(search, KNELL_PART_GROUP, kind->depth, at, size,
		       KNELL_PART_RESTORED, name, note) ||
	       knell_frame_tell(search, KNELL_PART_NUMBER, kind->depth + 1, at,
		       4, KNELL_PART_CHECKED, "magic", NULL) ||
	       knell_frame_tell(search, KNELL_PART_NUMBER, kind->depth + 1,
		       at + 4, 4, KNELL_PART_CHECKED, "size", NULL) ||
	       knell_frame_fields(search, kind, at, magic, size);
}

/* All of them, with what ends them. `ret_end`: the byte after that. */
static inline bool knell_frame_all_records(struct knell_frame_search *search,
	const struct knell_frame_records *kind, const uint8_t *at, size_t room,
	const uint8_t **ret_end)
{
	while (room >= 8 && knell_load32(at)) {
		uint32_t size = knell_load32(at + 4);

		if (size < 8 || size > room)
			break;
		if (knell_frame_one_record(search, kind, at))
			return true;
		at += size;
		room -= size;
	}
	*ret_end = at;
	if (room < kind->end_bytes || knell_load32(at))
		return false;
	*ret_end = at + kind->end_bytes;
	return knell_frame_tell(search, KNELL_PART_BYTES, kind->depth, at,
		kind->end_bytes, KNELL_PART_CHECKED, "end", "no more records");
}

#endif
