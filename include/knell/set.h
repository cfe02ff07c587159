/* SPDX-License-Identifier: MIT */
/* Sets of signals. Pointers to them are not NULL, but where it is told. */
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

enum {
	/* Room for any set that knell_set_format writes. */
	KNELL_SET_TEXT_BYTES = 1024
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
 * Signals 32 to 34 are left out: glibc (32 and 33) and musl (32 to 34) keep
 * them to themselves, for cancelling threads and the like, and hang when they
 * are blocked. Under glibc 34 is the program's own, KNELL_SIGRTMIN: to have it
 * in the set, add it by knell_set_add.
 *
 * Context: AS-Safe, MT-Safe.
 * Source: nptl(7), sigsetops(3).
 */
KNELL_PUBLIC void knell_set_fill(struct knell_set *ret_set);

/**
 * knell_set_fill_all - put every signal into a set, a libc's own too
 * @ret_set: the set
 *
 * For programs without a libc, and for blocking everything for a moment in
 * which no function of a libc is called.
 *
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC void knell_set_fill_all(struct knell_set *ret_set);

/**
 * knell_set_add - put a signal into a set
 * @set: the set
 * @signal: its number
 *
 * Return: 0; -EINVAL when @signal is no signal; -EFAULT when @set is NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC int knell_set_add(struct knell_set *set, int signal);

/**
 * knell_set_remove - take a signal out of a set
 * @set: the set
 * @signal: its number
 *
 * Return: 0; -EINVAL when @signal is no signal; -EFAULT when @set is NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC int knell_set_remove(struct knell_set *set, int signal);

/**
 * knell_set_has - is a signal in a set?
 * @set: the set
 * @signal: its number
 *
 * Return: 1 when it is; 0 when it is not, @signal is no signal, or @set is
 * NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC int knell_set_has(const struct knell_set *set, int signal);

/**
 * knell_set_next - go through the signals of a set
 * @set: the set
 * @after: the signal before, or 0 to begin
 *
 * Return: the lowest signal of the set above @after; 0 when there is none, or
 * @set is NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC int knell_set_next(const struct knell_set *set, int after);

/**
 * knell_set_equal - do two sets hold the same signals?
 * @a: a set
 * @b: another
 *
 * Return: 1 when they do; 0 when they do not.
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC int knell_set_equal(
	const struct knell_set *a, const struct knell_set *b);

/**
 * knell_set_unite - put all signals of another set into a set
 * @set: the set
 * @other: what it gets
 *
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC void knell_set_unite(
	struct knell_set *set, const struct knell_set *other);

/**
 * knell_set_intersect - leave in a set only what is in another too
 * @set: the set
 * @other: what it keeps
 *
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC void knell_set_intersect(
	struct knell_set *set, const struct knell_set *other);

/**
 * knell_set_subtract - take all signals of another set out of a set
 * @set: the set
 * @other: what it loses
 *
 * Context: AS-Safe, MT-Safe.
 * Source: sigsetops(3).
 */
KNELL_PUBLIC void knell_set_subtract(
	struct knell_set *set, const struct knell_set *other);

/**
 * knell_set_format - write a set as text
 * @set: the set
 * @ret_text: KNELL_SET_TEXT_BYTES of room, which the result lies in
 *
 * Signals are in the order of their numbers, without "SIG", and real-time ones
 * counted from the first that is the program's own: "{INT TERM RT+3}", "{}".
 *
 * Return: @ret_text.
 * Context: AS-Safe, MT-Safe.
 * Source: signal(7).
 */
KNELL_PUBLIC const char *knell_set_format(
	const struct knell_set *set, char ret_text[KNELL_SET_TEXT_BYTES]);

/**
 * knell_set_parse - read a set from text
 * @text: names or numbers of signals, as knell_signal_from_name takes them,
 * with blanks between them, in braces or without: "{INT TERM RT+3}"
 * @ret_set: the set
 *
 * Return: 0; -EINVAL when a word is no signal, or there is one brace without
 * the other; -EFAULT when @text or @ret_set is NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: signal(7).
 */
KNELL_PUBLIC int knell_set_parse(const char *text, struct knell_set *ret_set);

#ifdef __cplusplus
}
#endif

#endif
