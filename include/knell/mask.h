/* SPDX-License-Identifier: MIT */
/* Which signals are blocked in the calling thread, and which wait there. */
#ifndef KNELL_MASK_H
#define KNELL_MASK_H

#include <knell/public.h>
#include <knell/set.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * knell_mask_block - block signals as well as those that are
 * @set: the signals to block; SIGKILL and SIGSTOP are passed over; NULL changes
 * nothing
 * @ret_old: what was blocked before; may be NULL
 *
 * Return: 0; -EFAULT when @set or @ret_old is a bad pointer. With a bad
 * @ret_old the signals are blocked all the same.
 * Context: AS-Safe, MT-Safe. In a handler, its return undoes it.
 * Source: rt_sigprocmask(2).
 */
KNELL_PUBLIC int knell_mask_block(
	const struct knell_set *set, struct knell_set *ret_old);

/**
 * knell_mask_unblock - block signals no more
 * @set: the signals to unblock; NULL changes nothing
 * @ret_old: what was blocked before; may be NULL
 *
 * A pending signal of the set is delivered before the call returns.
 *
 * Return: 0; -EFAULT as for knell_mask_block.
 * Context: AS-Safe, MT-Safe. In a handler, its return undoes it.
 * Source: rt_sigprocmask(2).
 */
KNELL_PUBLIC int knell_mask_unblock(
	const struct knell_set *set, struct knell_set *ret_old);

/**
 * knell_mask_set - block these signals and no others
 * @set: the signals to block; SIGKILL and SIGSTOP are passed over; NULL changes
 * nothing
 * @ret_old: what was blocked before; may be NULL
 *
 * Return: 0; -EFAULT as for knell_mask_block.
 * Context: AS-Safe, MT-Safe. In a handler, its return undoes it.
 * Source: rt_sigprocmask(2).
 */
KNELL_PUBLIC int knell_mask_set(
	const struct knell_set *set, struct knell_set *ret_old);

/**
 * knell_mask_get - which signals are blocked?
 * @ret_set: the signals
 *
 * Return: 0; -EFAULT when @ret_set is NULL or another bad pointer.
 * Context: AS-Safe, MT-Safe.
 * Source: rt_sigprocmask(2).
 */
KNELL_PUBLIC int knell_mask_get(struct knell_set *ret_set);

/**
 * knell_mask_pending - which blocked signals wait to be delivered?
 * @ret_set: the signals pending for the thread or for the process
 *
 * Return: 0; -EFAULT when @ret_set is a bad pointer.
 * Context: AS-Safe, MT-Safe.
 * Source: rt_sigpending(2).
 */
KNELL_PUBLIC int knell_mask_pending(struct knell_set *ret_set);

#ifdef __cplusplus
}
#endif

#endif
