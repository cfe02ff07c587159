/* SPDX-License-Identifier: MIT */
/* Sending signals. */
#include "knell/send.h"
#include "abi/errno.h"
#include "signal/kernel.h"
#include "sys/process.h"
#include "sys/signal.h"

int knell_send_process(int pid, int signal)
{
	/* To kill, others are groups or everybody. */
	if (pid < 1)
		return -EINVAL;
	return (int)sys_kill(pid, signal);
}

int knell_send_group(int group, int signal)
{
	/* To kill, -1 is everybody, not the group of init. */
	if (group < 0 || group == 1)
		return -EINVAL;
	return (int)sys_kill(-group, signal);
}

int knell_send_thread(int pid, int tid, int signal)
{
	return (int)sys_tgkill(pid, tid, signal);
}

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

	if (pid < 1)
		return -EINVAL;
	return (int)sys_rt_sigqueueinfo(pid, signal, kernel_info(&info));
}

int knell_send_queue_thread(
	int pid, int tid, int signal, union knell_value value)
{
	struct knell_info info = queue_info(signal, value);

	return knell_send_info(pid, tid, signal, &info);
}

int knell_send_info(int pid, int tid, int signal, const struct knell_info *info)
{
	return (int)sys_rt_tgsigqueueinfo(pid, tid, signal, kernel_info(info));
}

int knell_send_pidfd(int pidfd, int signal)
{
	return (int)sys_pidfd_send_signal(pidfd, signal, NULL, 0);
}
