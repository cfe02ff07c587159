/* SPDX-License-Identifier: MIT */
/*
 * A signal is about to be delivered to a traced thread: does it kill, and is
 * it then worth a report or only a line?
 */
#include <knell/name.h>

#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "cmd/run/run.h"
#include "sys/proc.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/slurp.h"

/* What /proc/TID/status tells of a process's signals. */
struct dispositions {
	uint64_t ignored, caught;
	/* It is the first of a PID namespace: the kernel drops signals that
	 * would kill it, but for true faults. */
	bool first;
};

static uint64_t read_mask(const char *status, const char *name)
{
	const char *at = knell_slurp_field(status, name);
	uint64_t mask = 0;

	if (at)
		knell_text_hex(&at, &mask);
	return mask;
}

static bool is_first(const char *at)
{
	uint64_t last = 0;
	unsigned depth = 0;

	while (at && knell_text_decimal(&at, &last)) {
		depth++;
		while (*at == '\t')
			at++;
	}
	return depth > 0 && last == 1;
}

static bool read_dispositions(
	const struct knell_run *run, int32_t tid, struct dispositions *ret)
{
	char status[4096];

	if (knell_proc_read(
		    run->proc_fd, tid, "status", status, sizeof(status)) <= 0)
		return false;
	ret->ignored = read_mask(status, "SigIgn");
	ret->caught = read_mask(status, "SigCgt");
	ret->first = is_first(knell_slurp_field(status, "NSpid"));
	return true;
}

static bool is_deadly(int signal)
{
	int what = knell_signal_default(signal);

	return what == KNELL_DEFAULT_TERMINATE || what == KNELL_DEFAULT_CORE;
}

static void remember(struct knell_run *run, int32_t tgid, int signal,
	const struct k_siginfo *info)
{
	struct knell_tracee *leader = knell_tracee_find(&run->tracees, tgid);

	if (!leader)
		return;
	leader->last_signal = (struct knell_last_signal){ .number = signal,
		.code = info->code };
	if (info->code > 0)
		return;
	leader->last_signal.sender_pid = info->sender.pid;
	leader->last_signal.sender_uid = info->sender.uid;
	if (info->sender.pid && info->sender.pid != tgid)
		knell_trace_read_command(run, info->sender.pid,
			leader->last_signal.sender_command);
}

/* A handler may run for it, and what follows may kill. */
static void remember_taken(
	struct knell_run *run, int32_t tid, const struct k_siginfo *info)
{
	struct knell_tracee *tracee = knell_tracee_find(&run->tracees, tid);
	struct knell_registers registers;
	const struct knell_machine *machine =
		knell_process_read_registers(tid, &registers);

	if (!machine)
		return;
	struct knell_taken_signal *taken = tracee->taken;

	for (size_t i = KNELL_TAKEN_MAX - 1; i > 0; i--)
		taken[i] = taken[i - 1];
	taken->pc = registers.value[machine->pc];
	taken->sp = registers.value[machine->sp];
	if (machine->call_number != KNELL_NO_REGISTER)
		taken->call_number = registers.value[machine->call_number];
	knell_memory_copy(taken->info, info, sizeof(taken->info));
}

static void report(struct knell_run *run, int32_t tid, int32_t tgid, int signal,
	const struct k_siginfo *info)
{
	struct knell_tracee *leader = knell_tracee_find(&run->tracees, tgid);

	if (leader)
		leader->reported_signal = signal;
	knell_job_capture(
		run, tgid, tid, signal, info, knell_hold_threads(run, tid));
}

static bool wants_report(const struct knell_run *run, int signal)
{
	if (run->options.quiet && !run->options.output)
		return false;
	return run->options.all ||
	       knell_signal_default(signal) == KNELL_DEFAULT_CORE;
}

static bool is_reported(const struct knell_run *run, int32_t tgid)
{
	const struct knell_tracee *leader =
		knell_tracee_find(&run->tracees, tgid);

	return leader && leader->reported_signal;
}

/*
 * The kernel spares the first process of a namespace while it is traced, even
 * from a fault, which would then come again for ever. Untraced it dies.
 */
static void let_first_die(struct knell_run *run, int32_t tid)
{
	sys_ptrace(K_PTRACE_DETACH, tid, 0, NULL);
	knell_tracee_remove(&run->tracees, tid);
}

void knell_deliver(struct knell_run *run, int32_t tid, int signal)
{
	struct k_siginfo info;
	struct dispositions actions;
	const struct knell_tracee *tracee =
		knell_tracee_find(&run->tracees, tid);
	int32_t tgid = tracee->tgid;

	if (sys_ptrace(K_PTRACE_GETSIGINFO, tid, 0, &info) < 0)
		info = (struct k_siginfo){ .signo = signal };
	if (tgid == run->pid && knell_forward_seen(run, &info))
		sys_ptrace(K_PTRACE_SETSIGINFO, tid, 0, &info);
	if (!is_deadly(signal)) {
		knell_trace_continue(tid, signal);
		return;
	}
	remember(run, tgid, signal, &info);
	uint64_t bit = (uint64_t)1 << (signal - 1);

	if (!wants_report(run, signal) || is_reported(run, tgid) ||
		!read_dispositions(run, tid, &actions) ||
		(actions.caught | actions.ignored) & bit ||
		(actions.first && info.code <= 0)) {
		remember_taken(run, tid, &info);
		knell_trace_continue(tid, signal);
		return;
	}
	report(run, tid, tgid, signal, &info);
	knell_trace_forgo_exits(run, tgid);
	if (actions.first)
		let_first_die(run, tid);
	else
		knell_trace_continue(tid, signal);
	knell_hold_release(run, tgid);
	knell_job_begin(run);
}

/*
 * Some deaths come without a delivery: a seccomp filter that kills, a signal
 * frame that cannot be written. The exit status tells of them.
 */
void knell_deliver_exit(struct knell_run *run, int32_t tid)
{
	unsigned long status = 0;
	const struct knell_tracee *tracee =
		knell_tracee_find(&run->tracees, tid);
	int32_t tgid = tracee->tgid;

	sys_ptrace(K_PTRACE_GETEVENTMSG, tid, 0, &status);
	int signal = (int)(status & 0x7f);

	if (!signal || signal == K_SIGKILL || is_reported(run, tgid) ||
		!wants_report(run, signal)) {
		knell_trace_continue(tid, 0);
		return;
	}
	report(run, tid, tgid, signal, NULL);
	knell_trace_continue(tid, 0);
	knell_hold_release(run, tgid);
	knell_job_begin(run);
}
