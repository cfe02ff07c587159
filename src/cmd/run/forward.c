/* SPDX-License-Identifier: MIT */
/*
 * Signals sent to knell go on to the program. What a terminal or a kill of
 * the whole process group sent has reached the program by itself and must
 * not come twice; so one that could have been is held back for a moment.
 */
#include "abi/errno.h"
#include "cmd/run/run.h"
#include "sys/signal.h"
#include "sys/time.h"

enum { GRACE_NS = 10000000, RECENT_NS = 100000000 };

static void send(struct knell_run *run, const struct k_siginfo *info)
{
	struct knell_forward *forward = &run->forwards[info->signo];

	forward->sent = *info;
	forward->is_sent = true;
	if (info->code < 0 && info->code != K_SI_TKILL &&
		sys_rt_sigqueueinfo(run->pid, info->signo, info) == 0)
		return;
	sys_kill(run->pid, info->signo);
}

static bool is_from_inside(
	const struct knell_run *run, const struct k_siginfo *info)
{
	return info->sender.pid == run->self ||
	       (info->sender.pid &&
		       knell_tracee_find(&run->tracees, info->sender.pid)) ||
	       info->sender.pid == run->pid;
}

void knell_forward_signal(struct knell_run *run, const struct k_siginfo *info)
{
	uint64_t now = knell_clock_ns(K_CLOCK_MONOTONIC);

	/* The kernel's own went to the whole process group. */
	if (info->signo == K_SIGCHLD || info->code > 0 || run->ended)
		return;
	if (info->code == K_SI_USER && is_from_inside(run, info))
		return;
	struct knell_forward *forward = &run->forwards[info->signo];

	if (info->code != K_SI_USER || info->signo >= K_SIGRTMIN) {
		send(run, info);
		return;
	}
	if (forward->seen_ns && forward->seen_pid == info->sender.pid &&
		now - forward->seen_ns < RECENT_NS)
		return;
	forward->info = *info;
	forward->due_ns = now + (run->traced ? GRACE_NS : 0);
}

bool knell_forward_seen(struct knell_run *run, struct k_siginfo *info)
{
	struct knell_forward *forward;

	if (info->signo < 1 || info->signo > KNELL_SIGNALS ||
		info->code != K_SI_USER)
		return false;
	forward = &run->forwards[info->signo];
	if (info->sender.pid == run->self && forward->is_sent) {
		forward->is_sent = false;
		*info = forward->sent;
		return true;
	}
	forward->seen_pid = info->sender.pid;
	forward->seen_ns = knell_clock_ns(K_CLOCK_MONOTONIC);
	if (forward->due_ns && forward->info.sender.pid == info->sender.pid)
		forward->due_ns = 0;
	return false;
}

uint64_t knell_forward_due(struct knell_run *run, uint64_t now_ns)
{
	uint64_t next = 0;

	for (int signal = 1; signal <= KNELL_SIGNALS; signal++) {
		struct knell_forward *forward = &run->forwards[signal];

		if (!forward->due_ns)
			continue;
		if (forward->due_ns <= now_ns) {
			forward->due_ns = 0;
			send(run, &forward->info);
		} else if (!next || forward->due_ns < next) {
			next = forward->due_ns;
		}
	}
	return next;
}
