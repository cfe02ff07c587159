/* SPDX-License-Identifier: MIT */
/* Signals read from a descriptor: signalfd. */
#include "knell/fd.h"

#include <stdbool.h>

#include "abi/errno.h"
#include "base/memory.h"
#include "signal/kernel.h"
#include "sys/file.h"
#include "sys/signal.h"

_Static_assert(sizeof(struct k_signalfd_siginfo) == sizeof(struct knell_info),
	"one is read into the place of the other");

int knell_fd_open(const struct knell_set *set, unsigned flags)
{
	int kernel = 0;

	if (flags & ~(KNELL_FD_NONBLOCK | KNELL_FD_CLOEXEC))
		return -EINVAL;
	if (flags & KNELL_FD_NONBLOCK)
		kernel |= K_SFD_NONBLOCK;
	if (flags & KNELL_FD_CLOEXEC)
		kernel |= K_SFD_CLOEXEC;
	return (int)sys_signalfd4(-1, kernel_set(set), kernel);
}

int knell_fd_change(int fd, const struct knell_set *set)
{
	long result;

	/* To signalfd4, -1 makes a new one. */
	if (fd < 0)
		return -EBADF;
	result = sys_signalfd4(fd, kernel_set(set), 0);
	return result < 0 ? (int)result : 0;
}

static void *to_pointer(uint64_t value)
{
	return (void *)(uintptr_t)value;
}

static bool is_fault(int signal)
{
	return signal == K_SIGILL || signal == K_SIGFPE ||
	       signal == K_SIGSEGV || signal == K_SIGBUS || signal == K_SIGTRAP;
}

static void decode_fault(
	const struct k_signalfd_siginfo *from, struct knell_info *info)
{
	info->fault.address = to_pointer(from->address);
	if (from->code == K_BUS_MCEERR_AR || from->code == K_BUS_MCEERR_AO)
		info->fault.more.address_lsb = (short)from->address_lsb;
}

static void decode_child(
	const struct k_signalfd_siginfo *from, struct knell_info *info)
{
	info->child.pid = (int)from->pid;
	info->child.uid = from->uid;
	info->child.status = from->status;
	info->child.user_ticks = (long)from->user_ticks;
	info->child.system_ticks = (long)from->system_ticks;
}

/* SIGIO's codes come with other signals too: F_SETSIG of fcntl(2). */
static void decode_poll(
	const struct k_signalfd_siginfo *from, struct knell_info *info)
{
	info->poll.events = (long)from->band;
	info->poll.fd = from->fd;
}

static void decode_call(
	const struct k_signalfd_siginfo *from, struct knell_info *info)
{
	info->call.address = to_pointer(from->call_address);
	info->call.number = from->call;
	info->call.architecture = from->call_architecture;
}

static void decode_sender(
	const struct k_signalfd_siginfo *from, struct knell_info *info)
{
	info->sender.pid = (int)from->pid;
	info->sender.uid = from->uid;
	if (from->code < 0)
		info->sender.value.pointer = to_pointer(from->value_pointer);
}

static void decode_timer(
	const struct k_signalfd_siginfo *from, struct knell_info *info)
{
	info->timer.id = (int)from->timer_id;
	info->timer.overrun = (int)from->overrun;
	info->timer.value.pointer = to_pointer(from->value_pointer);
}

/* By signal and code, as the kernel's siginfo_layout has it. */
static void decode(
	const struct k_signalfd_siginfo *from, struct knell_info *ret_info)
{
	int signal = (int)from->signo, code = from->code;

	knell_memory_fill(ret_info, 0, sizeof(*ret_info));
	ret_info->signal = signal;
	ret_info->error = from->error;
	ret_info->code = code;
	if (code == K_SI_TIMER)
		decode_timer(from, ret_info);
	else if (code == K_SI_SIGIO)
		decode_poll(from, ret_info);
	else if (code <= K_SI_USER || code >= K_SI_KERNEL)
		decode_sender(from, ret_info);
	else if (is_fault(signal))
		decode_fault(from, ret_info);
	else if (signal == K_SIGCHLD)
		decode_child(from, ret_info);
	else if (signal == K_SIGSYS)
		decode_call(from, ret_info);
	else if (code <= K_POLL_HUP)
		decode_poll(from, ret_info);
	else
		decode_sender(from, ret_info);
}

long knell_fd_read(int fd, struct knell_info *ret_infos, size_t count)
{
	/* More than there can be, but of no size that overflows. */
	size_t most = 65536;
	long result;

	result = sys_read(fd, ret_infos,
		(count < most ? count : most) * sizeof(*ret_infos));
	if (result < 0)
		return result;
	result /= (long)sizeof(*ret_infos);
	for (long i = 0; i < result; i++) {
		struct k_signalfd_siginfo from;

		knell_memory_copy(&from, &ret_infos[i], sizeof(from));
		decode(&from, &ret_infos[i]);
	}
	return result;
}
