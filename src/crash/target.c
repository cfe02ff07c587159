/* SPDX-License-Identifier: MIT */
/* Reading words and texts of a target. */
#include "crash/target.h"

#include "base/load.h"
#include "base/memory.h"

enum { TEXT_PART = 64 };

bool knell_target_read_word(
	struct knell_target *target, uint64_t address, uint64_t *ret_value)
{
	uint8_t bytes[8];
	size_t size = target->machine->word_bytes;

	if (knell_target_read(target, address, bytes, size) != size)
		return false;
	*ret_value = knell_load(bytes, size);
	return true;
}

long knell_target_read_text(
	struct knell_target *target, uint64_t address, char *text, size_t max)
{
	size_t length = 0;

	while (length + 1 < max) {
		/* Not over the end of a block of memory before the text. */
		size_t part = TEXT_PART - (address + length) % TEXT_PART;

		if (part > max - 1 - length)
			part = max - 1 - length;
		size_t got = knell_target_read(
			target, address + length, text + length, part);

		if (!got && !length)
			return -1;
		for (size_t end = length + got; length < end; length++)
			if (!text[length])
				return (long)length;
		if (got < part)
			break;
	}
	text[length] = '\0';
	return (long)length;
}
