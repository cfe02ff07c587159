/* SPDX-License-Identifier: MIT */
/* What the unwinder reads of its target: the stack, and bytes of code. */
#include "crash/unwind_steps.h"

#include "arch/decoder.h"

/* As many bytes before a return address as a call instruction has. */
enum { CODE_BYTES = 16 };

/* Return: is the word at `address` in the window that begins at `start`? */
static bool fill_window(
	struct knell_unwind *unwind, uint64_t start, uint64_t address)
{
	struct knell_target *target = unwind->target;
	uint8_t word_bytes = target->machine->word_bytes;
	size_t size = 0;

	unwind->window = target->kind->view ? target->kind->view(target, start,
						      word_bytes, &size)
					    : NULL;
	if (!unwind->window && unwind->buffer_size) {
		unwind->window = unwind->buffer;
		size = knell_target_read(
			target, start, unwind->buffer, unwind->buffer_size);
	}
	unwind->window_address = start;
	unwind->window_limit = unwind->window && size >= word_bytes
				       ? size - word_bytes + 1
				       : 0;
	return address - start < unwind->window_limit;
}

/*
 * Unwinding goes upward, so the window begins at the word, or at SP: what is
 * between them are saved registers, asked for next. After a stack overflow SP
 * itself may lie where no memory is.
 */
bool knell_unwind_move_window(struct knell_unwind *unwind, uint64_t address)
{
	uint64_t sp = knell_unwind_sp(unwind);

	if (address > sp && address - sp < unwind->buffer_size / 2 &&
		fill_window(unwind, sp, address))
		return true;
	return fill_window(unwind, address, address);
}

/* The bytes that end at an address; fewer at the start of a mapping. */
static bool follows_call(struct knell_unwind *unwind, uint64_t address)
{
	const struct knell_decoder *decoder =
		knell_decoder_find(unwind->target->machine);
	uint8_t code[CODE_BYTES];

	if (!decoder->follows_call)
		return false;
	for (size_t size = sizeof(code); size; size /= 2)
		if (knell_target_read(
			    unwind->target, address - size, code, size) == size)
			return decoder->follows_call(code, size);
	return false;
}

bool knell_unwind_is_return(
	struct knell_unwind *unwind, uint64_t address, uint64_t sp)
{
	if (!address)
		return false;
	return (knell_unwind_is_code(unwind, address - 1) &&
		       follows_call(unwind, address)) ||
	       knell_unwind_is_handler_return(unwind, address, sp);
}
