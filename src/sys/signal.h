/* SPDX-License-Identifier: MIT */
/*
 * System calls on signals. The size of a set, which the kernel wants and
 * accepts in one value only, is given here.
 */
#ifndef KNELL_SYS_SIGNAL_H
#define KNELL_SYS_SIGNAL_H

#include "abi/siginfo.h"
#include "abi/signal.h"
#include "abi/time.h"
#include "sys/sys.h"

/* The caller gives the restorer; knell_action_set does it for you. */
static inline long sys_rt_sigaction(int signal,
	const struct k_sigaction *action, struct k_sigaction *ret_old)
{
	return KNELL_CALL4(
		rt_sigaction, signal, action, ret_old, K_SIGSET_BYTES);
}

/* `how` is one of K_SIG_BLOCK, K_SIG_UNBLOCK, K_SIG_SETMASK. */
static inline long sys_rt_sigprocmask(
	int how, const struct k_sigset *set, struct k_sigset *ret_old)
{
	return KNELL_CALL4(rt_sigprocmask, how, set, ret_old, K_SIGSET_BYTES);
}

static inline long sys_rt_sigpending(struct k_sigset *ret_set)
{
	return KNELL_CALL2(rt_sigpending, ret_set, K_SIGSET_BYTES);
}

static inline long sys_rt_sigsuspend(const struct k_sigset *mask)
{
	return KNELL_CALL2(rt_sigsuspend, mask, K_SIGSET_BYTES);
}

/* A NULL timeout waits for ever. Return: the signal; -Exxx. */
static inline long sys_rt_sigtimedwait(const struct k_sigset *set,
	struct k_siginfo *ret_info, const struct k_timespec *timeout)
{
#if UINTPTR_MAX < UINT64_MAX
	return KNELL_CALL4(
		rt_sigtimedwait_time64, set, ret_info, timeout, K_SIGSET_BYTES);
#else
	return KNELL_CALL4(
		rt_sigtimedwait, set, ret_info, timeout, K_SIGSET_BYTES);
#endif
}

static inline long sys_rt_sigqueueinfo(
	int tgid, int signal, const struct k_siginfo *info)
{
	return KNELL_CALL3(rt_sigqueueinfo, tgid, signal, info);
}

static inline long sys_rt_tgsigqueueinfo(
	int tgid, int tid, int signal, const struct k_siginfo *info)
{
	return KNELL_CALL4(rt_tgsigqueueinfo, tgid, tid, signal, info);
}

static inline long sys_kill(int pid, int signal)
{
	return KNELL_CALL2(kill, pid, signal);
}

static inline long sys_tkill(int tid, int signal)
{
	return KNELL_CALL2(tkill, tid, signal);
}

static inline long sys_tgkill(int tgid, int tid, int signal)
{
	return KNELL_CALL3(tgkill, tgid, tid, signal);
}

static inline long sys_sigaltstack(
	const struct k_stack *stack, struct k_stack *ret_old)
{
	return KNELL_CALL2(sigaltstack, stack, ret_old);
}

/* An `fd` of -1 makes a new one. Return: the descriptor; -Exxx. */
static inline long sys_signalfd4(int fd, const struct k_sigset *set, int flags)
{
	return KNELL_CALL4(signalfd4, fd, set, K_SIGSET_BYTES, flags);
}

static inline long sys_pidfd_open(int pid, unsigned flags)
{
	return KNELL_CALL2(pidfd_open, pid, flags);
}

/* `info` may be NULL: as if sent by kill. */
static inline long sys_pidfd_send_signal(
	int pidfd, int signal, const struct k_siginfo *info, unsigned flags)
{
	return KNELL_CALL4(pidfd_send_signal, pidfd, signal, info, flags);
}

#endif
