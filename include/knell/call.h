/* SPDX-License-Identifier: MIT */
/* System calls that a signal interrupts also when it comes just before. */
#ifndef KNELL_CALL_H
#define KNELL_CALL_H

#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * knell_call_unless - make a system call unless a signal has come
 * @flag: what handlers set, in the memory of the caller; for a section, its
 * member `kept`
 * @number: the number of the system call on this machine
 * @arguments: those it takes, and whatever else
 *
 * A handler that sets the flag and then calls knell_call_interrupt interrupts
 * the call whenever it runs: before the call, while it waits, and in the
 * instructions in between, where a program that tests the flag itself goes on
 * to wait for ever. A call that was made returns its result: what it has read
 * or accepted is not lost.
 *
 * With a flag that stays 0 it is a plain system call, for programs without a
 * libc; only a handler that calls knell_call_interrupt still calls it off.
 *
 * Return: what the kernel returns, -Exxx for an error; -EINTR when @flag is
 * not 0, or when a handler interrupted the call.
 * Context: AS-Safe, MT-Safe.
 * Source: syscall(2), signal(7).
 */
KNELL_PUBLIC long knell_call_unless(
	const volatile unsigned *flag, long number, const long arguments[6]);

/**
 * knell_call_interrupt - let no system call begin or go on
 * @context: what the handler was given; with NULL, as handlers of
 * knell_defer_deliver are given it, there is no such call
 *
 * It is for the handler, after it has set the flag. If it interrupted
 * knell_call_unless before the system call, or one that would be made again
 * (KNELL_ACTION_RESTART), that returns -EINTR.
 *
 * Return: 1 when such a call will not be made; 0 when none was about to.
 * Context: AS-Safe, MT-Safe: it is the thread's own.
 * Source: signal(7).
 */
KNELL_PUBLIC int knell_call_interrupt(void *context);

#ifdef __cplusplus
}
#endif

#endif
