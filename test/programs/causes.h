/* SPDX-License-Identifier: MIT */
/* What the files of the program `causes` share. */
#ifndef TEST_PROGRAMS_CAUSES_H
#define TEST_PROGRAMS_CAUSES_H

#include <stdbool.h>

#define NEVER_INLINE __attribute__((noinline))
#define NO_TAIL_CALL __asm__ volatile("")

struct death {
	const char *name; /* NULL: the end of the table */
	void (*die)(void);
};

/* causes_signal.c */
extern const struct death signal_deaths[];
/* A handler that resets the action and raises the signal again. */
void raise_again(int number);

#endif
