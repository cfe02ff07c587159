/* SPDX-License-Identifier: MIT */
/* What ptrace and wait4 report, one event at a time. */
#include "abi/errno.h"
#include "base/text.h"
#include "cmd/run/run.h"
#include "sys/proc.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/slurp.h"

unsigned long knell_trace_options(const struct knell_run *run)
{
	unsigned long options = K_PTRACE_O_TRACECLONE | K_PTRACE_O_TRACEEXEC |
				K_PTRACE_O_TRACEEXIT;

	if (!run->options.no_follow)
		options |= K_PTRACE_O_TRACEFORK | K_PTRACE_O_TRACEVFORK;
	return options;
}

void knell_trace_forgo_exits(struct knell_run *run, int32_t tgid)
{
	unsigned long options =
		knell_trace_options(run) & ~(unsigned long)K_PTRACE_O_TRACEEXIT;

	for (size_t i = 0; i < run->tracees.capacity; i++) {
		const struct knell_tracee *tracee = &run->tracees.slots[i];

		/* Of those that run this fails, and their stops will come. */
		if (tracee->tid && tracee->tgid == tgid)
			sys_ptrace(K_PTRACE_SETOPTIONS, tracee->tid, 0,
				(void *)options);
	}
}

void knell_trace_continue(int32_t tid, int signal)
{
	/* -ESRCH: it was killed meanwhile, and wait4 will tell. */
	sys_ptrace(K_PTRACE_CONT, tid, 0, (void *)(long)signal);
}

void knell_trace_read_command(const struct knell_run *run, int32_t pid,
	char command[KNELL_COMM_SIZE + 1])
{
	long length = knell_proc_read(
		run->proc_fd, pid, "comm", command, KNELL_COMM_SIZE + 1);

	if (length > 0 && command[length - 1] == '\n')
		command[length - 1] = '\0';
	if (length <= 0)
		command[0] = '\0';
}

static int32_t read_tgid(const struct knell_run *run, int32_t tid)
{
	char status[1024];
	uint64_t tgid = 0;

	if (knell_proc_read(
		    run->proc_fd, tid, "status", status, sizeof(status)) > 0) {
		const char *at = knell_slurp_field(status, "Tgid");

		if (at)
			knell_text_decimal(&at, &tgid);
	}
	return tgid ? (int32_t)tgid : tid;
}

/* A traced thread that wait4 names before its parent's event did. */
static struct knell_tracee *meet(struct knell_run *run, int32_t tid)
{
	struct knell_tracee *tracee = knell_tracee_find(&run->tracees, tid);

	return tracee ? tracee
		      : knell_tracee_add(
				&run->tracees, tid, read_tgid(run, tid));
}

static void add_child(struct knell_run *run, int32_t parent, int event)
{
	unsigned long message = 0;
	const struct knell_tracee *tracee =
		knell_tracee_find(&run->tracees, parent);

	sys_ptrace(K_PTRACE_GETEVENTMSG, parent, 0, &message);
	int32_t child = (int32_t)message;

	if (!child || !tracee || knell_tracee_find(&run->tracees, child))
		return;
	/* clone(2) makes a thread or, with other flags, a process. */
	int32_t tgid = tracee->tgid;
	bool thread = event == K_PTRACE_EVENT_CLONE &&
		      sys_tgkill(tgid, child, 0) != -ESRCH;

	struct knell_tracee *added =
		knell_tracee_add(&run->tracees, child, thread ? tgid : child);
	const struct knell_tracee *leader =
		knell_tracee_find(&run->tracees, tgid);

	if (added && leader && !thread)
		knell_memory_copy(added->command, leader->command,
			sizeof(added->command));
}

/* All other threads are gone; this one now has the leader's id. */
static void note_exec(struct knell_run *run, int32_t tid)
{
	unsigned long former = 0;

	sys_ptrace(K_PTRACE_GETEVENTMSG, tid, 0, &former);
	if ((int32_t)former != tid)
		knell_tracee_remove(&run->tracees, (int32_t)former);
	struct knell_tracee *leader = knell_tracee_add(&run->tracees, tid, tid);

	if (leader) {
		leader->reported_signal = 0;
		knell_trace_read_command(run, tid, leader->command);
	}
	if (tid == run->pid)
		run->started = true;
}

static bool is_stop_signal(int signal)
{
	return signal == K_SIGSTOP || signal == K_SIGTSTP ||
	       signal == K_SIGTTIN || signal == K_SIGTTOU;
}

/* A new thread's first stop, the end of a hold, or job control. */
static void handle_stop(
	struct knell_run *run, const struct knell_tracee *tracee, int signal)
{
	if (!is_stop_signal(signal)) {
		/* With --no-follow clone(2) can still bring a process. */
		if (run->options.no_follow && tracee->tgid != run->pid) {
			sys_ptrace(K_PTRACE_DETACH, tracee->tid, 0, NULL);
			knell_tracee_remove(&run->tracees, tracee->tid);
			return;
		}
		knell_trace_continue(tracee->tid, 0);
		return;
	}
	if (tracee->tgid == run->pid)
		run->stop_signal = signal;
	sys_ptrace(K_PTRACE_LISTEN, tracee->tid, 0, NULL);
}

static void handle_end(struct knell_run *run, int32_t tid, int status)
{
	const struct knell_tracee *tracee =
		knell_tracee_find(&run->tracees, tid);

	if (tid == run->pid) {
		run->ended = true;
		run->status = status;
	}
	if (k_wait_signaled(status) &&
		(tid == run->pid || (tracee && tracee->tgid == tid)))
		knell_obituary(run, tracee, status);
	knell_tracee_remove(&run->tracees, tid);
}

void knell_trace_event(struct knell_run *run, int32_t tid, int status)
{
	if (!k_wait_stopped(status)) {
		if (!knell_job_child(run, tid, status))
			handle_end(run, tid, status);
		return;
	}
	const struct knell_tracee *tracee = meet(run, tid);

	if (!tracee) {
		knell_trace_continue(tid, 0);
		return;
	}
	switch (k_wait_event(status)) {
	case 0: knell_deliver(run, tid, k_wait_code(status)); return;
	case K_PTRACE_EVENT_STOP:
		handle_stop(run, tracee, k_wait_code(status));
		return;
	case K_PTRACE_EVENT_FORK:
	case K_PTRACE_EVENT_VFORK:
	case K_PTRACE_EVENT_CLONE:
		add_child(run, tid, k_wait_event(status));
		break;
	case K_PTRACE_EVENT_EXEC: note_exec(run, tid); break;
	case K_PTRACE_EVENT_EXIT: knell_deliver_exit(run, tid); return;
	default: break;
	}
	knell_trace_continue(tid, 0);
}
