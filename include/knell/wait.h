/* SPDX-License-Identifier: MIT */
/* Waiting for signals. */
#ifndef KNELL_WAIT_H
#define KNELL_WAIT_H

#include <stdint.h>

#include <knell/info.h>
#include <knell/public.h>
#include <knell/set.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * knell_wait_one - take one pending signal, or wait for it
 * @set: the signals to take, which should be blocked
 * @ret_info: what came; may be NULL
 * @timeout_ns: how long to wait, in nanoseconds; 0 only looks, negative waits
 * for ever
 *
 * Return: the signal's number; -EAGAIN when none came in time; -EINTR when a
 * handler for another signal ran; -EFAULT when @set or @ret_info is a bad
 * pointer (with a bad @ret_info the signal is lost); -ENOSYS on 32-bit machines
 * before Linux 5.1.
 * Context: AS-Safe, MT-Safe.
 * Source: rt_sigtimedwait(2).
 */
KNELL_PUBLIC int knell_wait_one(const struct knell_set *set,
	struct knell_info *ret_info, int64_t timeout_ns);

/**
 * knell_wait_restarting - take one pending signal, and go on after handlers
 * @set: the signals to take, which should be blocked
 * @ret_info: what came; may be NULL
 * @timeout_ns: how long to wait, in nanoseconds; 0 only looks, negative waits
 * for ever
 *
 * As knell_wait_one, but when a handler for another signal has run, or the
 * process was stopped and continued, it waits for the rest of the time.
 *
 * Return: the signal's number; -EAGAIN when none came in time; -EFAULT and
 * -ENOSYS as for knell_wait_one.
 * Context: AS-Safe, MT-Safe.
 * Source: rt_sigtimedwait(2), signal(7).
 */
KNELL_PUBLIC int knell_wait_restarting(const struct knell_set *set,
	struct knell_info *ret_info, int64_t timeout_ns);

/**
 * knell_wait_suspend - wait with another mask until a handler has run
 * @mask: what is blocked meanwhile
 *
 * The mask is changed and the wait begun at once, so no signal is missed; when
 * the call returns, the mask is what it was.
 *
 * Return: -EINTR when a handler has run; -EFAULT when @mask is a bad pointer.
 * Context: AS-Safe, MT-Safe.
 * Source: rt_sigsuspend(2).
 */
KNELL_PUBLIC int knell_wait_suspend(const struct knell_set *mask);

#ifdef __cplusplus
}
#endif

#endif
