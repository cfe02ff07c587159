/* SPDX-License-Identifier: MIT */
/* Sending signals by themselves. */
#include "knell/send.h"
#include "abi/errno.h"
#include "sys/process.h"
#include "sys/signal.h"

#define EQUAL(scope, flag)                                                \
	_Static_assert((int)KNELL_SCOPE_##scope == K_PIDFD_SIGNAL_##flag, \
		"pidfd_send_signal(2)")
EQUAL(THREAD, THREAD);
EQUAL(PROCESS, THREAD_GROUP);
EQUAL(GROUP, PROCESS_GROUP);

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

int knell_send_pidfd(int pidfd, int signal, enum knell_scope scope)
{
	return (int)sys_pidfd_send_signal(pidfd, signal, NULL, scope);
}

/* With no handler between learning who one is and sending to that. */
static __attribute__((noinline)) int send_undisturbed(int signal)
{
	struct k_sigset all, old;
	int error;

	for (size_t i = 0; i < sizeof(all.words) / sizeof(all.words[0]); i++)
		all.words[i] = ~0UL;
	sys_rt_sigprocmask(K_SIG_SETMASK, &all, &old);
	error = (int)sys_tgkill((int)sys_getpid(), (int)sys_gettid(), signal);
	sys_rt_sigprocmask(K_SIG_SETMASK, &old, NULL);
	return error;
}

int knell_send_self(int signal)
{
	int error = (int)sys_pidfd_send_signal(
		K_PIDFD_SELF_THREAD, signal, NULL, 0);

	/* Not those that both ways give: it has no such descriptor, or call,
	 * or a filter of system calls does not know it. */
	if (error < 0 && error != -EINVAL && error != -EAGAIN)
		return send_undisturbed(signal);
	return error;
}
