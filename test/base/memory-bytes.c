/* SPDX-License-Identifier: MIT */
/*
 * Copies, fills and comparisons of every small size, at every alignment and
 * overlap, next to memory that cannot be read, against plain loops.
 */
#include <stdint.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "test/lib/test.h"

enum { ROOM = 96, SIZE_LAST = 33, PAGE = 65536 };

/* ROOM bytes that end where their page does, then ROOM that begin one. */
static uint8_t *last, *first;

static void open_memory(void)
{
	uint8_t *memory = mmap(
		NULL, 4 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(memory != MAP_FAILED);
	CHECK_EQUAL(mprotect(memory, PAGE, PROT_READ | PROT_WRITE), 0);
	CHECK_EQUAL(
		mprotect(memory + 2 * PAGE, PAGE, PROT_READ | PROT_WRITE), 0);
	last = memory + PAGE - ROOM;
	first = memory + 2 * PAGE;
}

static void number(uint8_t *at)
{
	for (int i = 0; i < ROOM; i++)
		at[i] = (uint8_t)(i + 1);
}

/* One copy within `memory`, by hand and by the library. */
static void check_copy(uint8_t *memory, int to, int from, int size)
{
	uint8_t expected[ROOM];

	number(memory);
	number(expected);
	for (int i = 0; i < size; i++)
		expected[to + i] = (uint8_t)(from + i + 1);
	CHECK(knell_memory_copy(memory + to, memory + from, (size_t)size) ==
		memory + to);
	for (int i = 0; i < ROOM; i++)
		CHECK_EQUAL(memory[i], expected[i]);
}

static void check_fill(uint8_t *memory, int at, int size, int byte)
{
	number(memory);
	CHECK(knell_memory_fill(memory + at, byte, (size_t)size) ==
		memory + at);
	for (int i = 0; i < ROOM; i++)
		CHECK_EQUAL(memory[i],
			i >= at && i < at + size ? (byte & 0xff) : i + 1);
}

static void check_at_edges(int size)
{
	int end = ROOM - size;

	for (int other = 0; other <= end; other++) {
		check_copy(last, end, other, size);
		check_copy(last, other, end, size);
		check_copy(first, 0, other, size);
		check_copy(first, other, 0, size);
	}
	check_fill(last, end, size, 0x80);
	check_fill(first, 0, size, -1);
	check_fill(first, 7, size, 0x1ff);
	CHECK_EQUAL(
		knell_memory_compare(last + end, last + end, (size_t)size), 0);
}

/* The first byte that differs decides, as an unsigned number. */
static void check_compare(int size)
{
	uint8_t *a = last + ROOM - size, *b = first;

	for (int i = 0; i < size; i++) {
		knell_memory_fill(a, 5, (size_t)size);
		knell_memory_fill(b, 5, (size_t)size);
		a[i] = 0xff;
		if (i + 1 < size)
			b[i + 1] = 0xff;
		CHECK(knell_memory_compare(a, b, (size_t)size) > 0);
		CHECK(knell_memory_compare(b, a, (size_t)size) < 0);
		CHECK_EQUAL(knell_memory_compare(a, b, (size_t)i), 0);
	}
}

int main(void)
{
	open_memory();
	for (int size = 0; size <= SIZE_LAST; size++) {
		check_at_edges(size);
		check_compare(size);
		for (int to = 0; to < 24; to++)
			for (int from = 0; from < 24; from++)
				check_copy(first, to, from, size);
	}
	return test_end();
}
