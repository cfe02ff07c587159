/* SPDX-License-Identifier: MIT */
/* Sending signals. */
#ifndef KNELL_SEND_H
#define KNELL_SEND_H

#include <knell/info.h>
#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

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
 * knell_send_queue - send a signal with a value to a process
 * @pid: the process, from 1 on
 * @signal: its number; 0 only checks whether it could be sent
 * @value: what comes as sender.value of the struct knell_info
 *
 * Real-time signals are queued each with its value. Of a standard signal that
 * is already pending, the second is dropped and 0 returned.
 *
 * Return: 0; -EINVAL when @signal is no signal or @pid is not positive; -ESRCH
 * when there is no such process; -EPERM when the caller may not; -EAGAIN when
 * it is a real-time signal and too many are queued.
 * Context: AS-Safe, MT-Safe.
 * Source: rt_sigqueueinfo(2), sigqueue(3).
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
 * knell_send_info - send a signal to one thread with a whole siginfo
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
 * -EFAULT when @info is a bad pointer.
 * Context: AS-Safe, MT-Safe.
 * Source: rt_tgsigqueueinfo(2).
 */
KNELL_PUBLIC int knell_send_info(
	int pid, int tid, int signal, const struct knell_info *info);

/**
 * knell_send_pidfd - send a signal to the process behind a descriptor
 * @pidfd: from pidfd_open(2) or the like; it stays with its process even when
 * the pid is used again
 * @signal: its number; 0 only checks whether it could be sent
 *
 * Return: 0; -EINVAL when @signal is no signal; -EBADF when @pidfd is no such
 * descriptor; -ESRCH when the process has been waited for; -EPERM when the
 * caller may not; -ENOSYS before Linux 5.1.
 * Context: AS-Safe, MT-Safe.
 * Source: pidfd_send_signal(2).
 */
KNELL_PUBLIC int knell_send_pidfd(int pidfd, int signal);

#ifdef __cplusplus
}
#endif

#endif
