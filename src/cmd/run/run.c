/* SPDX-License-Identifier: MIT */
/* `knell run`: the order of things, and the loop over all that happens. */
#include "cmd/run/run.h"

#include "abi/errno.h"
#include "cmd/run/run_options.h"
#include "fault/die.h"
#include "fault/region.h"
#include "sys/file.h"
#include "sys/proc.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/time.h"

enum { NS_PER_S = 1000000000, REGIONS_MAX = 2048 };

/* A closed standard stream stays closed for the program, but no descriptor
 * of knell's own may take its number. */
static void occupy_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (sys_fcntl(fd, K_F_GETFD, 0) == -EBADF)
			sys_openat(K_AT_FDCWD, "/", K_O_PATH | K_O_CLOEXEC, 0);
}

/* All signals are blocked and taken one by one with rt_sigtimedwait. */
static void take_signals(struct knell_run *run)
{
	const struct k_sigaction standard = { .handler = K_SIG_DFL };
	struct k_sigset all = knell_run_all_signals();
	struct k_sigaction action;

	sys_rt_sigprocmask(K_SIG_SETMASK, &all, &run->original_mask);
	/* While SIGCHLD is ignored wait4 tells nothing. */
	sys_rt_sigaction(K_SIGCHLD, &standard, &action);
	run->child_ignored = action.handler == K_SIG_IGN;
}

static bool has_terminal(void)
{
	long fd = sys_openat(K_AT_FDCWD, "/dev/tty",
		K_O_RDONLY | K_O_NOCTTY | K_O_CLOEXEC, 0);

	if (fd >= 0)
		sys_close((int)fd);
	return fd >= 0;
}

/*
 * The program stopped: a shell that waits for knell must see it stop as well.
 * Where there is no terminal nobody does, and a stopped knell could not let
 * the program go on.
 */
static void stop_likewise(struct knell_run *run)
{
	int signal = run->stop_signal;
	struct k_sigset only = knell_run_one_signal(signal);

	run->stop_signal = 0;
	if (!has_terminal())
		return;
	sys_kill(run->self, signal);
	sys_rt_sigprocmask(K_SIG_UNBLOCK, &only, NULL);
	sys_rt_sigprocmask(K_SIG_BLOCK, &only, NULL);
}

/* Files are read here, and one that shrinks raises SIGBUS. */
static void drain_events(struct knell_run *run)
{
	struct k_sigset bus = knell_run_one_signal(K_SIGBUS);
	int status;
	long tid;

	sys_rt_sigprocmask(K_SIG_UNBLOCK, &bus, NULL);
	while ((tid = sys_wait4(-1, &status, K_WNOHANG | K_WALL, NULL)) > 0)
		knell_trace_event(run, (int32_t)tid, status);
	sys_rt_sigprocmask(K_SIG_BLOCK, &bus, NULL);
}

static void wait_for_signal(struct knell_run *run)
{
	struct k_sigset all = knell_run_all_signals();
	uint64_t now = knell_clock_ns(K_CLOCK_MONOTONIC);
	uint64_t forward = knell_forward_due(run, now);
	uint64_t job = knell_job_due(run, now);
	uint64_t next = !job || (forward && forward < job) ? forward : job;
	uint64_t pause = next > now ? next - now : 0;
	struct k_timespec limit = { (int64_t)(pause / NS_PER_S),
		(int64_t)(pause % NS_PER_S) };
	struct k_siginfo info;

	long signal = sys_rt_sigtimedwait(&all, &info, next ? &limit : NULL);

	if (signal > 0)
		knell_forward_signal(run, &info);
}

static void loop(struct knell_run *run)
{
	for (;;) {
		drain_events(run);
		if (run->ended && !knell_job_any(run))
			return;
		if (run->stop_signal && !run->ended)
			stop_likewise(run);
		wait_for_signal(run);
	}
}

static int end_likewise(struct knell_run *run)
{
	int failed = knell_run_exec_failed(run);

	if (failed)
		return failed;
	if (k_wait_signaled(run->status))
		knell_die(run->status & 0x7f);
	return k_wait_code(run->status);
}

static int run_program(const struct knell_invocation *invocation)
{
	struct knell_region slots[REGIONS_MAX] = { { 0 } };
	struct knell_region_table regions = { .slots = slots,
		.slot_count = REGIONS_MAX };
	/* Some 20 KiB, most of it signals to forward. */
	struct knell_run run = {
		.invocation = invocation,
		.self = (int32_t)sys_getpid(),
	};
	int status = knell_run_parse(&run);

	if (status)
		return status;
	occupy_streams();
	take_signals(&run);
	knell_region_install(&regions);
	if (run.options.init)
		sys_prctl(K_PR_SET_CHILD_SUBREAPER, 1);
	run.proc_fd = knell_proc_open();
	run.oom_kills = knell_obituary_oom_kills(&run);
	if (knell_run_start(&run) < 0)
		return KNELL_EXIT_FAILED;
	loop(&run);
	return end_likewise(&run);
}

const struct knell_command knell_command_run = {
	.name = "run",
	.summary = "run a program, and tell why it died if it does",
	.usage = knell_run_usage,
	.run = run_program,
};
