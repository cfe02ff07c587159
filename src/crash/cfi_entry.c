/* SPDX-License-Identifier: MIT */
/*
 * Parsing the entries of call frame information: encoded pointers, CIEs with
 * their augmentations, FDEs. Sources: DWARF 5 section 6.4.1, LSB 5.0 sections
 * 10.5 and 10.6.1.
 */
#include "crash/cfi_entry.h"

#include "abi/errno.h"

static uint64_t take_word(struct knell_cursor *cursor, uint8_t word_bytes)
{
	return word_bytes == 8 ? knell_take_u64(cursor)
			       : knell_take_u32(cursor);
}

static uint64_t take_value(
	struct knell_cursor *cursor, uint8_t encoding, uint8_t word_bytes)
{
	switch (encoding & 0x0f) {
	case DW_EH_PE_sdata4:
		return (uint64_t)(int64_t)(int32_t)knell_take_u32(cursor);
	case DW_EH_PE_udata4: return knell_take_u32(cursor);
	case DW_EH_PE_absptr: return take_word(cursor, word_bytes);
	case DW_EH_PE_uleb128: return knell_take_uleb(cursor);
	case DW_EH_PE_udata2: return knell_take_u16(cursor);
	case DW_EH_PE_udata8:
	case DW_EH_PE_sdata8: return knell_take_u64(cursor);
	case DW_EH_PE_signed:
		return word_bytes == 8
			       ? knell_take_u64(cursor)
			       : (uint64_t)(int64_t)(int32_t)knell_take_u32(
					 cursor);
	case DW_EH_PE_sleb128: return (uint64_t)knell_take_sleb(cursor);
	case DW_EH_PE_sdata2:
		return (uint64_t)(int64_t)(int16_t)knell_take_u16(cursor);
	default: cursor->bad = true; return 0;
	}
}

static void skip_to_word(
	struct knell_cursor *cursor, const struct knell_cfi_bases *bases)
{
	uint64_t address = knell_cfi_link_address(bases->section, cursor->at);

	knell_cursor_skip(cursor, -address & (bases->word_bytes - 1u));
}

uint64_t knell_cfi_take_pointer_long(struct knell_cursor *cursor,
	uint8_t encoding, const struct knell_cfi_bases *bases)
{
	uint64_t base = 0;

	switch (encoding & 0x70) {
	case DW_EH_PE_absptr: break;
	case DW_EH_PE_pcrel:
		base = knell_cfi_link_address(bases->section, cursor->at);
		break;
	case DW_EH_PE_textrel: base = bases->text; break;
	case DW_EH_PE_datarel: base = bases->data; break;
	case DW_EH_PE_aligned: skip_to_word(cursor, bases); break;
	default: cursor->bad = true; return 0;
	}
	uint64_t value = base + take_value(cursor, encoding, bases->word_bytes);

	/* A pointer to the pointer: used for personality routines alone. */
	if (encoding & DW_EH_PE_indirect)
		cursor->bad = true;
	return bases->word_bytes == 8 ? value : (uint32_t)value;
}

int knell_cfi_read_header(const struct knell_cfi *cfi,
	const struct knell_bytes *section, const uint8_t *at,
	struct knell_cfi_header *ret_header)
{
	bool debug = section == &cfi->debug_frame;
	struct knell_cursor cursor = { at, section->data + section->size,
		false };
	uint64_t length = knell_take_u32(&cursor);
	bool wide = length == 0xffffffff;

	if (wide)
		length = knell_take_u64(&cursor);
	if (!length && !debug && !cursor.bad)
		return -ENOENT;
	if (!knell_cursor_room(&cursor, length))
		return -EBADMSG;
	cursor.end = cursor.at + (size_t)length;

	const uint8_t *id_at = cursor.at;
	/* The id stays short in .eh_frame, whatever the length. */
	uint64_t id = debug && wide ? knell_take_u64(&cursor)
				    : knell_take_u32(&cursor);

	ret_header->body = cursor;
	ret_header->cie = NULL;
	if (id == (!debug ? 0 : wide ? UINT64_MAX : UINT32_MAX))
		return cursor.bad ? -EBADMSG : 0;
	uint64_t offset = debug ? id : (uint64_t)(id_at - section->data) - id;

	if (cursor.bad || offset >= section->size)
		return -EBADMSG;
	ret_header->cie = section->data + (size_t)offset;
	return 0;
}

/* The data that an augmentation string with a leading 'z' announces. */
static void take_augmentation(struct knell_cursor *cursor,
	const uint8_t *letters, const struct knell_cfi_bases *bases,
	struct knell_cfi_entry *entry)
{
	for (; *letters; letters++) {
		uint8_t encoding;

		switch (*letters) {
		case 'R':
			entry->pointer_encoding = knell_take_u8(cursor);
			break;
		case 'L': knell_cursor_skip(cursor, 1); break;
		case 'P':
			encoding = knell_take_u8(cursor);
			if (encoding != DW_EH_PE_omit)
				knell_cfi_take_pointer(cursor,
					encoding & ~DW_EH_PE_indirect, bases);
			break;
		case 'S': entry->signal_frame = true; break;
		/* aarch64: signed with the B key; with memory tags. */
		case 'B':
		case 'G': break;
		/* The length lets us go on without knowing it. */
		default: return;
		}
	}
}

/* The augmentation string, NUL-terminated inside the entry. */
static const uint8_t *take_letters(struct knell_cursor *cursor)
{
	const uint8_t *letters = cursor->at;

	while (knell_take_u8(cursor))
		;
	return letters;
}

static struct knell_cfi_bases find_bases(const struct knell_cfi_entry *entry)
{
	return (struct knell_cfi_bases){ entry->section, entry->cfi->text,
		entry->cfi->got, entry->word_bytes };
}

/* Letters without a 'z' have data of no announced size. */
static bool take_old_augmentation(struct knell_cursor *cursor,
	const uint8_t *letters, struct knell_cfi_entry *entry)
{
	for (; *letters; letters++) {
		if (letters[0] == 'e' && letters[1] == 'h') {
			knell_cursor_skip(cursor, entry->word_bytes);
			letters++;
		} else if (*letters == 'S') {
			entry->signal_frame = true;
		} else if (*letters != 'B' && *letters != 'G') {
			return false;
		}
	}
	return true;
}

/* Nearly all CIEs: def_cfa; offset of the return column, or not; nops. */
static void read_plain_program(struct knell_cfi_entry *entry)
{
	const uint8_t *at = entry->initial, *end = entry->initial_end;

	entry->plain = false;
	if (end - at < 5 || at[0] != DW_CFA_def_cfa || at[1] >= 0x80 ||
		at[2] >= 0x80)
		return;
	entry->cfa_register = at[1];
	entry->cfa_offset = at[2];
	entry->return_offset = 0;
	at += 3;
	if (entry->return_column <= OPERAND &&
		at[0] == (DW_CFA_offset | entry->return_column) && at[1] &&
		at[1] < 0x80) {
		entry->return_offset =
			(int64_t)(at[1] * (uint64_t)entry->data_factor);
		at += 2;
	}
	while (at < end && *at == DW_CFA_nop)
		at++;
	entry->plain = at == end;
}

int knell_cfi_read_cie(const struct knell_cfi *cfi,
	const struct knell_bytes *section, const uint8_t *at,
	struct knell_cfi_entry *ret_entry)
{
	struct knell_cfi_header header;

	if (knell_cfi_read_header(cfi, section, at, &header) || header.cie)
		return -EBADMSG;
	struct knell_cursor *cursor = &header.body;
	struct knell_cfi_entry *entry = ret_entry;
	uint8_t version = knell_take_u8(cursor);
	const uint8_t *letters = take_letters(cursor);

	entry->cie = NULL;
	entry->cfi = cfi;
	entry->section = section;
	entry->word_bytes = cfi->word_bytes;
	entry->pointer_encoding = DW_EH_PE_absptr;
	entry->signal_frame = false;
	entry->has_augmentation = !cursor->bad && *letters == 'z';
	if (cursor->bad || version < 1 || version > 4 || version == 2)
		return -EBADMSG;
	if (!entry->has_augmentation &&
		!take_old_augmentation(cursor, letters, entry))
		return -EBADMSG;
	if (version == 4) {
		entry->word_bytes = knell_take_u8(cursor);
		/* Segments have not been seen since the 80286. */
		if ((entry->word_bytes != 4 && entry->word_bytes != 8) ||
			knell_take_u8(cursor))
			return -EBADMSG;
	}
	entry->code_factor = knell_take_uleb(cursor);
	entry->data_factor = knell_take_sleb(cursor);
	uint64_t column =
		version == 1 ? knell_take_u8(cursor) : knell_take_uleb(cursor);

	entry->return_column = column < KNELL_NO_REGISTER ? (uint8_t)column
							  : KNELL_NO_REGISTER;
	if (entry->has_augmentation) {
		uint64_t size = knell_take_uleb(cursor);
		struct knell_cfi_bases bases = find_bases(entry);
		struct knell_cursor data = *cursor;

		knell_cursor_skip(cursor, size);
		data.end = cursor->at;
		take_augmentation(&data, letters + 1, &bases, entry);
		cursor->bad |= data.bad;
	}
	entry->initial = cursor->at;
	entry->initial_end = cursor->end;
	if (cursor->bad)
		return -EBADMSG;
	read_plain_program(entry);
	entry->plain_fde =
		entry->has_augmentation && entry->word_bytes == 8 &&
		section == &cfi->eh_frame &&
		entry->pointer_encoding == (DW_EH_PE_pcrel | DW_EH_PE_sdata4);
	entry->cie = at;
	return 0;
}

int knell_cfi_read_fde(
	struct knell_cfi_header *header, struct knell_cfi_entry *entry)
{
	struct knell_cursor *cursor = &header->body;
	struct knell_cfi_bases bases = find_bases(entry);

	entry->start =
		knell_cfi_take_pointer(cursor, entry->pointer_encoding, &bases);
	uint64_t size =
		take_value(cursor, entry->pointer_encoding, entry->word_bytes);

	if (entry->has_augmentation)
		knell_cursor_skip(cursor, knell_take_uleb(cursor));
	if (cursor->bad ||
		__builtin_add_overflow(entry->start, size, &entry->end))
		return -EBADMSG;
	entry->program = cursor->at;
	entry->program_end = cursor->end;
	return 0;
}
