/* SPDX-License-Identifier: MIT */
/* Sets of signals. */
#include "knell/set.h"
#include "abi/errno.h"
#include "abi/signal.h"

/* What glibc (32, 33) and musl (32 to 34) keep to themselves. */
enum { FIRST_KEPT = 32, LAST_KEPT = 34 };

/* The words of a set that have signals. */
enum { WORDS = K_NSIG / 64 };

static int is_signal(int signal)
{
	return signal >= 1 && signal <= K_NSIG;
}

static uint64_t bit(int signal)
{
	return (uint64_t)1 << (signal - 1) % 64;
}

void knell_set_empty(struct knell_set *ret_set)
{
	ret_set->bits[0] = 0;
	ret_set->bits[1] = 0;
}

void knell_set_fill_all(struct knell_set *ret_set)
{
	ret_set->bits[0] = UINT64_MAX;
	ret_set->bits[1] = WORDS > 1 ? UINT64_MAX : 0;
}

void knell_set_fill(struct knell_set *ret_set)
{
	knell_set_fill_all(ret_set);
	for (int signal = FIRST_KEPT; signal <= LAST_KEPT; signal++)
		ret_set->bits[0] &= ~bit(signal);
}

int knell_set_add(struct knell_set *set, int signal)
{
	if (!set)
		return -EFAULT;
	if (!is_signal(signal))
		return -EINVAL;
	set->bits[(signal - 1) / 64] |= bit(signal);
	return 0;
}

int knell_set_remove(struct knell_set *set, int signal)
{
	if (!set)
		return -EFAULT;
	if (!is_signal(signal))
		return -EINVAL;
	set->bits[(signal - 1) / 64] &= ~bit(signal);
	return 0;
}

int knell_set_has(const struct knell_set *set, int signal)
{
	return set && is_signal(signal) &&
	       (set->bits[(signal - 1) / 64] & bit(signal)) != 0;
}

int knell_set_next(const struct knell_set *set, int after)
{
	for (int signal = after < 0 ? 0 : after; signal < K_NSIG;)
		if (knell_set_has(set, ++signal))
			return signal;
	return 0;
}

int knell_set_equal(const struct knell_set *a, const struct knell_set *b)
{
	for (int i = 0; i < WORDS; i++)
		if (a->bits[i] != b->bits[i])
			return 0;
	return 1;
}

void knell_set_unite(struct knell_set *set, const struct knell_set *other)
{
	for (int i = 0; i < WORDS; i++)
		set->bits[i] |= other->bits[i];
}

void knell_set_intersect(struct knell_set *set, const struct knell_set *other)
{
	for (int i = 0; i < WORDS; i++)
		set->bits[i] &= other->bits[i];
}

void knell_set_subtract(struct knell_set *set, const struct knell_set *other)
{
	for (int i = 0; i < WORDS; i++)
		set->bits[i] &= ~other->bits[i];
}
