/* SPDX-License-Identifier: MIT */
/* Sending signals with a value or a whole siginfo. */
#include "abi/errno.h"
#include "base/memory.h"
#include "knell/send.h"
#include "signal/kernel.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"

static struct knell_info queue_info(int signal, union knell_value value)
{
	struct knell_info info;

	knell_memory_fill(&info, 0, sizeof(info));
	info.signal = signal;
	info.code = K_SI_QUEUE;
	info.sender.pid = (int)sys_getpid();
	info.sender.uid = (unsigned)sys_getuid();
	info.sender.value = value;
	return info;
}

int knell_send_queue(int pid, int signal, union knell_value value)
{
	struct knell_info info = queue_info(signal, value);

	return knell_send_info(pid, signal, &info);
}

int knell_send_queue_thread(
	int pid, int tid, int signal, union knell_value value)
{
	struct knell_info info = queue_info(signal, value);

	return knell_send_info_thread(pid, tid, signal, &info);
}

int knell_send_queue_group(int group, int signal, union knell_value value)
{
	struct knell_info info = queue_info(signal, value);

	return knell_send_info_group(group, signal, &info);
}

int knell_send_queue_pidfd(
	int pidfd, int signal, union knell_value value, enum knell_scope scope)
{
	struct knell_info info = queue_info(signal, value);

	return knell_send_info_pidfd(pidfd, signal, &info, scope);
}

int knell_send_info(int pid, int signal, const struct knell_info *info)
{
	/* To the kernel, there is no process of such a number. */
	if (pid < 1)
		return -EINVAL;
	return (int)sys_rt_sigqueueinfo(pid, signal, kernel_info(info));
}

int knell_send_info_thread(
	int pid, int tid, int signal, const struct knell_info *info)
{
	return (int)sys_rt_tgsigqueueinfo(pid, tid, signal, kernel_info(info));
}

int knell_send_info_pidfd(int pidfd, int signal, const struct knell_info *info,
	enum knell_scope scope)
{
	/* To the kernel, it stands for a siginfo as kill sends it. */
	if (!info)
		return -EFAULT;
	return (int)sys_pidfd_send_signal(
		pidfd, signal, kernel_info(info), scope);
}

int knell_send_info_group(int group, int signal, const struct knell_info *info)
{
	int pidfd, error;

	if (group < 0 || group == 1)
		return -EINVAL;
	if (!group)
		group = (int)sys_getpgid(0);
	pidfd = (int)sys_pidfd_open(group, 0);
	/* A group, but no process of its number any more. */
	if (pidfd == -EINVAL || pidfd == -ENOENT)
		return -ESRCH;
	if (pidfd < 0)
		return pidfd;
	error = knell_send_info_pidfd(pidfd, signal, info, KNELL_SCOPE_GROUP);
	sys_close(pidfd);
	return error;
}
