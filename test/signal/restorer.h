/* SPDX-License-Identifier: MIT */
/* A child that is followed through a signal and its return (x86_64). */
#ifndef KNELL_TEST_SIGNAL_RESTORER_H
#define KNELL_TEST_SIGNAL_RESTORER_H

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "knell.h"
#include "test/lib/test.h"

/* In the ucontext, from where rt_sigreturn takes the stack pointer to be. */
enum { CONTEXT_SP = 160, CONTEXT_PC = 168, CONTEXT_SEGMENTS = 184 };
enum { USER_CS = 0x33 };

static inline pid_t start_traced(void (*run)(void))
{
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid)
		return pid;
	CHECK(!ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	/* A sanitizer's. */
	CHECK_EQUAL(knell_action_default(SIGSEGV, NULL), 0);
	run();
	_exit(0);
}

/* Waits for the stop that this signal makes, as it is about to arrive. */
static inline siginfo_t expect_stop(
	pid_t pid, int signal, struct user_regs_struct *ret_registers)
{
	siginfo_t info;
	int status;

	CHECK_EQUAL(waitpid(pid, &status, 0), pid);
	CHECK(WIFSTOPPED(status));
	CHECK_EQUAL(WSTOPSIG(status), signal);
	CHECK(!ptrace(PTRACE_GETREGS, pid, NULL, ret_registers));
	CHECK(!ptrace(PTRACE_GETSIGINFO, pid, NULL, &info));
	return info;
}

static inline void let_have(pid_t pid, int signal)
{
	CHECK(!ptrace(PTRACE_CONT, pid, NULL, (void *)(long)signal));
}

static inline int wait_for_end(pid_t pid)
{
	int status;

	CHECK_EQUAL(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : status;
}

/* Lets it have the signal. Return: the stack pointer at its rt_sigreturn. */
static inline unsigned long go_to_return(pid_t pid, int signal)
{
	struct user_regs_struct registers;

	CHECK(!ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)signal));
	expect_stop(pid, SIGTRAP, &registers);
	CHECK_EQUAL(registers.orig_rax, SYS_rt_sigreturn);
	return registers.rsp;
}

/* A word of the child's memory. */
static inline unsigned long peek(pid_t pid, unsigned long address)
{
	errno = 0;
	unsigned long word =
		(unsigned long)ptrace(PTRACE_PEEKDATA, pid, address, NULL);

	CHECK_EQUAL(errno, 0);
	return word;
}

/*
 * The child dies since rt_sigreturn, with the stack pointer at `sp`, took the
 * words there for the context: PC and CS are what lay in their places. No
 * such code segment is there, which the kernel tells as SI_KERNEL.
 */
static inline void expect_misread(pid_t pid, unsigned long sp)
{
	struct user_regs_struct registers;
	unsigned long pc = peek(pid, sp + CONTEXT_PC);
	unsigned long cs = (peek(pid, sp + CONTEXT_SEGMENTS) & 0xffff) | 3;

	let_have(pid, 0);
	siginfo_t info = expect_stop(pid, SIGSEGV, &registers);

	CHECK(cs != USER_CS);
	CHECK_EQUAL(info.si_code, SI_KERNEL);
	CHECK_EQUAL((long)info.si_addr, 0);
	CHECK_EQUAL(registers.rip, pc);
	CHECK_EQUAL(registers.cs, cs);
	let_have(pid, SIGSEGV);
	CHECK_EQUAL(wait_for_end(pid), SIGSEGV);
}

static inline void send_itself(int signal)
{
	CHECK_EQUAL(knell_send_thread(getpid(), gettid(), signal), 0);
}

#endif
