/* SPDX-License-Identifier: MIT */
/* What the unwinder reads of its target: the stack, and bytes of code. */
#include "base/memory.h"
#include "crash/unwind_steps.h"

/* Code addresses lie within a page or two; a window is not worth it. */
enum { CODE_BYTES = 16 };

/* Return: is the word at `address` in the window that begins at `start`? */
static bool fill_window(struct knell_unwind *unwind, uint64_t start,
	uint64_t address, uint8_t word_bytes)
{
	struct knell_target *target = unwind->target;
	size_t size = 0;

	if (target->kind->view) {
		unwind->window =
			target->kind->view(target, start, word_bytes, &size);
	} else {
		unwind->window = unwind->buffer;
		size = knell_target_read(
			target, start, unwind->buffer, unwind->buffer_size);
	}
	unwind->window_address = start;
	unwind->window_size = unwind->window ? size : 0;
	return unwind->window_size >= word_bytes &&
	       address - start <= unwind->window_size - word_bytes;
}

/*
 * Moves the window to hold `address`, and what follows it: unwinding goes
 * upward. The words below it down to SP are saved registers, asked for next;
 * after a stack overflow SP itself may lie where no memory is.
 */
static bool move_window(
	struct knell_unwind *unwind, uint64_t address, uint8_t word_bytes)
{
	uint64_t sp = knell_unwind_sp(unwind);

	if (address > sp && address - sp < unwind->buffer_size / 2 &&
		fill_window(unwind, sp, address, word_bytes))
		return true;
	return fill_window(unwind, address, address, word_bytes);
}

bool knell_unwind_read_word(
	struct knell_unwind *unwind, uint64_t address, uint64_t *ret_value)
{
	uint8_t word_bytes = unwind->target->machine->word_bytes;
	uint64_t offset = address - unwind->window_address;

	if (__builtin_expect(unwind->window_size < word_bytes ||
				     offset > unwind->window_size - word_bytes,
		    0)) {
		if (!move_window(unwind, address, word_bytes))
			return false;
		offset = address - unwind->window_address;
	}
	const struct {
		uint32_t low, high;
	} __attribute__((packed, may_alias)) *word =
		(const void *)(unwind->window + (size_t)offset);

	*ret_value = word->low;
	if (word_bytes == 8)
		*ret_value |= (uint64_t)word->high << 32;
	return true;
}

uint64_t knell_unwind_strip(const struct knell_unwind *unwind, uint64_t address)
{
	const struct knell_target *target = unwind->target;
	uint64_t mask = target->code_mask ? target->code_mask
					  : target->machine->code_mask;

	return address & ~mask;
}

bool knell_unwind_is_code(struct knell_unwind *unwind, uint64_t address)
{
	const struct knell_unwind_code *code = &unwind->code;
	struct knell_unwind_code found;

	if (address - code->start < code->end - code->start)
		return true;
	return unwind->find_code(unwind->context, address, &found);
}

bool knell_unwind_is_return(struct knell_unwind *unwind, uint64_t address)
{
	uint8_t code[CODE_BYTES];

	if (!address || !knell_unwind_is_code(unwind, address - 1))
		return false;
	/* A call at the start of a mapping has fewer bytes before its end. */
	for (size_t size = sizeof(code); size; size /= 2)
		if (knell_target_read(
			    unwind->target, address - size, code, size) == size)
			return unwind->target->machine->follows_call(
				       code, size) ||
			       knell_unwind_find_trampoline(unwind, address);
	return false;
}

const struct knell_trampoline *knell_unwind_find_trampoline(
	struct knell_unwind *unwind, uint64_t address)
{
	const struct knell_machine *machine = unwind->target->machine;
	uint8_t code[sizeof(machine->trampolines->bytes)];
	size_t size =
		knell_target_read(unwind->target, address, code, sizeof(code));

	for (unsigned i = 0; i < machine->trampoline_count; i++) {
		const struct knell_trampoline *trampoline =
			&machine->trampolines[i];

		if (trampoline->size <= size &&
			!knell_memory_compare(
				trampoline->bytes, code, trampoline->size))
			return trampoline;
	}
	return NULL;
}
