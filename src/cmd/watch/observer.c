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

/* Until its end is seen once it was killed, which its tracer can delay. */
enum { KILLED_S = 5 };
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

/* While knell is stopped itself (Ctrl-Z), so may be what it traces: of the time
 * between two looks, no more counts than it would wait. */
bool knell_observer_is_late(struct knell_observer *observer)
{
	uint64_t now = knell_clock_ns(K_CLOCK_MONOTONIC);
	uint64_t passed = now - observer->looked_ns;

	observer->looked_ns = now;
	if (passed > LOOK_NS)
		passed = LOOK_NS;
	if (passed > observer->patience_ns)
		passed = observer->patience_ns;
	observer->patience_ns -= passed;
	return !observer->patience_ns;
}

bool knell_observer_wait(struct knell_observer *observer)
{
	struct knell_set child;
	uint64_t left;

	if (knell_observer_is_late(observer))
		return false;
	knell_set_empty(&child);
	knell_set_add(&child, KNELL_SIGCHLD);
	left = observer->patience_ns;
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
	observer->patience_ns = KILLED_S * NS_PER_S;
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

/* Return: 0; -Exxx when its end cannot be learned. */
static long watch_to_end(struct knell_observer *observer)
{
	struct knell_watch_observation *observation =
		&observer->result->observation;

	for (;;) {
		int status = 0;
		long pid = sys_wait4(observer->pid, &status,
			K_WNOHANG | K_WUNTRACED | K_WALL, NULL);

		if (pid < 0)
			return pid;
		if (pid > 0) {
			if (take_change(observation, (int)pid, status))
				return 0;
		} else if (!knell_observer_wait(observer) &&
			   knell_observer_give_up(observer)) {
			return 0;
		}
	}
}

static void be_patient(struct knell_observer *observer)
{
	observer->looked_ns = knell_clock_ns(K_CLOCK_MONOTONIC);
	observer->patience_ns =
		(KNELL_WATCH_HELLOS + 1) * observer->plan->interval_ns +
		KNELL_WATCH_SLACK_S * NS_PER_S;
}

/* One that ended just before it was to be killed did not hang. */
static void settle(struct knell_watch_observation *observation)
{
	int status = observation->wait_status;

	if (observation->known &&
		(!k_wait_signaled(status) || (status & 0x7f) != KNELL_SIGKILL))
		observation->hung = false;
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
	be_patient(observer);
	error = observer->result->events ? knell_trace_to_end(observer)
					 : watch_to_end(observer);
	if (error) {
		observer->complaint =
			"cannot wait for the end of the experiment (a "
			"sandbox?)";
		knell_send_process(observer->pid, KNELL_SIGKILL);
		return error;
	}
	settle(observation);
	observation->ended_ns = knell_clock_ns(K_CLOCK_MONOTONIC);
	return 0;
}
