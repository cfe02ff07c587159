/* SPDX-License-Identifier: MIT */
/*
 * Alternate stacks for the threads of a libc: glibc, musl and others. It is
 * not part of <knell.h>, since it needs <pthread.h>; and it is code of the
 * program's, since libknell itself needs no libc.
 *
 * To give one to every thread that the program starts, one of its files has
 *
 *	KNELL_PTHREAD_WRAP(16384)
 *
 * and it is linked with -Wl,--wrap=pthread_create, statically or not. This
 * catches the calls of what is linked into the program, static libraries
 * included; not those of shared libraries, and so not std::thread's of a
 * shared libstdc++. A thread that is started in another way, with clone or in
 * a shared library, calls knell_stack_begin itself.
 */
#ifndef KNELL_PTHREAD_H
#define KNELL_PTHREAD_H

#include <errno.h>
#include <pthread.h>

#include <knell/stack.h>

#ifdef __cplusplus
extern "C" {
#endif

/* pthread_create, or what is called instead of it. */
typedef int knell_pthread_creator(pthread_t *ret_thread,
	const pthread_attr_t *attributes, void *(*entry)(void *),
	void *argument);

/* What the new thread is told, at the far end of its alternate stack. */
struct knell_pthread_start {
	void *(*entry)(void *);
	void *argument;
	struct knell_stack stack;
	struct knell_stack old;
};

static inline void knell_pthread_end(void *start)
{
	const struct knell_pthread_start *own =
		(const struct knell_pthread_start *)start;

	knell_stack_end(&own->stack, &own->old);
}

static inline void *knell_pthread_run(void *start)
{
	/* A copy: handlers may use the whole stack. */
	struct knell_pthread_start own = *(struct knell_pthread_start *)start;
	void *result;

	knell_stack_install(&own.stack, &own.old);
	pthread_cleanup_push(knell_pthread_end, &own);
	result = own.entry(own.argument);
	pthread_cleanup_pop(1);
	return result;
}

/**
 * knell_pthread_start - start a thread that has an alternate stack
 * @create: pthread_create
 * @handler_bytes: what the handlers need themselves
 * @ret_thread: the thread
 * @attributes: its attributes; may be NULL
 * @entry: what it runs
 * @argument: what @entry is given
 *
 * The stack is installed before @entry is called, and released when the thread
 * ends: by return, pthread_exit or cancellation. It is not released when that
 * happens in a handler that runs on it. Destructors of thread-specific data
 * run without it.
 *
 * Return: what pthread_create returns, a positive error number: EAGAIN also
 * when there is no memory for the stack.
 * Context: AS-Unsafe, since pthread_create is; MT-Safe.
 * Source: pthread_create(3), sigaltstack(2).
 */
static inline int knell_pthread_start(knell_pthread_creator *create,
	size_t handler_bytes, pthread_t *ret_thread,
	const pthread_attr_t *attributes, void *(*entry)(void *),
	void *argument)
{
	struct knell_pthread_start *start;
	struct knell_stack stack;
	int error;

	if (handler_bytes < sizeof(*start))
		handler_bytes = sizeof(*start);
	if (knell_stack_map(handler_bytes, &stack) < 0)
		return EAGAIN;
	start = (struct knell_pthread_start *)stack.base;
	start->entry = entry;
	start->argument = argument;
	start->stack = stack;
	error = create(ret_thread, attributes, knell_pthread_run, start);
	if (error)
		knell_stack_unmap(&stack);
	return error;
}

#ifdef __cplusplus
#define KNELL_PTHREAD_EXTERN extern "C"
#else
#define KNELL_PTHREAD_EXTERN extern
#endif

/* See above. */
#define KNELL_PTHREAD_WRAP(handler_bytes)                                 \
	KNELL_PTHREAD_EXTERN knell_pthread_creator __real_pthread_create; \
	KNELL_PTHREAD_EXTERN knell_pthread_creator __wrap_pthread_create; \
	int __wrap_pthread_create(pthread_t *ret_thread,                  \
		const pthread_attr_t *attributes, void *(*entry)(void *), \
		void *argument)                                           \
	{                                                                 \
		return knell_pthread_start(__real_pthread_create,         \
			handler_bytes, ret_thread, attributes, entry,     \
			argument);                                        \
	}

#ifdef __cplusplus
}
#endif

#endif
