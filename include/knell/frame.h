/* SPDX-License-Identifier: MIT */
/*
 * Signal frames: what the kernel lays on the stack for a handler.
 *
 * Each part is told with what becomes of it when the handler has returned.
 */
#ifndef KNELL_FRAME_H
#define KNELL_FRAME_H

#include <stddef.h>

#include <knell/info.h>
#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a part of a frame holds. */
enum knell_frame_kind {
	/* Other parts, which follow it, one deeper. */
	KNELL_PART_GROUP,
	/* A number of up to 8 bytes. */
	KNELL_PART_NUMBER,
	KNELL_PART_POINTER,
	/* A register of the interrupted code: knell_context_register. */
	KNELL_PART_REGISTER,
	/* A set of signals, as the kernel has it. */
	KNELL_PART_SET,
	/* An array or something longer. */
	KNELL_PART_BYTES,
	/* Nothing: what alignment and reserved space leave. */
	KNELL_PART_GAP,
	/* What the interrupted code may use below its stack pointer. */
	KNELL_PART_RED_ZONE
};

/* What the way back does with a part, as it is when the handler returns. */
enum knell_frame_use {
	/* Nobody reads it. */
	KNELL_PART_UNREAD,
	/* The thread goes on with it, whatever it is. */
	KNELL_PART_RESTORED,
	/* The thread goes on with it but for what is the kernel's own in it. */
	KNELL_PART_FILTERED,
	/* The kernel reads by it where the rest is, or whether it is sound. */
	KNELL_PART_CHECKED,
	/* The handler returns to it; the kernel does not read it. */
	KNELL_PART_RETURNED,
	/* It is the interrupted code's, and is as it was. */
	KNELL_PART_KEPT
};

/* A part of a frame, as it lies in memory. */
struct knell_frame_part {
	/* The kernel's name of the member, or the register's. */
	const char *name;
	/* What is to be said of it besides; NULL: nothing. */
	const char *note;
	const void *address;
	size_t size_bytes;
	/* 0: of the frame itself; 1: of the group before at 0; and so on. */
	unsigned depth;
	enum knell_frame_kind kind;
	enum knell_frame_use use;
};

/* A walk along a frame. */
struct knell_frame_walk {
	/* All private. */
	const struct knell_info *info;
	const void *context;
	unsigned long at;
	unsigned long ends[6];
	unsigned depth;
	unsigned row;
	unsigned state;
	unsigned tail;
};

/* An instruction of a trampoline. */
struct knell_frame_step {
	const void *address;
	size_t size_bytes;
	/* As the machine's assembler writes it. */
	const char *text;
};

/**
 * knell_frame_begin - begin to walk along a signal frame
 * @walk: it, in memory of the caller's
 * @info: what the handler was given
 * @context: what the handler was given
 *
 * The action must have KNELL_ACTION_SIGINFO: i386, arm and s390x make another
 * frame without it.
 *
 * Return: 0; -EINVAL when @info and @context do not lie as the kernel lays them
 * into one frame, such as copies of them; -EFAULT when an argument is NULL, as
 * it is in handlers that knell_defer_deliver calls.
 * Context: AS-Safe, MT-Safe.
 * Source: sigreturn(2), the kernel's arch/<machine>/kernel/signal.c.
 */
KNELL_PUBLIC int knell_frame_begin(struct knell_frame_walk *walk,
	const struct knell_info *info, const void *context);

/**
 * knell_frame_next - tell the next part of a signal frame
 * @walk: from knell_frame_begin
 * @ret_part: the part
 *
 * Parts come by address from the lowest on, a group before what is in it, and
 * leave no byte out: what lies between two is a part, a gap. After the frame
 * come, when it lies on the stack of the interrupted code, the gap up to there
 * and the red zone; else the gap up to the end of the alternate stack.
 *
 * The frame is read where it leads on: a handler that has changed it must have
 * left pointers and sizes in it sound.
 *
 * Return: 1; 0 when there are no more; -EFAULT when an argument is NULL.
 * Context: AS-Safe, MT-Safe. Uses 1 KiB of stack.
 * Source: as for knell_frame_begin; on x86 the CPUID instruction, leaf 0xd.
 */
KNELL_PUBLIC int knell_frame_next(
	struct knell_frame_walk *walk, struct knell_frame_part *ret_part);

/**
 * knell_frame_trampoline - tell an instruction that a handler returns to
 * @code: where the handler returns to: __builtin_return_address(0) in it
 * @index: of the instruction, from 0 on
 * @ret_step: the instruction
 *
 * Known are libknell's trampolines, but that of knell_return_allow, those of
 * the kernel and of the usual libcs, by their bytes.
 *
 * Return: 1; 0 when there are no more; -ENODATA when @code is none of them;
 * -EFAULT when it cannot be read, or @code or @ret_step is NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: the kernel's arch/<machine>/kernel/vdso and the like.
 */
KNELL_PUBLIC int knell_frame_trampoline(
	const void *code, unsigned index, struct knell_frame_step *ret_step);

#ifdef __cplusplus
}
#endif

#endif
