/* SPDX-License-Identifier: MIT */
/* System calls on processes, their memory and limits. */
#ifndef KNELL_SYS_PROCESS_H
#define KNELL_SYS_PROCESS_H

#include "abi/process.h"
#include "abi/signal.h"
#include "sys/sys.h"

static inline _Noreturn void sys_exit_group(int status)
{
	for (;;)
		KNELL_CALL1(exit_group, status);
}

/* The calling thread alone. */
static inline _Noreturn void sys_exit(int status)
{
	for (;;)
		KNELL_CALL1(exit, status);
}

/* Waits, without end, as long as *word is `value`. */
static inline long sys_futex_wait(const uint32_t *word, uint32_t value)
{
#if UINTPTR_MAX < UINT64_MAX
	return KNELL_CALL4(futex_time64, word, K_FUTEX_WAIT, value, NULL);
#else
	return KNELL_CALL4(futex, word, K_FUTEX_WAIT, value, NULL);
#endif
}

static inline long sys_getpid(void)
{
	return KNELL_CALL0(getpid);
}

static inline long sys_gettid(void)
{
	return KNELL_CALL0(gettid);
}

static inline long sys_getppid(void)
{
	return KNELL_CALL0(getppid);
}

static inline long sys_getuid(void)
{
#if UINTPTR_MAX < UINT64_MAX
	return KNELL_CALL0(getuid32);
#else
	return KNELL_CALL0(getuid);
#endif
}

static inline long sys_geteuid(void)
{
#if UINTPTR_MAX < UINT64_MAX
	return KNELL_CALL0(geteuid32);
#else
	return KNELL_CALL0(geteuid);
#endif
}

static inline long sys_getegid(void)
{
#if UINTPTR_MAX < UINT64_MAX
	return KNELL_CALL0(getegid32);
#else
	return KNELL_CALL0(getegid);
#endif
}

/* A process with these flags: the child runs on a copy of the caller's stack.
 */
static inline long sys_clone_process(unsigned long flags)
{
	flags |= K_SIGCHLD;
	if (K_CLONE_STACK_FIRST)
		return KNELL_CALL5(clone, 0, flags, 0, 0, 0);
	return KNELL_CALL5(clone, flags, 0, 0, 0, 0);
}

static inline long sys_clone_fork(void)
{
	return sys_clone_process(0);
}

static inline long sys_setpgid(int pid, int group)
{
	return KNELL_CALL2(setpgid, pid, group);
}

static inline long sys_getpgid(int pid)
{
	return KNELL_CALL1(getpgid, pid);
}

static inline long sys_execve(
	const char *path, char *const argv[], char *const envp[])
{
	return KNELL_CALL3(execve, path, argv, envp);
}

static inline long sys_wait4(
	int pid, int *ret_status, int options, struct k_rusage *ret_usage)
{
	return KNELL_CALL4(wait4, pid, ret_status, options, ret_usage);
}

static inline long sys_ptrace(
	int request, int pid, unsigned long address, const void *data)
{
	return KNELL_CALL4(ptrace, request, pid, address, data);
}

/*
 * A register of a traced thread that is stopped, by its name in
 * knell_context_register. Return: 0; -EINVAL for a name that the machine does
 * not have, -ENODATA for one that the kernel does not tell; what ptrace(2)
 * says.
 */
long knell_traced_register(int tid, const char *name, uint64_t *ret_value);
/* How the program counter and the stack pointer are named. */
enum knell_traced_place { KNELL_TRACED_PC, KNELL_TRACED_SP };
const char *knell_traced_place(enum knell_traced_place place);
/*
 * A breakpoint at an instruction of a traced thread that is stopped; and what
 * was there put back, with the program counter at it. Return: 0; -ENOSYS where
 * K_BREAKPOINT is not told; what ptrace(2) says.
 */
long knell_traced_break(int tid, uintptr_t address, unsigned long *ret_word);
long knell_traced_unbreak(int tid, uintptr_t address, unsigned long word);
/* The register whose value a tracer does not see in stops of system calls, or
 * NULL. */
const char *knell_traced_call_mark(void);

static inline long sys_process_vm_readv(int pid, const struct k_iovec *local,
	unsigned long local_count, const struct k_iovec *remote,
	unsigned long remote_count)
{
	return KNELL_CALL6(process_vm_readv, pid, local, local_count, remote,
		remote_count, 0);
}

static inline long sys_prctl(int option, unsigned long argument)
{
	return KNELL_CALL5(prctl, option, argument, 0, 0, 0);
}

/* From Linux 6.4. Return: the size of the whole vector. */
static inline long sys_prctl_get_auxv(void *buffer, size_t size)
{
	return KNELL_CALL5(prctl, K_PR_GET_AUXV, buffer, size, 0, 0);
}

static inline long sys_prlimit64(int pid, int resource,
	const struct k_rlimit *limit, struct k_rlimit *ret_limit)
{
	return KNELL_CALL4(prlimit64, pid, resource, limit, ret_limit);
}

static inline long sys_uname(struct k_utsname *ret_name)
{
	return KNELL_CALL1(uname, ret_name);
}

#endif
