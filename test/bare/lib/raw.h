/* SPDX-License-Identifier: MIT */
/*
 * A handler that is no C function, and code that it interrupts which is none
 * either: a piece of assembly for each machine, test/bare/raw.
 */
#ifndef KNELL_TEST_BARE_RAW_H
#define KNELL_TEST_BARE_RAW_H

#define RAW_ROWS 32

#ifndef __ASSEMBLER__
struct test_raw {
	unsigned long before[RAW_ROWS], after[RAW_ROWS];
};

/* How many rows a machine has: all its registers for integers, but the stack
 * pointer and what is not a program's. */
extern const unsigned long test_raw_count;
/* How often the handler ran; what its arguments were, as functions have them.
 */
extern volatile unsigned long test_raw_handled;
extern unsigned long test_raw_arguments[3];

/* Loads all registers, executes what traps, and stores them. */
void test_raw_trap(struct test_raw *raw);

/*
 * It steps over what traps, and returns with nothing as it was in any register
 * but the stack pointer: by another register than the one of the link.
 */
extern const char test_raw_handler[];
#ifdef __arm__
/* The same in Thumb code, with the bit that tells. */
extern const char test_raw_handler_thumb[];
#endif
#endif

#endif
