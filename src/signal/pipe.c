/* SPDX-License-Identifier: MIT */
/* A pipe from a handler to a loop. */
#include "abi/errno.h"
#include "base/memory.h"
#include "knell/fd.h"
#include "sys/file.h"

/* Writes of at most this are whole or not at all: POSIX's least PIPE_BUF. */
_Static_assert(sizeof(struct knell_info) <= 512, "pipe(7)");

int knell_pipe_open(struct knell_pipe *ret_pipe, unsigned flags)
{
	int fds[2];
	long error;

	if (flags & ~(KNELL_FD_NONBLOCK | KNELL_FD_CLOEXEC))
		return -EINVAL;
	if (!ret_pipe)
		return -EFAULT;
	error = sys_pipe2(fds,
		K_O_NONBLOCK | (flags & KNELL_FD_CLOEXEC ? K_O_CLOEXEC : 0));
	if (error < 0)
		return (int)error;
	if (!(flags & KNELL_FD_NONBLOCK))
		sys_fcntl(fds[0], K_F_SETFL, 0);
	*ret_pipe =
		(struct knell_pipe){ .read_fd = fds[0], .write_fd = fds[1] };
	return 0;
}

int knell_pipe_write(
	struct knell_pipe *pipe, int signal, const struct knell_info *info)
{
	struct knell_info bare;
	long result;

	if (!pipe)
		return -EFAULT;
	if (!info) {
		knell_memory_fill(&bare, 0, sizeof(bare));
		bare.signal = signal;
		info = &bare;
	}
	result = sys_write(pipe->write_fd, info, sizeof(*info));
	if (result >= 0)
		return 0;
	__atomic_fetch_add(&pipe->lost, 1, __ATOMIC_RELAXED);
	return (int)result;
}

long knell_pipe_read(
	struct knell_pipe *pipe, struct knell_info *ret_infos, size_t count)
{
	/* No pipe holds more, and the size does not overflow. */
	size_t most = 65536;
	long result;

	if (!pipe)
		return -EFAULT;
	if (!count)
		return -EINVAL;
	result = sys_read(pipe->read_fd, ret_infos,
		(count < most ? count : most) * sizeof(*ret_infos));
	return result < 0 ? result : result / (long)sizeof(*ret_infos);
}

unsigned knell_pipe_lost(struct knell_pipe *pipe)
{
	return pipe ? __atomic_exchange_n(&pipe->lost, 0, __ATOMIC_RELAXED) : 0;
}

int knell_pipe_close(struct knell_pipe *pipe)
{
	int read_fd, write_fd;

	if (!pipe)
		return -EFAULT;
	read_fd = pipe->read_fd;
	write_fd = pipe->write_fd;
	/* First this: a handler in between gets -EBADF, no other's file. */
	__atomic_store_n(&pipe->write_fd, -1, __ATOMIC_SEQ_CST);
	__atomic_store_n(&pipe->read_fd, -1, __ATOMIC_SEQ_CST);
	sys_close(write_fd);
	return (int)sys_close(read_fd);
}
