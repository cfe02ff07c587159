/* SPDX-License-Identifier: MIT */
/* Sets of signals. */
#ifndef KNELL_SET_H
#define KNELL_SET_H

#include <stdint.h>

#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Room for the 128 signals that Linux has at most (on mips; elsewhere 64).
 * It begins as the kernel's own set: bit 0 of bits[0] is signal 1.
 */
struct knell_set {
	uint64_t bits[2];
};

/**
 * knell_set_empty - take every signal out of a set
 * @ret_set: the set
 *
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC void knell_set_empty(struct knell_set *ret_set);

/**
 * knell_set_fill - put every signal that is the program's own into a set
 * @ret_set: the set
 *
 * Signals 32 to 34 are left out: glibc and musl keep them to themselves, for
 * cancelling threads and the like, and hang when they are blocked. Where there
 * is no libc, knell_set_add puts them in.
 *
 * Context: AS-Safe, MT-Safe.
 * Source: nptl(7), sigsetops(3).
 */
KNELL_PUBLIC void knell_set_fill(struct knell_set *ret_set);

/**
 * knell_set_add - put a signal into a set
 * @set: the set
 * @signal: its number
 *
 * Return: 0; -EINVAL when @signal is no signal.
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC int knell_set_add(struct knell_set *set, int signal);

/**
 * knell_set_remove - take a signal out of a set
 * @set: the set
 * @signal: its number
 *
 * Return: 0; -EINVAL when @signal is no signal.
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC int knell_set_remove(struct knell_set *set, int signal);

/**
 * knell_set_has - is a signal in a set?
 * @set: the set
 * @signal: its number
 *
 * Return: 1 when it is; 0 when it is not, or @signal is no signal.
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC int knell_set_has(const struct knell_set *set, int signal);

#ifdef __cplusplus
}
#endif

#endif
