/* SPDX-License-Identifier: MIT */
/* One program, many deaths: each a function in a table, run by its name. */
#ifndef KNELL_TEST_CRASHER_H
#define KNELL_TEST_CRASHER_H

#include <stddef.h>

struct death {
	const char *name;
	void (*die)(void);
};

extern const struct death memory_deaths[];
extern const struct death control_deaths[];
extern const struct death signal_deaths[];
extern const struct death thread_deaths[];
extern const struct death process_deaths[];

/* Keeps the optimizer from knowing a value, and a call from being a jump. */
#define OPAQUE(value) __asm__ volatile("" : "+r"(value))
#define NO_TAIL_CALL  __asm__ volatile("")

#endif
