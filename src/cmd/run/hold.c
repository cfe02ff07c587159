/* SPDX-License-Identifier: MIT */
/* Holding all threads of a process still while it is looked at. */
#include "base/text.h"
#include "cmd/run/run.h"
#include "sys/proc.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/time.h"

enum { PATIENCE_NS = 200000000, NAP_NS = 5000000 };

struct hold {
	int32_t tid, tgid;
	bool leader_gone;
};

static bool must_hold(
	const struct knell_tracee *tracee, const struct hold *hold)
{
	return tracee->tid && tracee->tid != hold->tid && !tracee->held &&
	       tracee->tgid == hold->tgid &&
	       !(hold->leader_gone && tracee->tid == hold->tgid);
}

static unsigned interrupt_all(
	struct knell_tracees *tracees, const struct hold *hold)
{
	unsigned asked = 0;

	for (size_t i = 0; i < tracees->capacity; i++) {
		struct knell_tracee *tracee = &tracees->slots[i];

		if (!must_hold(tracee, hold))
			continue;
		if (sys_ptrace(K_PTRACE_INTERRUPT, tracee->tid, 0, NULL) == 0)
			asked++;
	}
	return asked;
}

/* Return: how many are still on their way. */
static unsigned collect_stops(
	struct knell_tracees *tracees, const struct hold *hold)
{
	unsigned missing = 0;

	for (size_t i = 0; i < tracees->capacity; i++) {
		struct knell_tracee *tracee = &tracees->slots[i];
		int status;

		if (!must_hold(tracee, hold))
			continue;
		long got = sys_wait4(
			tracee->tid, &status, K_WNOHANG | K_WALL, NULL);

		if (got == 0) {
			missing++;
		} else if (got > 0) {
			tracee->held = true;
			tracee->held_status = status;
		}
	}
	return missing;
}

/* A leader that ended before its threads is a zombie and never stops. */
static bool is_zombie(const struct knell_run *run, int32_t tid)
{
	char stat[512];

	if (knell_proc_read(run->proc_fd, tid, "stat", stat, sizeof(stat)) <= 0)
		return true;
	const char *paren = knell_text_last(stat, ')');

	return paren && paren[1] && (paren[2] == 'Z' || paren[2] == 'X');
}

unsigned knell_hold_threads(struct knell_run *run, int32_t tid)
{
	const struct knell_tracee *tracee =
		knell_tracee_find(&run->tracees, tid);
	struct hold hold = { .tid = tid, .tgid = tracee ? tracee->tgid : tid };
	uint64_t limit = knell_clock_ns(K_CLOCK_MONOTONIC) + PATIENCE_NS;
	struct k_sigset chld = knell_run_one_signal(K_SIGCHLD);

	hold.leader_gone = hold.tid != hold.tgid && is_zombie(run, hold.tgid);
	unsigned missing = interrupt_all(&run->tracees, &hold);

	while (missing) {
		struct k_timespec nap = { .nsec = NAP_NS };

		missing = collect_stops(&run->tracees, &hold);
		if (!missing || knell_clock_ns(K_CLOCK_MONOTONIC) > limit)
			break;
		sys_rt_sigtimedwait(&chld, NULL, &nap);
	}
	return missing;
}

/* One of them, and its status; 0: there is none left. */
static int32_t take_held(
	struct knell_tracees *tracees, int32_t tgid, int *ret_status)
{
	for (size_t i = 0; i < tracees->capacity; i++) {
		struct knell_tracee *tracee = &tracees->slots[i];

		if (!tracee->tid || tracee->tgid != tgid || !tracee->held)
			continue;
		tracee->held = false;
		*ret_status = tracee->held_status;
		return tracee->tid;
	}
	return 0;
}

void knell_hold_release(struct knell_run *run, int32_t tgid)
{
	int status;
	int32_t tid;

	while ((tid = take_held(&run->tracees, tgid, &status)))
		knell_trace_event(run, tid, status);
}
