/* SPDX-License-Identifier: MIT */
/*
 * Sections in which signals wait. doc/design/deferral.md tells why it is done
 * so. The queue and the mask are changed only with the signals blocked.
 */
#include <stdbool.h>

#include "base/memory.h"
#include "knell/call.h"
#include "knell/context.h"
#include "knell/defer.h"
#include "knell/return.h"
#include "signal/kernel.h"
#include "sys/process.h"
#include "sys/signal.h"

enum {
	SET_WORDS = KNELL_COUNT(((struct knell_set *)0)->bits),
	QUEUE_ROOM = KNELL_COUNT(((struct knell_defer *)0)->queue),
};

static bool is_fault(int signal)
{
	switch (signal) {
	case K_SIGSEGV:
	case K_SIGBUS:
	case K_SIGILL:
	case K_SIGFPE:
	case K_SIGTRAP:
	case K_SIGSYS: return true;
	default: return false;
	}
}

void knell_defer_init(
	struct knell_defer *ret_defer, const struct knell_set *signals)
{
	*ret_defer = (struct knell_defer){ .signals = *signals };
	for (int signal = 1; signal <= K_NSIG; signal++)
		if (is_fault(signal))
			knell_set_remove(&ret_defer->signals, signal);
}

/* The interrupted code has the signals blocked as soon as it goes on. */
static void block_rest(struct knell_defer *defer, void *context)
{
	struct knell_set mask;

	knell_context_mask(context, &mask);
	for (int i = 0; i < SET_WORDS; i++) {
		uint64_t more = defer->signals.bits[i] & ~mask.bits[i];

		defer->blocked.bits[i] |= more;
		mask.bits[i] |= more;
	}
	knell_context_set_mask(context, &mask);
}

/*
 * The kernel keeps the signal; all are blocked meanwhile, since a handler may
 * fork, and the child must not signal its parent.
 */
static long send_back(const struct knell_info *info)
{
	struct k_sigset all, old;

	knell_memory_fill(&all, 0xff, sizeof(all));
	sys_rt_sigprocmask(K_SIG_BLOCK, &all, &old);
	long error = sys_rt_tgsigqueueinfo((int)sys_getpid(), (int)sys_gettid(),
		info->signal, kernel_info(info));

	sys_rt_sigprocmask(K_SIG_SETMASK, &old, NULL);
	return error;
}

/* Without those that were blocked for want of room. */
static void unblock_rest(struct knell_defer *defer, struct knell_set *mask)
{
	for (int i = 0; i < SET_WORDS; i++)
		mask->bits[i] &= ~defer->blocked.bits[i];
	defer->blocked = (struct knell_set){ { 0 } };
}

/* Its own handler may use the queue, and change the mask. */
static void call_handlers(
	struct knell_defer *defer, const struct knell_set *mask)
{
	struct knell_set busy = *mask;

	for (int i = 0; i < SET_WORDS; i++)
		busy.bits[i] |= defer->signals.bits[i];
	sys_rt_sigprocmask(K_SIG_SETMASK, kernel_set(&busy), NULL);
	while (defer->kept) {
		struct knell_defer_signal next = defer->queue[defer->first];

		defer->first = (defer->first + 1) % QUEUE_ROOM;
		defer->kept = defer->kept - 1;
		next.handler(next.info.signal, &next.info, NULL);
		sys_rt_sigprocmask(K_SIG_SETMASK, kernel_set(&busy), NULL);
	}
	sys_rt_sigprocmask(K_SIG_SETMASK, kernel_set(mask), NULL);
}

static void block_signals(struct knell_defer *defer, struct knell_set *ret_old)
{
	sys_rt_sigprocmask(K_SIG_BLOCK, kernel_set(&defer->signals),
		kernel_ret_set(ret_old));
	finish_set(ret_old);
}

void knell_defer_deliver(struct knell_defer *defer)
{
	struct knell_set mask;

	block_signals(defer, &mask);
	unblock_rest(defer, &mask);
	call_handlers(defer, &mask);
}

/* In a handler, whose own mask stays; what it interrupted has the other. */
static void deliver_first(struct knell_defer *defer, void *context)
{
	struct knell_set mask, interrupted;

	block_signals(defer, &mask);
	knell_context_mask(context, &interrupted);
	unblock_rest(defer, &interrupted);
	knell_context_set_mask(context, &interrupted);
	call_handlers(defer, &mask);
}

int knell_defer_keep(struct knell_defer *defer,
	void (*handler)(int signal, struct knell_info *info, void *context),
	const struct knell_info *info, void *context)
{
	struct knell_set mask;
	unsigned kept;

	if (!context || !knell_set_has(&defer->signals, info->signal))
		return 0;
	if (!defer->depth) {
		/* Between the end of a section and its look at the queue, or
		 * after a jump: what came before goes first. */
		if (defer->kept)
			deliver_first(defer, context);
		return 0;
	}
	/* Until the handler returns, which must undo it. */
	block_signals(defer, &mask);
	knell_return_refuse(context);
	kept = defer->kept;
	if (kept < QUEUE_ROOM) {
		unsigned at = (defer->first + kept) % QUEUE_ROOM;

		defer->queue[at].info = *info;
		defer->queue[at].handler = handler;
		defer->kept = ++kept;
	} else if (send_back(info) < 0) {
		return 0;
	}
	if (kept >= KNELL_DEFER_SIGNALS)
		block_rest(defer, context);
	knell_call_interrupt(context);
	return 1;
}

static struct knell_defer *find_thread(
	struct knell_defer *defers, unsigned count, int thread)
{
	for (unsigned i = 0; i < count; i++)
		if (__atomic_load_n(&defers[i].thread, __ATOMIC_ACQUIRE) ==
			thread)
			return &defers[i];
	return NULL;
}

struct knell_defer *knell_defer_find(struct knell_defer *defers, unsigned count)
{
	return find_thread(defers, count, (int)sys_gettid());
}

struct knell_defer *knell_defer_claim(
	struct knell_defer *defers, unsigned count)
{
	int thread = (int)sys_gettid();
	struct knell_defer *own = find_thread(defers, count, thread);

	for (unsigned i = 0; !own && i < count; i++) {
		int nobody = 0;

		if (__atomic_compare_exchange_n(&defers[i].thread, &nobody,
			    thread, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
			own = &defers[i];
	}
	return own;
}

void knell_defer_release(struct knell_defer *defer)
{
	__atomic_store_n(&defer->thread, 0, __ATOMIC_RELEASE);
}
