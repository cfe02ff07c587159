/* SPDX-License-Identifier: MIT */
/*
 * Rows of arch/<arch>/frame.def, which tell how the kernel lays out a signal
 * frame: the parts that every frame has, by offset from the ucontext, in bytes.
 * Registers are not among them, unless there is something to say of one: the
 * machine's one table of registers has their places.
 *
 *	PART(kind, depth, offset, size, use, name, note)
 *	STEP(row of the machine's trampolines, bytes, text)
 *
 * arch/<arch>/frame.h has the parts that only some frames have.
 */
#ifndef KNELL_ARCH_FRAME_H
#define KNELL_ARCH_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/load.h"
#include "knell/arch.h"
#include "knell/frame.h"

#define FRAME_GROUP(...)    PART(GROUP, __VA_ARGS__)
#define FRAME_NUMBER(...)   PART(NUMBER, __VA_ARGS__)
#define FRAME_POINTER(...)  PART(POINTER, __VA_ARGS__)
#define FRAME_REGISTER(...) PART(REGISTER, __VA_ARGS__)
#define FRAME_SET(...)      PART(SET, __VA_ARGS__)
#define FRAME_BYTES(...)    PART(BYTES, __VA_ARGS__)

/* struct siginfo. Source: include/uapi/asm-generic/siginfo.h. */
#define FRAME_INFO(at, word)                                             \
	FRAME_GROUP(0, at, 128, UNREAD, "info", "for the handler alone") \
	FRAME_NUMBER(1, at, 4, UNREAD, "si_signo", NULL)                 \
	FRAME_NUMBER(1, (at) + 4, 4, UNREAD,                             \
		KNELL_ARCH_CODE_FIRST ? "si_code" : "si_errno", NULL)    \
	FRAME_NUMBER(1, (at) + 8, 4, UNREAD,                             \
		KNELL_ARCH_CODE_FIRST ? "si_errno" : "si_code", NULL)    \
	FRAME_BYTES(                                                     \
		1, (at) + 8 + (word), 120 - (word), UNREAD, "_sifields", NULL)

#define FRAME_STACK_NOTE \
	"set as by sigaltstack; what that refuses is passed over"

/* How struct ucontext begins. Source: include/uapi/asm-generic/ucontext.h. */
#define FRAME_HEAD(word, flags_use, flags_note) \
	FRAME_HEAD_LINK(word, flags_use, flags_note, UNREAD, NULL)
#define FRAME_HEAD_LINK(word, flags_use, flags_note, link_use, link_note) \
	FRAME_NUMBER(1, 0, word, flags_use, "uc_flags", flags_note)       \
	FRAME_POINTER(1, word, word, link_use, "uc_link", link_note)      \
	FRAME_GROUP(1, 2 * (word), 3 * (word), RESTORED, "uc_stack",      \
		FRAME_STACK_NOTE)                                         \
	FRAME_POINTER(2, 2 * (word), word, RESTORED, "ss_sp", NULL)       \
	FRAME_NUMBER(2, 3 * (word), 4, RESTORED, "ss_flags", NULL)        \
	FRAME_NUMBER(2, 4 * (word), word, RESTORED, "ss_size", NULL)

#define FRAME_MASK(at, bytes)                           \
	FRAME_SET(1, at, bytes, FILTERED, "uc_sigmask", \
		"becomes the mask, without SIGKILL and SIGSTOP")

/* Finds the part of a number among those that `knell_frame_tell` is told. */
struct knell_frame_search {
	unsigned left;
	struct knell_frame_part *ret_part;
};

static inline bool knell_frame_tell(struct knell_frame_search *search,
	enum knell_frame_kind kind, unsigned depth, const uint8_t *address,
	size_t size, enum knell_frame_use use, const char *name,
	const char *note)
{
	if (search->left--)
		return false;
	*search->ret_part = (struct knell_frame_part){ .name = name,
		.note = note,
		.address = address,
		.size_bytes = size,
		.depth = depth,
		.kind = kind,
		.use = use };
	return true;
}

#endif
