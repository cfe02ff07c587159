/* SPDX-License-Identifier: MIT */
/* Deaths by signals that were raised, sent, handled, blocked or forced. */
#include "crasher.h"

#include <assert.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile long sink;

static void do_abort(void)
{
	abort();
}

static void do_assert(void)
{
	int apples = 3;

	OPAQUE(apples);
	assert(apples == 4 && "the basket is complete");
}

static void do_raise_term(void)
{
	raise(SIGTERM);
	NO_TAIL_CALL;
}

static void do_raise_segv(void)
{
	raise(SIGSEGV);
	NO_TAIL_CALL;
}

static void set_action(int signal, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigaction(signal, &action, NULL);
}

static void handler_with_fault(int signal)
{
	int *counter = NULL;

	(void)signal;
	OPAQUE(counter);
	*counter = 1;
}

static void fault_in_handler(void)
{
	set_action(SIGUSR1, handler_with_fault, 0);
	raise(SIGUSR1);
	NO_TAIL_CALL;
}

static void fault_in_own_handler(void)
{
	set_action(SIGSEGV, handler_with_fault, 0);
	handler_with_fault(0);
	NO_TAIL_CALL;
}

/* As crash handlers in the field do it: reset, raise again. */
static void handler_raising_again(int signal)
{
	struct sigaction action = { .sa_handler = SIG_DFL };

	sigaction(signal, &action, NULL);
	raise(signal);
}

__attribute__((noinline)) static void first_fault(void)
{
	volatile int *counter = (int *)24;

	OPAQUE(counter);
	sink = *counter;
	NO_TAIL_CALL;
}

static void handled_raise_again(void)
{
	set_action(SIGSEGV, handler_raising_again, SA_NODEFER);
	first_fault();
	NO_TAIL_CALL;
}

static void handler_aborting(int signal)
{
	(void)signal;
	abort();
}

static void handled_abort(void)
{
	set_action(SIGSEGV, handler_aborting, 0);
	first_fault();
	NO_TAIL_CALL;
}

static void handler_resetting(int signal)
{
	struct sigaction action = { .sa_handler = SIG_DFL };

	sigaction(signal, &action, NULL);
}

static void handled_return(void)
{
	set_action(SIGSEGV, handler_resetting, 0);
	first_fault();
	NO_TAIL_CALL;
}

/* On an alternate stack, as most crash handlers run. */
static void handled_altstack(void)
{
	stack_t stack = { .ss_size = 65536 };

	stack.ss_sp = malloc(stack.ss_size);
	sigaltstack(&stack, NULL);
	set_action(SIGSEGV, handler_raising_again, SA_ONSTACK | SA_NODEFER);
	first_fault();
	NO_TAIL_CALL;
}

static void fault_while_blocked(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGSEGV);
	sigprocmask(SIG_BLOCK, &set, NULL);
	set_action(SIGSEGV, handler_resetting, 0);
	first_fault();
	NO_TAIL_CALL;
}

static void fault_while_ignored(void)
{
	signal(SIGSEGV, SIG_IGN);
	first_fault();
	NO_TAIL_CALL;
}

static void filter(unsigned action)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { 4, program };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
		_exit(3);
}

static void seccomp_trap(void)
{
	filter(SECCOMP_RET_TRAP);
	sink = getppid();
}

static void seccomp_kill(void)
{
	filter(SECCOMP_RET_KILL_PROCESS);
	sink = getppid();
}

static void killed_by_child(void)
{
	if (fork() == 0) {
		kill(getppid(), SIGABRT);
		_exit(0);
	}
	for (;;)
		pause();
}

static void killed_by_kill(void)
{
	raise(SIGKILL);
	NO_TAIL_CALL;
}

static void broken_pipe(void)
{
	int fds[2];

	if (pipe(fds))
		_exit(3);
	close(fds[0]);
	sink = write(fds[1], "x", 1);
}

static void cpu_limit(void)
{
	struct rlimit limit = { 1, 5 };

	setrlimit(RLIMIT_CPU, &limit);
	for (;;)
		sink++;
}

static void file_limit(void)
{
	struct rlimit limit = { 0, 0 };
	FILE *file = tmpfile();

	setrlimit(RLIMIT_FSIZE, &limit);
	sink = write(fileno(file), "x", 1);
}

static void closed_stderr(void)
{
	close(2);
	first_fault();
	NO_TAIL_CALL;
}

const struct death signal_deaths[] = {
	{ "abort", do_abort },
	{ "assert", do_assert },
	{ "raise-term", do_raise_term },
	{ "raise-segv", do_raise_segv },
	{ "fault-in-handler", fault_in_handler },
	{ "fault-in-own-handler", fault_in_own_handler },
	{ "handled-raise-again", handled_raise_again },
	{ "handled-abort", handled_abort },
	{ "handled-return", handled_return },
	{ "handled-altstack", handled_altstack },
	{ "fault-while-blocked", fault_while_blocked },
	{ "fault-while-ignored", fault_while_ignored },
	{ "seccomp-trap", seccomp_trap },
	{ "seccomp-kill", seccomp_kill },
	{ "killed-by-child", killed_by_child },
	{ "killed-by-kill", killed_by_kill },
	{ "broken-pipe", broken_pipe },
	{ "cpu-limit", cpu_limit },
	{ "file-limit", file_limit },
	{ "closed-stderr", closed_stderr },
	{ NULL, NULL },
};
