/* SPDX-License-Identifier: MIT */
/*
 * Signals by descriptors, for loops that wait with poll or the like. There are
 * two: the kernel's signalfd, and a pipe that a handler writes to.
 *
 * What signalfd does not do, and what surprises:
 *
 * - Its signals must be blocked in every thread, or their actions are carried
 *   out. Signals that are ignored are never read.
 * - A signal that a fault causes is not read: while it is blocked, the kernel
 *   ends the process. SIGKILL and SIGSTOP in the set are passed over.
 * - A read takes the signals of the thread that reads and those of its
 *   process, never those sent to another thread; poll in one thread tells
 *   nothing of another's.
 * - After a fork the child's reads take the child's signals, by the same
 *   descriptor. An epoll instance goes on telling of the process that added
 *   the descriptor to it.
 * - Programs that are executed inherit the mask, and the descriptor without
 *   KNELL_FD_CLOEXEC. Most expect nothing blocked: unblock before exec.
 * - A standard signal that is pending is not queued once more: one read may
 *   stand for many children that ended.
 *
 * The pipe has the traps of handlers instead: see knell_pipe_write.
 */
#ifndef KNELL_FD_H
#define KNELL_FD_H

#include <stddef.h>

#include <knell/info.h>
#include <knell/public.h>
#include <knell/set.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of what is opened here. */
/* A read that would wait is -EAGAIN. */
#define KNELL_FD_NONBLOCK 1U
/* Closed by exec. */
#define KNELL_FD_CLOEXEC 2U

/**
 * knell_fd_open - make a descriptor that signals are read from
 * @set: the signals, which should be blocked
 * @flags: KNELL_FD_NONBLOCK, KNELL_FD_CLOEXEC
 *
 * It is readable for poll and the like while one of them is pending. Close it
 * with close(2).
 *
 * Return: the descriptor; -EINVAL when another flag is set; -EFAULT when @set
 * is a bad pointer; -EMFILE when the process has no descriptor left; -ENFILE
 * when the system has none; -ENOMEM when there is no memory.
 * Context: AS-Safe, MT-Safe.
 * Source: signalfd(2).
 */
KNELL_PUBLIC int knell_fd_open(const struct knell_set *set, unsigned flags);

/**
 * knell_fd_change - read other signals from a descriptor
 * @fd: from knell_fd_open
 * @set: the signals from now on
 *
 * Return: 0; -EBADF when @fd is no descriptor; -EINVAL when it is another
 * one; -EFAULT when @set is a bad pointer. After an error nothing is changed.
 * Context: AS-Safe, MT-Safe.
 * Source: signalfd(2).
 */
KNELL_PUBLIC int knell_fd_change(int fd, const struct knell_set *set);

/**
 * knell_fd_read - take signals from a descriptor
 * @fd: from knell_fd_open
 * @ret_infos: what came, in the order in which it would be delivered
 * @count: how many there is room for, from 1 on
 *
 * It waits for the first only; the rest is what is pending. The kernel leaves
 * out some of a siginfo: the bounds of SEGV_BNDERR, the key of SEGV_PKUERR, and
 * all of TRAP_PERF but the address; these are 0.
 *
 * Return: how many came; -EAGAIN when none is pending and the descriptor is
 * KNELL_FD_NONBLOCK; -EINTR when a handler without KNELL_ACTION_RESTART ran;
 * -EINVAL when @count is 0; -EBADF when @fd is no descriptor; -EFAULT when
 * @ret_infos is a bad pointer (the signal is lost).
 * Context: AS-Safe, MT-Safe.
 * Source: signalfd(2), fs/signalfd.c.
 */
KNELL_PUBLIC long knell_fd_read(
	int fd, struct knell_info *ret_infos, size_t count);

/* A pipe that a handler writes signals to, and a loop reads them from. */
struct knell_pipe {
	int read_fd;
	int write_fd;
	/* Those that did not fit; knell_pipe_lost tells. */
	unsigned lost;
};

/**
 * knell_pipe_open - make a pipe for signals
 * @ret_pipe: the pipe, to be had by the handler and the loop
 * @flags: KNELL_FD_NONBLOCK of its read_fd, KNELL_FD_CLOEXEC
 *
 * To be called before the handler is installed. Writing never waits. There is
 * room for 512 signals, less where a user has very many pipes; F_SETPIPE_SZ of
 * fcntl(2) changes it.
 *
 * Return: 0; -EINVAL when another flag is set; -EFAULT when @ret_pipe is NULL;
 * -EMFILE when the process has no two descriptors left; -ENFILE when the
 * system has none.
 * Context: AS-Safe, MT-Safe.
 * Source: pipe(2), pipe(7).
 */
KNELL_PUBLIC int knell_pipe_open(struct knell_pipe *ret_pipe, unsigned flags);

/**
 * knell_pipe_write - write a signal to a pipe, in a handler
 * @pipe: from knell_pipe_open
 * @signal: what the handler was called with
 * @info: the same; NULL: the handler has none
 *
 * It is written whole or, when there is no room, counted as lost. One pipe may
 * serve many signals and threads.
 *
 * Traps: a child of fork has the same pipe, so its signals would be read by
 * its parent: give it a pipe of its own, or other actions. Change the action
 * before the pipe is closed: a thread may be in the handler. The handler ends
 * system calls with EINTR; poll and the like even with KNELL_ACTION_RESTART.
 * After a fault the handler must not return, so the loop would never see the
 * signal: let those signals alone.
 *
 * Return: 0; -EAGAIN when there was no room; -EBADF when @pipe is closed;
 * -EPIPE when nobody has its read_fd any more, which sends SIGPIPE as well;
 * -EFAULT when @pipe is NULL or @info another bad pointer. But for @pipe NULL,
 * each error counts as one signal lost.
 * Context: AS-Safe, MT-Safe. Uses 256 bytes of stack.
 * Source: pipe(7), write(2).
 */
KNELL_PUBLIC int knell_pipe_write(
	struct knell_pipe *pipe, int signal, const struct knell_info *info);

/**
 * knell_pipe_read - take signals from a pipe
 * @pipe: from knell_pipe_open
 * @ret_infos: what came, in the order of the handlers' calls; of a handler
 * without a siginfo, the member `signal` alone
 * @count: how many there is room for, from 1 on
 *
 * It waits for the first only; the rest is what is there.
 *
 * Return: how many came; -EAGAIN when there is none and the pipe is
 * KNELL_FD_NONBLOCK; -EINTR when a handler without KNELL_ACTION_RESTART ran;
 * -EINVAL when @count is 0; -EBADF when @pipe is closed; -EFAULT when @pipe is
 * NULL or @ret_infos a bad pointer.
 * Context: AS-Safe, MT-Safe.
 * Source: pipe(7), read(2).
 */
KNELL_PUBLIC long knell_pipe_read(
	struct knell_pipe *pipe, struct knell_info *ret_infos, size_t count);

/**
 * knell_pipe_lost - how many signals found no room?
 * @pipe: from knell_pipe_open, also when it has been closed
 *
 * Return: how many were lost since it was asked last; 0 when @pipe is NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: pipe(7).
 */
KNELL_PUBLIC unsigned knell_pipe_lost(struct knell_pipe *pipe);

/**
 * knell_pipe_close - close both ends of a pipe
 * @pipe: from knell_pipe_open, which no action uses any more
 *
 * Return: 0; -EBADF when it is closed already; -EFAULT when @pipe is NULL.
 * Context: AS-Safe. MT-Unsafe: no other thread may use it meanwhile.
 * Source: close(2).
 */
KNELL_PUBLIC int knell_pipe_close(struct knell_pipe *pipe);

#ifdef __cplusplus
}
#endif

#endif
