/* SPDX-License-Identifier: MIT */
/* `knell run`: the state that its parts share. */
#ifndef KNELL_CMD_RUN_RUN_H
#define KNELL_CMD_RUN_RUN_H

#include "abi/siginfo.h"
#include "abi/signal.h"
#include "base/memory.h"
#include "cmd/command.h"
#include "cmd/output.h"
#include "cmd/run/tracee.h"

enum {
	KNELL_ENVIRONMENT_MAX = 32,
	KNELL_JOBS_MAX = 8,
	KNELL_SIGNALS = 64,
};

struct knell_run_options {
	bool no_follow;
	bool init;
	bool quiet;
	bool all;
	bool json;
	enum knell_color color;
	const char *output; /* a pattern; NULL: standard error */
	/* Names of variables to show, NULL-terminated. */
	const char *environment[KNELL_ENVIRONMENT_MAX + 1];
	char **program; /* its arguments, NULL-terminated */
};

/* A signal sent to knell that waits to be passed on. */
struct knell_forward {
	struct k_siginfo info;
	uint64_t due_ns; /* 0: none waits */
	/* The one passed on last, for the program to see its true sender. */
	struct k_siginfo sent;
	bool is_sent;
	/* The last of this number that reached the program by itself. */
	int32_t seen_pid;
	uint64_t seen_ns;
};

struct knell_job;

struct knell_run {
	const struct knell_invocation *invocation;
	struct knell_run_options options;
	int32_t self;
	int proc_fd; /* /proc; < 0: there is none to believe */
	int32_t pid; /* the program */
	bool traced;
	bool started; /* its exec was done */
	bool ended;
	int status;   /* as wait4 gave it */
	int error_fd; /* where the child tells why exec failed */
	struct k_sigset original_mask;
	bool child_ignored;  /* SIGCHLD was ignored at the start */
	int32_t stop_signal; /* the program stopped: stop likewise */
	struct knell_tracees tracees;
	struct knell_forward forwards[KNELL_SIGNALS + 1];
	struct knell_job *jobs[KNELL_JOBS_MAX];
	uint64_t oom_kills; /* of the control group, at the start */
};

static inline struct k_sigset knell_run_all_signals(void)
{
	struct k_sigset set;

	for (size_t i = 0; i < KNELL_COUNT(set.words); i++)
		set.words[i] = ~0UL;
	return set;
}

static inline struct k_sigset knell_run_one_signal(int signal)
{
	struct k_sigset set = { { 0 } };
	size_t bits = sizeof(set.words[0]) * 8;

	set.words[(size_t)(signal - 1) / bits] =
		1UL << ((size_t)(signal - 1) % bits);
	return set;
}

/* start.c */
/* Starts the program, held until knell_run_release.
 * Return: 0, or -Exxx with a message printed. */
int knell_run_start(struct knell_run *run);
/* If exec failed, says so. Return: the exit status for it, or 0. */
int knell_run_exec_failed(struct knell_run *run);

/* trace.c */
void knell_trace_event(struct knell_run *run, int32_t tid, int status);
/* The name of a process, as it is now; empty: not known. */
void knell_trace_read_command(const struct knell_run *run, int32_t pid,
	char command[KNELL_COMM_SIZE + 1]);
void knell_trace_continue(int32_t tid, int signal);
unsigned long knell_trace_options(const struct knell_run *run);
/* It is told of and will die: its stopped threads need not stop once more. */
void knell_trace_forgo_exits(struct knell_run *run, int32_t tgid);

/* deliver.c: a signal is about to be delivered to a traced thread. */
void knell_deliver(struct knell_run *run, int32_t tid, int signal);
/* A thread is about to exit, by what the kernel will report. */
void knell_deliver_exit(struct knell_run *run, int32_t tid);

/* hold.c */
/* Stops all other threads of the process of `tid`. Return: how many of
 * them could not be, within a fifth of a second. */
unsigned knell_hold_threads(struct knell_run *run, int32_t tid);
/* Lets them go on, each with what had come to it meanwhile. */
void knell_hold_release(struct knell_run *run, int32_t tid);

/* forward.c */
void knell_forward_signal(struct knell_run *run, const struct k_siginfo *info);
/* The program is about to get a signal by itself: not to be doubled. May
 * change *info, back to the true sender. Return: whether it did. */
bool knell_forward_seen(struct knell_run *run, struct k_siginfo *info);
/* Sends what is due. Return: when the next one is due, in ns; 0: none. */
uint64_t knell_forward_due(struct knell_run *run, uint64_t now_ns);

/* job.c: reports under way. */
/* Captures; the thread is stopped and held, `info` is its siginfo or NULL. */
void knell_job_capture(struct knell_run *run, int32_t pid, int32_t tid,
	int signal, const struct k_siginfo *info, unsigned not_held);
/* After the process was let go: names, sentences, knell-report. */
void knell_job_begin(struct knell_run *run);
/* A child of knell's own ended. Return: true when it was a job's. */
bool knell_job_child(struct knell_run *run, int32_t pid, int status);
/* Ends what is late. Return: when the next one is, in ns; 0: none. */
uint64_t knell_job_due(struct knell_run *run, uint64_t now_ns);
bool knell_job_any(const struct knell_run *run);

/* obituary.c */
void knell_obituary(
	struct knell_run *run, const struct knell_tracee *leader, int status);
uint64_t knell_obituary_oom_kills(const struct knell_run *run);

#endif
