/* SPDX-License-Identifier: MIT */
/*
 * Sending signals to processes, groups of them, threads and descriptors. A
 * signal is sent by itself, queued with a value, or with a whole siginfo.
 */
#ifndef KNELL_SEND_H
#define KNELL_SEND_H

#include <knell/info.h>
#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Who gets what is sent by a descriptor from pidfd_open(2). */
enum knell_scope {
	/* Whom it refers to: a process, or a thread (PIDFD_THREAD). */
	KNELL_SCOPE_OWN = 0,
	/* The others are known from Linux 6.9 on. */
	KNELL_SCOPE_THREAD = 1,
	KNELL_SCOPE_PROCESS = 2,
	/* The process group that the process of the descriptor leads. */
	KNELL_SCOPE_GROUP = 4
};

/**
 * knell_send_process - send a signal to a process
 * @pid: the process, from 1 on
 * @signal: its number; 0 only checks whether it could be sent
 *
 * Return: 0; -EINVAL when @signal is no signal or @pid is not positive; -ESRCH
 * when there is no such process; -EPERM when the caller may not.
 * Context: AS-Safe, MT-Safe.
 * Source: kill(2).
 */
KNELL_PUBLIC int knell_send_process(int pid, int signal);

/**
 * knell_send_group - send a signal to every process of a group
 * @group: the process group, from 2 on; 0 is the caller's own
 * @signal: its number; 0 only checks whether it could be sent
 *
 * Return: 0; -EINVAL when @signal is no signal, or @group is negative or 1;
 * -ESRCH when there is no such group; -EPERM when the caller may not send to
 * any of its processes.
 * Context: AS-Safe, MT-Safe.
 * Source: kill(2).
 */
KNELL_PUBLIC int knell_send_group(int group, int signal);

/**
 * knell_send_thread - send a signal to one thread
 * @pid: its process
 * @tid: the thread
 * @signal: its number; 0 only checks whether it could be sent
 *
 * Return: 0; -EINVAL when @signal is no signal, or @pid or @tid is not
 * positive; -ESRCH when @pid has no such thread; -EPERM when the caller may
 * not; -EAGAIN when it is a real-time signal and too many are queued.
 * Context: AS-Safe, MT-Safe.
 * Source: tgkill(2).
 */
KNELL_PUBLIC int knell_send_thread(int pid, int tid, int signal);

/**
 * knell_send_self - send a signal to the calling thread
 * @signal: its number; 0 only checks
 *
 * If it is not blocked, it is delivered before the call returns. From Linux
 * 6.15 on, this is one system call. Before, it blocks all signals around those
 * that it needs, so that a handler that forks in between does not make the
 * child send to its parent.
 *
 * Return: 0; -EINVAL when @signal is no signal; -EAGAIN when it is a real-time
 * signal and too many are queued.
 * Context: AS-Safe, MT-Safe.
 * Source: raise(3), pidfd_send_signal(2), tgkill(2).
 */
KNELL_PUBLIC int knell_send_self(int signal);

/**
 * knell_send_pidfd - send a signal by a descriptor of a process
 * @pidfd: from pidfd_open(2) or the like; it stays with its process even when
 * the pid is used again
 * @signal: its number; 0 only checks whether it could be sent
 * @scope: who gets it
 *
 * Return: 0; -EINVAL when @signal is no signal, or the kernel does not know
 * @scope; -EBADF when @pidfd is no such descriptor; -ESRCH when the process has
 * been waited for, or leads no group and @scope is KNELL_SCOPE_GROUP; -EPERM
 * when the caller may not; -EAGAIN when it is a real-time signal to a thread
 * and too many are queued; -ENOSYS before Linux 5.1.
 * Context: AS-Safe, MT-Safe.
 * Source: pidfd_send_signal(2).
 */
KNELL_PUBLIC int knell_send_pidfd(
	int pidfd, int signal, enum knell_scope scope);

/**
 * knell_send_queue - send a signal with a value to a process
 * @pid: the process, from 1 on
 * @signal: its number; 0 only checks whether it could be sent
 * @value: what comes as sender.value of the struct knell_info
 *
 * Real-time signals are queued each with its value. Of a standard signal that
 * is already pending, the second is dropped and 0 returned; so is the value of
 * a standard one when too many signals are queued.
 *
 * Return: 0; -EINVAL when @signal is no signal or @pid is not positive; -ESRCH
 * when there is no such process; -EPERM when the caller may not; -EAGAIN when
 * it is a real-time signal and too many are queued.
 * Context: AS-Safe, MT-Safe.
 * Source: rt_sigqueueinfo(2), sigqueue(3), RLIMIT_SIGPENDING in getrlimit(2).
 */
KNELL_PUBLIC int knell_send_queue(int pid, int signal, union knell_value value);

/**
 * knell_send_queue_thread - send a signal with a value to one thread
 * @pid: its process
 * @tid: the thread
 * @signal: its number; 0 only checks whether it could be sent
 * @value: what comes as sender.value of the struct knell_info
 *
 * Return: 0; -EINVAL when @signal is no signal, or @pid or @tid is not
 * positive; -ESRCH when @pid has no such thread; -EPERM when the caller may
 * not; -EAGAIN when it is a real-time signal and too many are queued.
 * Context: AS-Safe, MT-Safe.
 * Source: rt_tgsigqueueinfo(2).
 */
KNELL_PUBLIC int knell_send_queue_thread(
	int pid, int tid, int signal, union knell_value value);

/**
 * knell_send_queue_group - send a signal with a value to a process group
 * @group: the process group, from 2 on; 0 is the caller's own
 * @signal: its number; 0 only checks whether it could be sent
 * @value: what comes as sender.value of the struct knell_info
 *
 * The kernel has no such call but by a descriptor of the group's leader, which
 * is opened and closed for it.
 *
 * Return: 0; -EINVAL when @signal is no signal, @group is negative or 1, or
 * before Linux 6.9; -ESRCH when there is no such group, or its leader has been
 * waited for; -EPERM when the caller may not send to any of its processes;
 * -EAGAIN when it is a real-time signal and too many are queued for the last
 * of them; -EMFILE when the process has no descriptor left, -ENFILE when the
 * system has none; -ENOMEM when there is no memory; -ENOSYS before Linux 5.3.
 * Context: AS-Safe, MT-Safe.
 * Source: pidfd_send_signal(2), pidfd_open(2).
 */
KNELL_PUBLIC int knell_send_queue_group(
	int group, int signal, union knell_value value);

/**
 * knell_send_queue_pidfd - send a signal with a value by a descriptor
 * @pidfd: as for knell_send_pidfd
 * @signal: its number; 0 only checks whether it could be sent
 * @value: what comes as sender.value of the struct knell_info
 * @scope: who gets it
 *
 * Return: 0; -EINVAL when @signal is no signal, or the kernel does not know
 * @scope; -EBADF when @pidfd is no such descriptor; -ESRCH when the process has
 * been waited for, or leads no group and @scope is KNELL_SCOPE_GROUP; -EPERM
 * when the caller may not; -EAGAIN when it is a real-time signal and too many
 * are queued; -ENOSYS before Linux 5.1.
 * Context: AS-Safe, MT-Safe.
 * Source: pidfd_send_signal(2).
 */
KNELL_PUBLIC int knell_send_queue_pidfd(
	int pidfd, int signal, union knell_value value, enum knell_scope scope);

/**
 * knell_send_info - send a signal to a process with a whole siginfo
 * @pid: the process, from 1 on
 * @signal: its number
 * @info: what comes with it, but for the member `signal`
 *
 * Return: 0; -EINVAL when @signal is no signal or @pid is not positive; -ESRCH
 * when there is no such process; -EPERM when the caller may not, or the code
 * is SI_TKILL, 0 or greater and @pid is not the calling thread's own id (so
 * it works for the main thread alone); -EAGAIN when it is a real-time signal
 * and too many are queued; -EFAULT when @info is a bad pointer; -E2BIG when the
 * kernel does not know the code and @info holds more than its first 48 bytes
 * (but not for a program of 32 bits on a kernel of 64).
 * Context: AS-Safe, MT-Safe.
 * Source: rt_sigqueueinfo(2), kernel/signal.c: post_copy_siginfo_from_user.
 */
KNELL_PUBLIC int knell_send_info(
	int pid, int signal, const struct knell_info *info);

/**
 * knell_send_info_thread - send a signal to one thread with a whole siginfo
 * @pid: its process
 * @tid: the thread
 * @signal: its number
 * @info: what comes with it, but for the member `signal`
 *
 * A handler that wants the process to die of the very signal that it got sends
 * it on to its own thread with this, so that the core shows the first cause.
 *
 * Return: 0; -EINVAL when @signal is no signal, or @pid or @tid is not
 * positive; -ESRCH when @pid has no such thread; -EPERM when the caller may
 * not, or the code is SI_TKILL, 0 or greater and the thread is not the
 * calling one; -EAGAIN when it is a real-time signal and too many are queued;
 * -EFAULT when @info is a bad pointer; -E2BIG as for knell_send_info.
 * Context: AS-Safe, MT-Safe.
 * Source: rt_tgsigqueueinfo(2).
 */
KNELL_PUBLIC int knell_send_info_thread(
	int pid, int tid, int signal, const struct knell_info *info);

/**
 * knell_send_info_group - send a signal to a group with a whole siginfo
 * @group: the process group, from 2 on; 0 is the caller's own
 * @signal: its number
 * @info: what comes with it; its member `signal` is @signal
 *
 * Return: 0; -EINVAL when @signal is no signal or not that of @info, @group is
 * negative or 1, or before Linux 6.9; -EPERM when the caller may not, or the
 * code is SI_TKILL, 0 or greater; -EFAULT when @info is a bad pointer; -E2BIG
 * as for knell_send_info; the rest as for knell_send_queue_group.
 * Context: AS-Safe, MT-Safe.
 * Source: pidfd_send_signal(2), pidfd_open(2).
 */
KNELL_PUBLIC int knell_send_info_group(
	int group, int signal, const struct knell_info *info);

/**
 * knell_send_info_pidfd - send a signal by a descriptor with a whole siginfo
 * @pidfd: as for knell_send_pidfd
 * @signal: its number
 * @info: what comes with it; its member `signal` is @signal
 * @scope: who gets it
 *
 * Return: 0; -EINVAL when @signal is no signal or not that of @info, or the
 * kernel does not know @scope; -EPERM when the caller may not, or the code is
 * SI_TKILL, 0 or greater and it goes to more than the calling thread; -EFAULT
 * when @info is a bad pointer; -E2BIG as for knell_send_info; the rest as for
 * knell_send_queue_pidfd.
 * Context: AS-Safe, MT-Safe.
 * Source: pidfd_send_signal(2).
 */
KNELL_PUBLIC int knell_send_info_pidfd(int pidfd, int signal,
	const struct knell_info *info, enum knell_scope scope);

#ifdef __cplusplus
}
#endif

#endif
