/* SPDX-License-Identifier: MIT */
/* What an arena gives, what it refuses, and that neither harms the rest. */
#include <stdint.h>

#include "base/arena.h"
#include "test/lib/test.h"

static _Alignas(16) char memory[256 + 16];

/* `offset` bytes after a multiple of 16; filled with what is not zero. */
static struct knell_arena open_arena(size_t offset, size_t size)
{
	memset(memory, 0x55, sizeof(memory));
	return (struct knell_arena){ .data = memory + offset, .size = size };
}

static void check_zeroed(const char *block, size_t size)
{
	for (size_t i = 0; i < size; i++)
		CHECK_EQUAL(block[i], 0);
}

static void check_blocks(size_t offset)
{
	struct knell_arena arena = open_arena(offset, 200);
	char *end = arena.data;

	for (size_t size = 0; size < 18; size++) {
		char *block = knell_arena_take(&arena, size);

		CHECK(block != NULL || arena.exhausted);
		if (!block)
			break;
		CHECK_EQUAL((uintptr_t)block & 15, 0);
		CHECK(block >= end);
		CHECK(block + size <= arena.data + arena.size);
		check_zeroed(block, size);
		memset(block, 0x55, size);
		end = block + size;
	}
	CHECK(arena.exhausted);
}

static void check_limits(void)
{
	struct knell_arena arena = open_arena(1, 64);

	/* 15 bytes go to the alignment. */
	CHECK(!knell_arena_take(&arena, 50));
	CHECK(arena.exhausted);
	arena.exhausted = false;
	CHECK(knell_arena_take(&arena, 49) == memory + 16);
	CHECK(!arena.exhausted);
	CHECK(!knell_arena_take(&arena, 0));
	CHECK(arena.exhausted);
	arena.used = 0;
	CHECK(!knell_arena_take(&arena, SIZE_MAX));
	CHECK(!knell_arena_take(&arena, SIZE_MAX - 14));
	CHECK_EQUAL(arena.used, 0);
	/* Too little even for the alignment. */
	arena = open_arena(1, 14);
	CHECK(!knell_arena_take(&arena, 0));
	arena = open_arena(0, 0);
	CHECK(!knell_arena_take(&arena, 1));
	CHECK(arena.exhausted);
}

static void check_arrays(void)
{
	struct knell_arena arena = open_arena(0, 96);

	CHECK(!knell_arena_take_array(&arena, SIZE_MAX / 8 + 1, 8));
	CHECK(arena.exhausted);
	CHECK(!knell_arena_take_array(&arena, SIZE_MAX, SIZE_MAX));
	CHECK(!knell_arena_take_array(&arena, 13, 8));
	CHECK_EQUAL(arena.used, 0);
	CHECK(knell_arena_take_array(&arena, 12, 8) == memory);
	CHECK_EQUAL(arena.used, 96);
}

static void check_texts(void)
{
	struct knell_arena arena = open_arena(0, 16);

	CHECK(!knell_arena_copy_text(&arena, NULL, 3));
	CHECK(!arena.exhausted);
	CHECK(!knell_arena_copy_text(&arena, "?", SIZE_MAX));
	CHECK(!knell_arena_copy_text(&arena, "0123456789abcdef", 16));
	CHECK_EQUAL(arena.used, 0);
	CHECK_TEXT(knell_arena_copy_text(&arena, "0123456789abcdef", 15),
		"0123456789abcde");
	arena.used = 0;
	CHECK_TEXT(knell_arena_copy_text(&arena, "abc", 0), "");
}

int main(void)
{
	for (size_t offset = 0; offset < 16; offset++)
		check_blocks(offset);
	check_limits();
	check_arrays();
	check_texts();
	return test_end();
}
