/* SPDX-License-Identifier: MIT */
/* Writing bytes of machine code, little-endian as all that is written here. */
#include "arch/encoder.h"
#include "base/memory.h"

void knell_code_put(struct knell_code *code, const void *bytes, size_t size)
{
	if (code->bytes)
		knell_memory_copy(code->bytes + code->size, bytes, size);
	code->size += size;
}

static void put_number(struct knell_code *code, uint64_t value, int size)
{
	uint8_t bytes[8];

	for (int i = 0; i < size; i++)
		bytes[i] = (uint8_t)(value >> 8 * i);
	knell_code_put(code, bytes, (size_t)size);
}

void knell_code_put_32(struct knell_code *code, uint32_t value)
{
	put_number(code, value, 4);
}

void knell_code_put_64(struct knell_code *code, uint64_t value)
{
	put_number(code, value, 8);
}

size_t knell_code_pool(struct knell_code *code, uint64_t value)
{
	size_t size = code->size, place = code->pool + code->pooled;

	if (code->bytes) {
		code->size = place;
		knell_code_put_64(code, value);
		code->size = size;
	}
	code->pooled += 8;
	return place;
}
