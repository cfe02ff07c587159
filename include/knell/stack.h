/* SPDX-License-Identifier: MIT */
/* Alternate stacks, for handlers that must run when the stack is used up. */
#ifndef KNELL_STACK_H
#define KNELL_STACK_H

#include <stddef.h>

#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of a stack. Source: sigaltstack(2). */
/* Given back only: the thread runs on it now. */
#define KNELL_STACK_ONSTACK 1U
/* There is none. */
#define KNELL_STACK_DISABLE 2U
/*
 * Entering a handler forgets it, and returning from there brings it back; on
 * i386, arm and s390x only if the action has KNELL_ACTION_SIGINFO.
 */
#define KNELL_STACK_AUTODISARM 0x80000000U

/* The kernel's stack_t, with its members in one order on all machines. */
struct knell_stack {
	/* The lowest address. */
	void *base;
	unsigned flags;
	size_t size_bytes;
};

/**
 * knell_stack_size - how large an alternate stack has to be
 * @handler_bytes: what the handlers need themselves, all that they call
 * included
 *
 * Return: the size in bytes, with the kernel's frame on this processor, in
 * whole pages; 0 when no size would do.
 * Context: AS-Safe, MT-Safe. Uses 1 KiB of stack.
 * Source: AT_MINSIGSTKSZ in getauxval(3), sigaltstack(2).
 */
KNELL_PUBLIC size_t knell_stack_size(size_t handler_bytes);

/**
 * knell_stack_map - make memory for an alternate stack
 * @handler_bytes: what the handlers need themselves
 * @ret_stack: the stack, for knell_stack_install
 *
 * Below it lies a guard page: who walks off the stack dies instead of writing
 * elsewhere. The memory is touched here, so the first signal is as quick as
 * the later ones.
 *
 * Return: 0; -ENOMEM when there is no memory, or no size would do; -EFAULT when
 * @ret_stack is NULL; what else mmap(2) and mprotect(2) say.
 * Context: AS-Safe, MT-Safe. Uses 1 KiB of stack.
 * Source: sigaltstack(2), mmap(2).
 */
KNELL_PUBLIC int knell_stack_map(
	size_t handler_bytes, struct knell_stack *ret_stack);

/**
 * knell_stack_unmap - release what knell_stack_map made
 * @stack: the stack, which no thread has installed any more
 *
 * Return: 0; -EINVAL when @stack was not made by knell_stack_map, as far as can
 * be told; -EFAULT when it is NULL; what else munmap(2) says.
 * Context: AS-Safe, MT-Safe.
 * Source: mmap(2).
 */
KNELL_PUBLIC int knell_stack_unmap(const struct knell_stack *stack);

/**
 * knell_stack_install - give the calling thread an alternate stack
 * @stack: from knell_stack_map, or memory of the caller's; of the flags,
 * KNELL_STACK_AUTODISARM may be set
 * @ret_old: what it was; may be NULL
 *
 * Actions use it when they have KNELL_ACTION_ONSTACK.
 *
 * Return: 0; -ENOMEM when @stack is too small for the kernel's frame on this
 * processor (the kernel itself accepts some that are); -EINVAL when another
 * flag is set; -EPERM when the thread runs on its alternate stack now; -EFAULT
 * when @stack is NULL, or when @ret_old is a bad pointer, with the stack
 * installed all the same.
 * Context: AS-Safe, MT-Safe: it is the thread's own. Uses 1 KiB of stack. In
 * a handler, its return undoes it.
 * Source: sigaltstack(2).
 */
KNELL_PUBLIC int knell_stack_install(
	const struct knell_stack *stack, struct knell_stack *ret_old);

/**
 * knell_stack_restore - put the alternate stack back as it was
 * @saved: what knell_stack_install or knell_stack_get gave
 *
 * Unlike knell_stack_install, it takes any stack that the kernel takes, and
 * none.
 *
 * Return: 0; -EPERM when the thread runs on its alternate stack now; -EINVAL
 * when the flags, and -ENOMEM when the size can be of no stack; -EFAULT when
 * @saved is NULL or another bad pointer.
 * Context: AS-Safe, MT-Safe: it is the thread's own.
 * Source: sigaltstack(2).
 */
KNELL_PUBLIC int knell_stack_restore(const struct knell_stack *saved);

/**
 * knell_stack_get - get the alternate stack of the calling thread
 * @ret_stack: the stack; KNELL_STACK_DISABLE in the flags: there is none
 *
 * Return: 0; -EFAULT when @ret_stack is NULL or another bad pointer.
 * Context: AS-Safe, MT-Safe.
 * Source: sigaltstack(2).
 */
KNELL_PUBLIC int knell_stack_get(struct knell_stack *ret_stack);

/**
 * knell_stack_begin - give the calling thread an alternate stack of its own
 * @handler_bytes: what the handlers need themselves
 * @ret_stack: the stack, made as by knell_stack_map and installed
 * @ret_old: what it was, for knell_stack_end
 *
 * Alternate stacks are not handed on: each thread begins without one, and the
 * kernel tells nobody of its start. So it is the first thing that a thread
 * does; <knell/pthread.h> does it for threads of a libc.
 *
 * Return: 0; -ENOMEM when there is no memory, or no size would do; -EPERM when
 * the thread runs on its alternate stack now; -EFAULT when @ret_stack or
 * @ret_old is NULL; what else mmap(2) and mprotect(2) say.
 * Context: AS-Safe, MT-Safe: it is the thread's own. Uses 2 KiB of stack. In
 * a handler, its return undoes it.
 * Source: sigaltstack(2), mmap(2).
 */
KNELL_PUBLIC int knell_stack_begin(size_t handler_bytes,
	struct knell_stack *ret_stack, struct knell_stack *ret_old);

/**
 * knell_stack_end - take the alternate stack of the calling thread back
 * @stack: from knell_stack_begin
 * @old: from knell_stack_begin; what is installed from now on
 *
 * Those of one thread are ended in the reverse order, each once. After an error
 * nothing is changed.
 *
 * Return: 0; -EPERM when the thread runs on @stack now; -EINVAL when it is not
 * what the calling thread has installed, or was not made by knell_stack_begin,
 * as far as can be told: memory of the caller's would be unmapped; -EFAULT when
 * @stack or @old is NULL.
 * Context: AS-Safe, MT-Safe: it is the thread's own.
 * Source: sigaltstack(2), mmap(2).
 */
KNELL_PUBLIC int knell_stack_end(
	const struct knell_stack *stack, const struct knell_stack *old);

#ifdef __cplusplus
}
#endif

#endif
