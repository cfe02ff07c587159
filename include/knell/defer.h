/* SPDX-License-Identifier: MIT */
/*
 * Sections in which signals wait: their handlers run at the section's end.
 * Beginning and ending one are a few instructions and no system call.
 *
 * Each thread has a struct knell_defer of its own, in thread-local storage or
 * wherever it likes. A handler of three arguments begins with
 *
 *	if (knell_defer_keep(&section, handler, info, context))
 *		return;
 *
 * Where there is no thread-local storage, the sections of all threads are in
 * an array; knell_defer_claim takes one of them, knell_defer_find finds it
 * again.
 */
#ifndef KNELL_DEFER_H
#define KNELL_DEFER_H

#include <knell/info.h>
#include <knell/public.h>
#include <knell/set.h>

#ifdef __cplusplus
extern "C" {
#endif

/* So many signals a section keeps; the kernel keeps those that follow. */
#define KNELL_DEFER_SIGNALS 8
/*
 * And it keeps so many more: one comes for each of the handlers, one inside the
 * other, that ran in the section when it had that many, as they return.
 */
#define KNELL_DEFER_NESTED 4

/* A signal that waits. */
struct knell_defer_signal {
	struct knell_info info;
	void (*handler)(int signal, struct knell_info *info, void *context);
};

/* The sections of one thread. The members are not for the program to set. */
struct knell_defer {
	/* How many sections the thread is in, one inside the other. */
	volatile unsigned depth;
	/* How many signals wait here; knell_call_unless may be given it. */
	volatile unsigned kept;
	/* Where the first of them is. */
	unsigned first;
	/* Whose it is, for knell_defer_find; 0: nobody's. */
	int thread;
	/* Those that wait. */
	struct knell_set signals;
	/* Those that were blocked since there was no more room. */
	struct knell_set blocked;
	struct knell_defer_signal
		queue[KNELL_DEFER_SIGNALS + KNELL_DEFER_NESTED];
};

/**
 * knell_defer_init - make the sections of a thread
 * @ret_defer: its sections, none of which is begun
 * @signals: those that will wait
 *
 * SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP and SIGSYS never wait, whoever sent
 * them: after a fault, the code cannot go on.
 *
 * A child that is forked in a section has its parent's signals too: it begins
 * anew with this, and then unblocks @signals, which are blocked where there was
 * no more room. One of vfork has the very sections of its parent, and what is
 * sent to it would be called there: block @signals around vfork.
 *
 * Context: AS-Safe, MT-Safe.
 * Source: signal(7).
 */
KNELL_PUBLIC void knell_defer_init(
	struct knell_defer *ret_defer, const struct knell_set *signals);

/**
 * knell_defer_keep - keep a signal if a section is begun
 * @defer: the sections of the thread that the handler runs in
 * @handler: what to call at the section's end
 * @info: what the handler was given; it is copied
 * @context: what the handler was given; NULL when it was called by hand, and
 * then no signal is kept
 *
 * It is for handlers, first of all. To keep the order of arrival, their
 * actions block the signals of @defer (in the member `mask`).
 *
 * A system call of knell_call_unless that was interrupted is not made. When
 * KNELL_DEFER_SIGNALS are kept, the interrupted code has the signals of @defer
 * blocked from then on, up to the section's end: no signal is lost, nor their
 * order, as long as no more than KNELL_DEFER_NESTED other handlers are nested
 * there.
 *
 * Return: 1: the handler is to return, it will be called again; 0: it is to go
 * on, since no section is begun, since the signal is not one of those that
 * wait, or since it had to be sent back to the kernel for want of room, which
 * had no room for it either (RLIMIT_SIGPENDING).
 * Context: AS-Safe, MT-Safe: it is the thread's own. Uses 1 KiB of stack.
 * Source: sigreturn(2), rt_tgsigqueueinfo(2).
 */
KNELL_PUBLIC int knell_defer_keep(struct knell_defer *defer,
	void (*handler)(int signal, struct knell_info *info, void *context),
	const struct knell_info *info, void *context);

/**
 * knell_defer_deliver - call the handlers of the signals that wait
 * @defer: the sections of the calling thread, none of which is begun
 *
 * knell_defer_end does it. It is for who jumped out of a handler that was
 * called at a section's end: signals that came after it may still wait.
 *
 * The handlers are called in the order of arrival, one after the other, on the
 * stack of the caller, with the signals of @defer blocked. The context that
 * they are given is NULL, since nothing is interrupted. One that ends a section
 * of its own calls the next from there.
 *
 * Context: AS-Safe, MT-Safe: it is the thread's own. Uses 1 KiB of stack
 * besides what the handlers use.
 * Source: rt_sigprocmask(2).
 */
KNELL_PUBLIC void knell_defer_deliver(struct knell_defer *defer);

/**
 * knell_defer_begin - begin a section
 * @defer: the sections of the calling thread
 *
 * From here on, the signals of @defer wait. Sections may be begun in sections
 * and in handlers. In a section the mask of the thread is not to be changed.
 *
 * Who jumps out of sections ends them where the jump arrives: by
 * knell_defer_end as long as the member `depth` is greater than it was when the
 * place was saved.
 *
 * Context: AS-Safe, MT-Safe: it is the thread's own.
 * Source: signal(7).
 */
static inline void knell_defer_begin(struct knell_defer *defer)
{
	/* A handler in between leaves it as it was. */
	defer->depth = defer->depth + 1;
	__asm__ volatile("" : : : "memory");
}

/**
 * knell_defer_end - end a section
 * @defer: the sections of the calling thread
 *
 * If it is the outermost one, the signals that waited are delivered before
 * this returns: see knell_defer_deliver. Called once more than
 * sections were begun, it makes signals wait for ever.
 *
 * Context: AS-Safe, MT-Safe: it is the thread's own.
 * Source: signal(7).
 */
static inline void knell_defer_end(struct knell_defer *defer)
{
	__asm__ volatile("" : : : "memory");
	unsigned depth = defer->depth - 1;

	defer->depth = depth;
	/* A signal between the two finds no section, and is not kept. */
	if (__builtin_expect(!depth && defer->kept, 0))
		knell_defer_deliver(defer);
}

/**
 * knell_defer_claim - take the sections of a thread out of an array
 * @defers: the array, which knell_defer_init has been called on
 * @count: how many it has
 *
 * The child of a fork has another number than the thread that forked: there,
 * all sections count as other threads', and knell_defer_find returns NULL. The
 * child calls knell_defer_init on each, with the signals blocked, and claims
 * anew.
 *
 * Return: those of the calling thread from now on, the same when it has some
 * already; NULL when none is free.
 * Context: AS-Safe, MT-Safe.
 * Source: gettid(2).
 */
KNELL_PUBLIC struct knell_defer *knell_defer_claim(
	struct knell_defer *defers, unsigned count);

/**
 * knell_defer_find - find the sections that the calling thread claimed
 * @defers: the array
 * @count: how many it has
 *
 * Return: its sections; NULL when it has none.
 * Context: AS-Safe, MT-Safe. One system call, and a look at each of @count.
 * Source: gettid(2).
 */
KNELL_PUBLIC struct knell_defer *knell_defer_find(
	struct knell_defer *defers, unsigned count);

/**
 * knell_defer_release - give the sections of a thread back
 * @defer: from knell_defer_claim; no section is begun
 *
 * To be called before the thread ends: its number may become another's.
 *
 * Context: AS-Safe, MT-Safe.
 * Source: gettid(2).
 */
KNELL_PUBLIC void knell_defer_release(struct knell_defer *defer);

#ifdef __cplusplus
}
#endif

#endif
