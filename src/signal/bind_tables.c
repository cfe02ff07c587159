/* SPDX-License-Identifier: MIT */
/*
 * Call frame information for a handler that was made: one CIE, one FDE. Where
 * the record is known, all is found in it; before and after, a handler's frame
 * is that of a function which has done nothing. Source: DWARF 5 section 6.4.
 */
#include "abi.h"
#include "abi/errno.h"
#include "base/memory.h"
#include "signal/bind.h"

enum {
	DW_CFA_advance_loc4 = 0x04,
	DW_CFA_restore_extended = 0x06,
	DW_CFA_def_cfa = 0x0c,
	DW_CFA_def_cfa_expression = 0x0f,
	DW_CFA_expression = 0x10,
	DW_CFA_offset = 0x80,
	DW_OP_deref = 0x06,
	DW_OP_plus_uconst = 0x23,
	DW_OP_breg0 = 0x70,
	/* In struct knell_bind_record, and where a call leaves its address. */
	LINK = 8,
	WORD = 8,
};

/* How a frame's record is found: in a register, or in the word at a place
 * beside what a register points to. */
struct base {
	uint8_t number; /* of DWARF */
	bool word;
	int at;
};

struct writer {
	const struct knell_encoder *encoder;
	uint8_t *memory;
	size_t room, size;
	/* The place in the code that was told last. */
	size_t place;
};

/* What there is no room for is counted. */
static void put(struct writer *writer, uint64_t value, unsigned bytes)
{
	for (; bytes--; writer->size++, value >>= 8)
		if (writer->size < writer->room)
			writer->memory[writer->size] = (uint8_t)value;
}

static void set_32(struct writer *writer, size_t at, size_t value)
{
	for (unsigned i = 0; i < 4; i++)
		if (at + i < writer->room)
			writer->memory[at + i] = (uint8_t)(value >> 8 * i);
}

/* SLEB128 of two bytes: -8192 to 8191. ULEB128 of as many: to 16383. */
static void put_leb(struct writer *writer, int value)
{
	put(writer, (uint64_t)((unsigned)value & 0x7f) | 0x80, 1);
	put(writer, (uint64_t)((unsigned)value >> 7 & 0x7f), 1);
}

/* Begins an entry. Return: where its length goes. */
static size_t begin_entry(struct writer *writer)
{
	put(writer, 0, 4);
	return writer->size - 4;
}

/* Fills it up with operations that do nothing. */
static void end_entry(struct writer *writer, size_t begin)
{
	while (writer->size % 8)
		put(writer, 0, 1);
	set_32(writer, begin, writer->size - begin - 4);
}

static void put_place(struct writer *writer, size_t place)
{
	put(writer, DW_CFA_advance_loc4, 1);
	put(writer, place - writer->place, 4);
	writer->place = place;
}

static uint8_t link_number(const struct knell_encoder *encoder)
{
	const struct knell_machine *machine = encoder->machine;

	return machine->call_pushes ? machine->pc : machine->link;
}

/* Pushes the address of a word in the record. */
static unsigned size_of_address(const struct base *base)
{
	return base->word ? 3 + 1 + 3 : 3;
}

static void put_address(struct writer *writer, const struct base *base, int at)
{
	put(writer, DW_OP_breg0 + base->number, 1);
	put_leb(writer, base->word ? base->at : at);
	if (!base->word)
		return;
	put(writer, DW_OP_deref, 1);
	put(writer, DW_OP_plus_uconst, 1);
	put_leb(writer, at);
}

static void put_saved(
	struct writer *writer, const struct base *base, unsigned number, int at)
{
	put(writer, DW_CFA_expression, 1);
	put(writer, number, 1);
	put(writer, size_of_address(base), 1);
	put_address(writer, base, at);
}

/* The frame from a place on is found by its record. */
static void put_record(
	struct writer *writer, size_t place, const struct base *base)
{
	const struct knell_encoder *encoder = writer->encoder;
	bool pushes = encoder->machine->call_pushes;

	put_place(writer, place);
	put(writer, DW_CFA_def_cfa_expression, 1);
	put(writer, size_of_address(base) + 1 + (pushes ? 2 : 0), 1);
	put_address(writer, base, 0);
	put(writer, DW_OP_deref, 1);
	if (pushes)
		put(writer, DW_OP_plus_uconst | WORD << 8, 2);
	else
		put_saved(writer, base, link_number(encoder), LINK);
	for (const struct knell_encoder_saved *run = encoder->saved; run->count;
		run++)
		for (unsigned i = 0; i < run->count; i++)
			put_saved(writer, base, run->first + i,
				run->at + WORD * (int)i);
}

static void put_cfa(struct writer *writer, unsigned number)
{
	put(writer, DW_CFA_def_cfa, 1);
	put(writer, number, 1);
	put(writer, writer->encoder->machine->call_pushes ? WORD : 0, 1);
}

/* From a place on all is as at the beginning. */
static void put_beginning(struct writer *writer, size_t place)
{
	const struct knell_encoder *encoder = writer->encoder;

	put_place(writer, place);
	put_cfa(writer, encoder->machine->sp);
	if (!encoder->machine->call_pushes)
		put(writer, DW_CFA_restore_extended | link_number(encoder) << 8,
			2);
	for (const struct knell_encoder_saved *run = encoder->saved; run->count;
		run++)
		for (unsigned i = 0; i < run->count; i++)
			put(writer,
				DW_CFA_restore_extended | (run->first + i) << 8,
				2);
}

static void put_common(struct writer *writer)
{
	const struct knell_encoder *encoder = writer->encoder;
	size_t begin = begin_entry(writer);

	put(writer, 0, 4);
	/* Version 1; "zR": addresses are as they are; factors 1 and -8. */
	put(writer, 1 | 'z' << 8 | 'R' << 16, 4);
	put(writer, 1 | 0x78 << 8 | link_number(encoder) << 16 | 1 << 24, 4);
	put(writer, 0, 1);
	put_cfa(writer, encoder->machine->sp);
	if (encoder->machine->call_pushes)
		put(writer, (DW_CFA_offset | link_number(encoder)) | 1 << 8, 2);
	end_entry(writer, begin);
}

static uint8_t dwarf_number(
	const struct knell_encoder *encoder, unsigned number)
{
	uint8_t row = 0;

	while (encoder->numbers[row] != number)
		row++;
	return row;
}

/* Up to where the runtime's code is entered. */
static void put_enter(struct writer *writer, const struct knell_code *code,
	const struct base *on_stack, const struct base *held)
{
	const struct knell_encoder *encoder = writer->encoder;

	put_place(writer, encoder->moved_from);
	put_cfa(writer, encoder->moved);
	put_place(writer, encoder->moved_to);
	put(writer, DW_CFA_def_cfa_expression, 1);
	put(writer, encoder->machine->call_pushes ? 6 : 4, 1);
	put_address(writer, on_stack, 0);
	put(writer, DW_OP_deref, 1);
	if (encoder->machine->call_pushes)
		put(writer, DW_OP_plus_uconst | WORD << 8, 2);
	put_record(writer, code->labels[KNELL_LABEL_ENTERED], on_stack);
	put_record(writer, code->labels[KNELL_LABEL_HELD], held);
}

static void put_frames(struct writer *writer, const struct bind_plan *plan,
	const struct knell_code *code)
{
	const struct knell_encoder *encoder = writer->encoder;
	const struct base on_stack = { .number = encoder->machine->sp };
	const struct base held = { dwarf_number(encoder, plan->record), false,
		0 };
	const struct base marked = { dwarf_number(encoder, plan->control), true,
		knell_bind_mark_place(plan->bind) };
	size_t common = writer->size, begin;

	put_common(writer);
	begin = begin_entry(writer);
	put(writer, writer->size - common, 4);
	put(writer, code->run, WORD);
	put(writer, code->pool, WORD);
	put(writer, 0, 1);
	put_enter(writer, code, &on_stack, &held);
	if (plan->bind->kept_bytes) {
		put_record(writer, code->labels[KNELL_LABEL_FULL], &on_stack);
		put_beginning(writer, code->labels[KNELL_LABEL_FULL_LEFT]);
	}
	/* What returns there is looked up by the byte before. */
	put_record(writer, code->labels[KNELL_LABEL_END] - 1,
		plan->bind->control ? &marked : &on_stack);
	put_record(writer, code->labels[KNELL_LABEL_END_HELD], &held);
	put_record(writer, code->labels[KNELL_LABEL_END_BACK], &on_stack);
	put_beginning(writer, code->labels[KNELL_LABEL_END_LEFT]);
	end_entry(writer, begin);
	put(writer, 0, 4);
}

size_t knell_bind_write_tables(const struct bind_plan *plan,
	const struct knell_code *code, void *memory, size_t room)
{
	struct writer writer = {
		.encoder = plan->encoder, .memory = memory, .room = room
	};

	put_frames(&writer, plan, code);
	return writer.size;
}

int knell_bind_tables(const struct knell_bind *bind,
	const struct knell_bind_code *made, void *memory, size_t room_bytes,
	size_t *ret_bytes)
{
	const struct knell_encoder *encoder = K_ENCODER;
	struct knell_code code = { .bytes = NULL };
	struct bind_plan plan;
	size_t size;
	int error;

	if (!encoder)
		return -ENOSYS;
	if (!bind || !made || !memory || !ret_bytes)
		return -EFAULT;
	error = knell_bind_check(bind, encoder, &plan);
	if (error)
		return error;
	code.run = (uintptr_t)made->handler;
	if ((uintptr_t)memory % 8 ||
		knell_bind_count(&plan, &code) != made->size_bytes ||
		code.run + code.labels[KNELL_LABEL_END] != (uintptr_t)made->end)
		return -EINVAL;
	size = knell_bind_write_tables(&plan, &code, NULL, 0);
	if (size > room_bytes)
		return -ENOSPC;
	*ret_bytes = knell_bind_write_tables(&plan, &code, memory, size);
	return 0;
}
