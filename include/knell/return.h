/* SPDX-License-Identifier: MIT */
/* Returning from handlers without a system call. */
#ifndef KNELL_RETURN_H
#define KNELL_RETURN_H

#include <knell/action.h>
#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * knell_return_allow - let handlers of an action return in user space
 * @action: the action, not yet set, which must block no signals: with
 * KNELL_ACTION_NODEFER and an empty mask
 *
 * The kernel's way back from a handler is a system call. On x86_64 all that it
 * does can be done without one when the mask has not changed: then registers,
 * flags and the states of x87, SSE, AVX and AVX-512 are loaded, and nothing
 * else. It is tried when the handler returns, and the system call made after
 * all when the frame shows that more is needed: when the handler ran on an
 * alternate stack, when a system call was interrupted that changes the mask
 * meanwhile, under a shadow stack, when single-stepping. On other machines the
 * system call is always made, and this changes nothing.
 *
 * What a frame does not show, the handler must tell by knell_return_refuse; so
 * must one that writes to uc_sigmask or uc_stack of the ucontext_t itself:
 * these are not looked at. knell_context_set_mask and knell_context_set_stack
 * tell it.
 *
 * As nothing is blocked, a handler can be interrupted by its own signal before
 * its first instruction, and again: who sends faster than the handler returns
 * nests them without bound, each on the stack of the one before, up to SIGSEGV.
 * Where that can be, block the signal and do without this.
 *
 * Debuggers and unwinders find their way through; tools that watch system
 * calls do not see the handler's end.
 *
 * Return: 0; -EINVAL when the action blocks signals, or has a restorer of its
 * own; -EFAULT when @action is NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: sigreturn(2), arch/x86/kernel/signal_64.c.
 */
KNELL_PUBLIC int knell_return_allow(struct knell_action *action);

/**
 * knell_return_refuse - let a handler return by the system call this time
 * @context: what the handler was given; with NULL, as handlers of
 * knell_defer_deliver are given it, nothing is done
 *
 * To be called by a handler that has changed the mask or the alternate stack
 * of the thread, by knell_mask_block, knell_stack_install or their like, also
 * of a libc: its return is to undo that. knell_context_set_mask and
 * knell_context_set_stack call it themselves.
 *
 * Context: AS-Safe, MT-Safe.
 * Source: sigreturn(2).
 */
KNELL_PUBLIC void knell_return_refuse(void *context);

#ifdef __cplusplus
}
#endif

#endif
