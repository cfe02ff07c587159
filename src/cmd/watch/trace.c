/* SPDX-License-Identifier: MIT */
/* The subject under ptrace(2): one stop after the other, in time order. */
#include <knell/info.h>
#include <knell/name.h>
#include <knell/number.h>
#include <knell/send.h>

#include "abi/errno.h"
#include "base/memory.h"
#include "cmd/watch/tracer.h"
#include "sys/process.h"

enum { NONE = -1, SYSCALL_STOP = KNELL_SIGTRAP | 0x80 };

/* What a thread has stopped for. */
enum stop {
	STOP_ENTRY, /* of a system call */
	STOP_EXIT,
	STOP_ASKED,  /* knell asked for it; or a new thread's first */
	STOP_REACTS, /* it takes a signal, or is stopped by one */
	STOP_END,
};

static void let_others_react(struct knell_tracer *tracer, int sender);

static void resume(int tid, int signal)
{
	/* -ESRCH: it was killed meanwhile, and wait4 will tell. */
	sys_ptrace(K_PTRACE_SYSCALL, tid, 0, (void *)(long)signal);
}

/* Before a thread tells who it is, it only prepares. */
static bool is_told(const struct knell_tracer *tracer, int thread)
{
	const struct knell_watch_facts *facts = tracer->observer->result->facts;

	return facts->pid && facts->tid[thread];
}

static void enter_call(struct knell_tracer *tracer, int thread,
	const struct k_ptrace_syscall_info *info)
{
	const struct knell_trace_row *row =
		knell_trace_find(info->entry.number);
	bool leaves = row && row->sort == KNELL_TRACE_LEAVES;
	struct knell_watch_event *event = NULL;

	if (row && is_told(tracer, thread))
		event = knell_trace_add(tracer,
			leaves ? KNELL_WATCH_LEAVE : KNELL_WATCH_CALL, thread);
	tracer->inside[thread] = leaves ? NULL : event;
	tracer->row[thread] = row;
	knell_memory_copy(tracer->arguments[thread], info->entry.arguments,
		sizeof(tracer->arguments[thread]));
	if (row && row->sort == KNELL_TRACE_SENDS)
		tracer->sending = thread;
	if (!event)
		return;
	event->call = row->name;
	if (leaves)
		knell_trace_tell_call(tracer, thread, event);
}

/* Told on its way out, when what it gave is there to be read, too. */
static void leave_call(struct knell_tracer *tracer, int thread,
	const struct k_ptrace_syscall_info *info)
{
	struct knell_watch_event *event = tracer->inside[thread];

	tracer->inside[thread] = NULL;
	if (!event)
		return;
	event->returned = true;
	event->result = info->exit.result;
	knell_trace_tell_call(tracer, thread, event);
}

static enum stop take_call(struct knell_tracer *tracer, int thread)
{
	struct k_ptrace_syscall_info info = { .op = 0 };
	int tid = tracer->tids[thread];
	long got =
		sys_ptrace(K_PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info);

	/* Killed meanwhile, it is not there to be asked. */
	if (got < 0 && got != -ESRCH)
		tracer->events->error = got;
	if (info.op == K_PTRACE_SYSCALL_INFO_ENTRY) {
		enter_call(tracer, thread, &info);
		resume(tid, 0);
		return STOP_ENTRY;
	}
	if (info.op == K_PTRACE_SYSCALL_INFO_EXIT)
		leave_call(tracer, thread, &info);
	if (tracer->sending == thread) {
		tracer->sending = NONE;
		let_others_react(tracer, thread);
	}
	resume(tid, 0);
	return STOP_EXIT;
}

/*
 * Would this fault kill PID 1, if it were not traced? The kernel spares it as
 * long as it is (kernel/signal.c, force_sig_info_to_task: SIGNAL_UNKILLABLE
 * stays), and the fault would come again for ever. Let go of, it dies of it.
 */
static bool is_spared(
	const struct knell_tracer *tracer, const struct knell_info *info)
{
	const struct knell_watch_facts *facts = tracer->observer->result->facts;

	return facts->pid == 1 && info->code > 0 &&
	       (facts->restored || facts->faulting_in_handler);
}

static void let_go(struct knell_tracer *tracer, int thread, int signal)
{
	tracer->observation->let_go = true;
	knell_trace_tell_let_go(tracer, thread);
	sys_ptrace(
		K_PTRACE_DETACH, tracer->tids[thread], 0, (void *)(long)signal);
	tracer->gone[thread] = true;
}

static void take_delivery(struct knell_tracer *tracer, int thread, int signal)
{
	struct knell_info info = { .signal = signal };
	int tid = tracer->tids[thread];

	sys_ptrace(K_PTRACE_GETSIGINFO, tid, 0, &info);
	/* The observer's own. */
	if (signal == KNELL_SIGCONT && tracer->observation->stop_signal) {
		resume(tid, signal);
		return;
	}
	knell_trace_tell_delivery(tracer, thread, signal, &info);
	if (is_spared(tracer, &info))
		let_go(tracer, thread, signal);
	else
		resume(tid, signal);
}

static bool is_stop_signal(int signal)
{
	return knell_signal_default(signal) == KNELL_DEFAULT_STOP;
}

/* A new thread's first stop, the end of a group stop, or a group stop. */
static enum stop take_stop(struct knell_tracer *tracer, int thread, int signal)
{
	int tid = tracer->tids[thread];

	if (!is_stop_signal(signal)) {
		resume(tid, 0);
		return STOP_ASKED;
	}
	sys_ptrace(K_PTRACE_LISTEN, tid, 0, NULL);
	if (thread != 0)
		return STOP_REACTS;
	tracer->observation->stop_signal = signal;
	knell_trace_tell_stop(tracer, thread, signal);
	knell_send_process(tid, KNELL_SIGCONT);
	return STOP_REACTS;
}

static void take_end(struct knell_tracer *tracer, int tid, int status)
{
	tracer->gone[tid == tracer->tids[0] ? 0 : 1] = true;
	if (tid != tracer->tids[0])
		return;
	tracer->ended = true;
	tracer->observation->wait_status = status;
	tracer->observation->known = true;
	knell_trace_tell_end(tracer, status);
}

static enum stop take_change(struct knell_tracer *tracer, int tid, int status)
{
	int thread = tid == tracer->tids[0] ? 0 : 1;
	int signal = k_wait_code(status);

	tracer->tids[thread] = tid;
	if (!k_wait_stopped(status)) {
		take_end(tracer, tid, status);
		return STOP_END;
	}
	if (k_wait_event(status) == K_PTRACE_EVENT_STOP)
		return take_stop(tracer, thread, signal);
	if (k_wait_event(status)) {
		resume(tid, 0);
		return STOP_EXIT;
	}
	if (signal == SYSCALL_STOP)
		return take_call(tracer, thread);
	take_delivery(tracer, thread, signal);
	return STOP_REACTS;
}

/* The next change of one thread, or of any when `tid` is -1.
 * Return: as wait4; 0: the observer's patience is at an end. */
static long wait_for(
	const struct knell_tracer *tracer, int tid, int *ret_status)
{
	long got;

	do
		got = sys_wait4(tid, ret_status, K_WNOHANG | K_WALL, NULL);
	while (got == 0 && knell_observer_wait(tracer->observer));
	return got;
}

/*
 * A thread has sent a signal, and is held in its stop. Untraced, the thread
 * that the kernel chose would take it at once; but that one first has to stop
 * on its way out of the call that the signal ended, and meanwhile the sender
 * could take it instead. So the other is asked to stop: after that stop it
 * either takes the signal, or goes back into its call.
 */
static void let_others_react(struct knell_tracer *tracer, int sender)
{
	int other = 1 - sender, status = 0;
	int tid = tracer->tids[other];
	bool asked = false;

	if (!tid || tracer->gone[other] ||
		sys_ptrace(K_PTRACE_INTERRUPT, tid, 0, NULL) < 0)
		return;
	for (;;) {
		if (wait_for(tracer, tid, &status) <= 0)
			return;
		enum stop stop = take_change(tracer, tid, status);

		if (stop == STOP_REACTS || stop == STOP_END ||
			(asked && stop == STOP_ENTRY))
			return;
		/* Any stop is in place of the one that was asked for. */
		asked = asked || stop == STOP_ASKED || stop == STOP_EXIT;
	}
}

long knell_trace_begin(struct knell_observer *observer)
{
	const unsigned long options = K_PTRACE_O_TRACESYSGOOD |
				      K_PTRACE_O_TRACECLONE |
				      K_PTRACE_O_EXITKILL;
	long error =
		sys_ptrace(K_PTRACE_SEIZE, observer->pid, 0, (void *)options);

	if (error)
		return error;
	/* From its next system call on, which is to be seen. */
	return sys_ptrace(K_PTRACE_INTERRUPT, observer->pid, 0, NULL);
}

long knell_trace_to_end(struct knell_observer *observer)
{
	struct knell_tracer tracer = { .observer = observer,
		.events = observer->result->events,
		.observation = &observer->result->observation,
		.tids = { observer->pid },
		.sending = NONE };

	while (!tracer.ended) {
		int status = 0;
		/* Who sends does not wait for anything. What others do because
		 * of it comes after, and is told after. */
		int tid = tracer.sending == NONE ? -1
						 : tracer.tids[tracer.sending];
		long got = wait_for(&tracer, tid, &status);

		if (got < 0)
			return got;
		if (got > 0) {
			take_change(&tracer, (int)got, status);
			if (!knell_observer_is_late(observer))
				continue;
		}
		tracer.sending = NONE;
		if (!tracer.ended && knell_observer_give_up(observer))
			break;
	}
	return 0;
}
