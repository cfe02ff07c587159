/* SPDX-License-Identifier: MIT */
/* Sets of signals. */
#include "knell/set.h"
#include "abi/errno.h"
#include "abi/signal.h"

/* What glibc (32, 33) and musl (32 to 34) keep to themselves. */
enum { FIRST_KEPT = 32, LAST_KEPT = 34 };

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

void knell_set_fill(struct knell_set *ret_set)
{
	knell_set_empty(ret_set);
	for (int signal = 1; signal <= K_NSIG; signal++)
		if (signal < FIRST_KEPT || signal > LAST_KEPT)
			ret_set->bits[(signal - 1) / 64] |= bit(signal);
}

int knell_set_add(struct knell_set *set, int signal)
{
	if (!is_signal(signal))
		return -EINVAL;
	set->bits[(signal - 1) / 64] |= bit(signal);
	return 0;
}

int knell_set_remove(struct knell_set *set, int signal)
{
	if (!is_signal(signal))
		return -EINVAL;
	set->bits[(signal - 1) / 64] &= ~bit(signal);
	return 0;
}

int knell_set_has(const struct knell_set *set, int signal)
{
	return is_signal(signal) &&
	       (set->bits[(signal - 1) / 64] & bit(signal)) != 0;
}
