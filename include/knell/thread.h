/* SPDX-License-Identifier: MIT */
/*
 * Threads of programs without a libc. Each has its own stack, alternate stack
 * and thread-local variables (`__thread`, `_Thread_local`). They are not for
 * programs that have a libc, whose functions need what only its own threads
 * have: <knell/pthread.h> is for those.
 *
 * Thread-local variables are those of a static program. Code that is compiled
 * with -fPIC needs -ftls-model=local-exec besides.
 */
#ifndef KNELL_THREAD_H
#define KNELL_THREAD_H

#include <stddef.h>

#include <knell/public.h>
#include <knell/start.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A thread: it lies in the memory of the thread's own. */
struct knell_thread;

/* What a thread is to be. */
struct knell_thread_plan {
	/* What it runs, until it returns; knell_thread_join gives the value. */
	void *(*run)(void *argument);
	void *argument;
	/* What it needs of stack, all that it calls included. */
	size_t stack_bytes;
	/* What handlers need of the alternate stack. */
	size_t handler_bytes;
};

/**
 * knell_thread_set_up - give the first thread its thread-local variables
 * @start: what knell_main was given
 *
 * Without it, the first thread has none, and a thread pointer of 0; others have
 * theirs all the same. It is called once, by the first thread, which takes its
 * alternate stack with knell_stack_begin.
 *
 * Return: 0; -ENOMEM when there is no memory; -EFAULT when @start is NULL; what
 * else the kernel says where a filter keeps the system calls back. The thread
 * pointer is then as it was.
 * Context: AS-Unsafe, since handlers may use such variables. Uses 1 KiB of
 * stack.
 * Source: Drepper, ELF Handling for Thread-Local Storage; mmap(2),
 * arch_prctl(2), set_thread_area(2).
 */
KNELL_PUBLIC int knell_thread_set_up(const struct knell_start *start);

/**
 * knell_thread_start - start a thread
 * @start: what knell_main was given
 * @plan: what it runs, with how much memory; no longer used afterwards
 * @ret_thread: the thread, for knell_thread_join
 *
 * The thread begins with the caller's signal mask. Its alternate stack is
 * there before the first signal can come, and so are its thread-local
 * variables, with the values that they have in the program's file. Below
 * either stack lies a guard page.
 *
 * Return: 0; -ENOMEM when there is no memory, or no size would do; -EAGAIN when
 * there are too many threads; -EFAULT when an argument, or the function of
 * @plan, is NULL; what else clone(2), mmap(2) and mprotect(2) say.
 * Context: AS-Safe, MT-Safe. Uses 2 KiB of stack. Signals are blocked for some
 * microseconds.
 * Source: clone(2), sigaltstack(2), mmap(2).
 */
KNELL_PUBLIC int knell_thread_start(const struct knell_start *start,
	const struct knell_thread_plan *plan, struct knell_thread **ret_thread);

/**
 * knell_thread_id - the number of a thread, for knell_send_thread
 * @thread: from knell_thread_start, and not joined yet
 *
 * After the thread has ended, it may be another's.
 *
 * Return: the number, as gettid(2) gives it.
 * Context: AS-Safe, MT-Safe.
 * Source: clone(2).
 */
KNELL_PUBLIC int knell_thread_id(const struct knell_thread *thread);

/**
 * knell_thread_join - wait until a thread has ended, and release its memory
 * @thread: from knell_thread_start; there is none any more
 * @ret_value: what its function returned; may be NULL
 *
 * Each thread is joined once, by any other. Handlers that run in the meantime
 * do not end it.
 *
 * Return: 0; -EDEADLK when the caller is @thread itself; -EFAULT when @thread
 * is NULL. When a filter kept system calls back that the thread begins with,
 * what these said: its function was not run. -ENOSYS on 32-bit machines before
 * Linux 5.1: @thread is as it was.
 * Context: AS-Safe as far as waiting may be; MT-Safe. Uses 1 KiB of stack.
 * Source: clone(2) (CLONE_CHILD_CLEARTID), futex(2), munmap(2).
 */
KNELL_PUBLIC int knell_thread_join(
	struct knell_thread *thread, void **ret_value);

#ifdef __cplusplus
}
#endif

#endif
