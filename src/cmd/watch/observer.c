/* SPDX-License-Identifier: MIT */
/* Seeing from outside how the subject fares, to its end. */
#include "cmd/watch/observer.h"

#include <knell/mask.h>
#include <knell/number.h>
#include <knell/send.h>
#include <knell/wait.h>

#include "abi/errno.h"
#include "cmd/watch/trace.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/time.h"

/* What the subject may take beyond its hellos, on the slowest machine; and
 * until its end is seen once it was killed, which its tracer can delay. */
enum { SLACK_S = 20, KILLED_S = 5 };
#define NS_PER_S UINT64_C(1000000000)
/* SIGCHLD is lost where it cannot be blocked: then it is looked so often. */
#define LOOK_NS NS_PER_S

void *knell_observer_map(size_t size)
{
	long at = sys_mmap(NULL, size, K_PROT_READ | K_PROT_WRITE,
		K_MAP_SHARED | K_MAP_ANONYMOUS, -1, 0);

	return sys_mmap_failed(at) ? NULL : (void *)at;
}

static void take_child_signal(struct knell_observer *observer)
{
	struct knell_set child;

	knell_set_empty(&child);
	knell_set_add(&child, KNELL_SIGCHLD);
	knell_mask_block(&child, &observer->mask);
	/* While it is ignored, wait4 tells nothing. */
	knell_action_default(KNELL_SIGCHLD, &observer->child_action);
}

bool knell_observer_wait(const struct knell_observer *observer)
{
	uint64_t now = knell_clock_ns(K_CLOCK_MONOTONIC);
	uint64_t left;
	struct knell_set child;

	if (now >= observer->deadline_ns)
		return false;
	knell_set_empty(&child);
	knell_set_add(&child, KNELL_SIGCHLD);
	left = observer->deadline_ns - now;
	knell_wait_one(
		&child, NULL, (int64_t)(left < LOOK_NS ? left : LOOK_NS));
	return true;
}

bool knell_observer_give_up(struct knell_observer *observer)
{
	struct knell_watch_observation *observation =
		&observer->result->observation;

	if (observation->hung)
		return true;
	observation->hung = true;
	knell_send_process(observer->pid, KNELL_SIGKILL);
	observer->deadline_ns += KILLED_S * NS_PER_S;
	return false;
}

/* Without tracing: it ends, or stops and is continued. */
static bool take_change(
	struct knell_watch_observation *observation, int pid, int status)
{
	if (!k_wait_stopped(status)) {
		observation->wait_status = status;
		observation->known = true;
		return true;
	}
	observation->stop_signal = k_wait_code(status);
	knell_send_process(pid, KNELL_SIGCONT);
	return false;
}

static void watch_to_end(struct knell_observer *observer)
{
	struct knell_watch_observation *observation =
		&observer->result->observation;

	for (;;) {
		int status = 0;
		long pid = sys_wait4(observer->pid, &status,
			K_WNOHANG | K_WUNTRACED | K_WALL, NULL);

		if (pid < 0)
			return;
		if (pid > 0) {
			if (take_change(observation, (int)pid, status))
				return;
		} else if (!knell_observer_wait(observer) &&
			   knell_observer_give_up(observer)) {
			return;
		}
	}
}

static uint64_t find_deadline(const struct knell_watch_plan *plan)
{
	return knell_clock_ns(K_CLOCK_MONOTONIC) +
	       (KNELL_WATCH_HELLOS + 1) * plan->interval_ns +
	       SLACK_S * NS_PER_S;
}

long knell_observer_run(struct knell_observer *observer)
{
	struct knell_watch_observation *observation =
		&observer->result->observation;
	long error;

	take_child_signal(observer);
	error = knell_observer_start(observer);
	if (error)
		return error;
	observation->began_ns = knell_clock_ns(K_CLOCK_MONOTONIC);
	if (observer->result->events) {
		error = knell_trace_begin(observer);
		if (error) {
			observer->complaint =
				"cannot trace the experiment; without --trace "
				"and --svg it may run";
			knell_send_process(observer->pid, KNELL_SIGKILL);
			sys_wait4(observer->pid, NULL, K_WALL, NULL);
			return error;
		}
	}
	knell_observer_go(observer);
	observer->deadline_ns = find_deadline(observer->plan);
	if (observer->result->events)
		knell_trace_to_end(observer);
	else
		watch_to_end(observer);
	observation->ended_ns = knell_clock_ns(K_CLOCK_MONOTONIC);
	return 0;
}
