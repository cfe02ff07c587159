/* SPDX-License-Identifier: MIT */
/*
 * Does a call instruction end here? Read backwards this cannot be known for
 * sure; what does not look like one is none. And does code use a frame
 * pointer? Source: Intel SDM volume 2, CALL, PUSH, MOV.
 */
#include "arch/x86.h"

enum { CALL_MAX = 8 };

/* FF /2, with every form of ModRM, must end just at the end. */
static bool is_indirect(const uint8_t *code, size_t size)
{
	if (size < 2 || code[0] != 0xff || (code[1] >> 3 & 7) != 2)
		return false;
	uint8_t mod = code[1] >> 6, rm = code[1] & 7;
	size_t length = 2;

	if (mod == 3)
		return size == length;
	if (rm == 4) {
		if (size < 3)
			return false;
		length++;
		if (mod == 0 && (code[2] & 7) == 5)
			length += 4;
	} else if (mod == 0 && rm == 5) {
		length += 4;
	}
	return size == length + (mod == 1 ? 1 : mod == 2 ? 4 : 0);
}

static bool follows_call(const uint8_t *code, size_t size)
{
	if (size >= 5 && code[size - 5] == 0xe8)
		return true;
	for (size_t length = 2; length <= CALL_MAX && length <= size; length++)
		if (is_indirect(code + size - length, length))
			return true;
	return false;
}

bool knell_x86_64_follows_call(const uint8_t *code, size_t size)
{
	return follows_call(code, size);
}

bool knell_i386_follows_call(const uint8_t *code, size_t size)
{
	return follows_call(code, size);
}

enum { PUSH_DISTANCE_MAX = 12 };

/* push %rbp and, not far behind, mov %rsp, %rbp in one of its encodings. */
static bool sets_frame_pointer(const uint8_t *code, size_t size, uint8_t rex)
{
	size_t pushed = size;

	for (size_t i = 0; i + 3 <= size; i++) {
		const uint8_t *move = code + i + (rex ? 1 : 0);

		if (code[i] == 0x55)
			pushed = i;
		if (pushed < i && i - pushed < PUSH_DISTANCE_MAX &&
			(!rex || code[i] == rex) &&
			((move[0] == 0x89 && move[1] == 0xe5) ||
				(move[0] == 0x8b && move[1] == 0xec)))
			return true;
	}
	return false;
}

bool knell_x86_64_sets_frame_pointer(const uint8_t *code, size_t size)
{
	return sets_frame_pointer(code, size, 0x48);
}

bool knell_i386_sets_frame_pointer(const uint8_t *code, size_t size)
{
	return sets_frame_pointer(code, size, 0);
}
