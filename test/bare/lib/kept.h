/* SPDX-License-Identifier: MIT */
/*
 * The registers that a function keeps for its caller, about a jump: a piece of
 * assembly for each machine, test/bare/kept.
 */
#ifndef KNELL_TEST_BARE_KEPT_H
#define KNELL_TEST_BARE_KEPT_H

#define KEPT_ROWS 80
/* Where the rows lie in the struct. */
#define KEPT_ROW(n)  ((2 + KEPT_ROWS * (n)) * __SIZEOF_LONG__)
#define KEPT_FIRST   KEPT_ROW(0)
#define KEPT_SECOND  KEPT_ROW(1)
#define KEPT_SAVED   KEPT_ROW(2)
#define KEPT_CHANGED KEPT_ROW(3)
#define KEPT_BACK    KEPT_ROW(4)

#ifndef __ASSEMBLER__
#include "knell/jump.h"

struct test_kept {
	struct knell_jump *place;
	unsigned long flags; /* of knell_jump_save */
	unsigned long first[KEPT_ROWS], second[KEPT_ROWS];
	/* The registers when the place is saved, at the jump, and after it. */
	unsigned long saved[KEPT_ROWS], changed[KEPT_ROWS], back[KEPT_ROWS];
};

/* The name of each row that the machine has, and a space. */
extern const char test_kept_names[];
/*
 * Saves a place with the values `first` in the registers, and jumps there with
 * the values `second` in them and another stack pointer.
 */
void test_kept_jump(struct test_kept *kept);
#endif

#endif
