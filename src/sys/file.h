/* SPDX-License-Identifier: MIT */
/* System calls on descriptors, files and mappings. */
#ifndef KNELL_SYS_FILE_H
#define KNELL_SYS_FILE_H

#include "abi/file.h"
#include "abi/process.h"
#include "abi/time.h"
#include "sys/sys.h"

static inline long sys_openat(int dir, const char *path, int flags, int mode)
{
	return KNELL_CALL4(openat, dir, path, flags, mode);
}

static inline long sys_openat2(int dir, const char *path,
	const struct k_open_how *how, size_t how_size)
{
	return KNELL_CALL4(openat2, dir, path, how, how_size);
}

static inline long sys_fsopen(const char *type, unsigned flags)
{
	return KNELL_CALL2(fsopen, type, flags);
}

static inline long sys_fsconfig(
	int fd, unsigned command, const char *key, const void *value, int extra)
{
	return KNELL_CALL5(fsconfig, fd, command, key, value, extra);
}

static inline long sys_fsmount(int fd, unsigned flags, unsigned attributes)
{
	return KNELL_CALL3(fsmount, fd, flags, attributes);
}

static inline long sys_close(int fd)
{
	return KNELL_CALL1(close, fd);
}

static inline long sys_read(int fd, void *buffer, size_t size)
{
	return KNELL_CALL3(read, fd, buffer, size);
}

static inline long sys_write(int fd, const void *buffer, size_t size)
{
	return KNELL_CALL3(write, fd, buffer, size);
}

/* At an offset of -1, which is where the file is, on every machine. */
static inline long sys_pwritev2(int fd, const struct k_iovec *parts,
	unsigned long count, long offset, int flags)
{
	return KNELL_CALL6(pwritev2, fd, parts, count, offset, -1, flags);
}

/* The offset is split in two words on 32-bit machines. */
static inline long sys_pread64(
	int fd, void *buffer, size_t size, uint64_t offset)
{
#if K_PAIRS_ALIGNED
	return KNELL_CALL6(pread64, fd, buffer, size, 0, (uint32_t)offset,
		(uint32_t)(offset >> 32));
#elif UINTPTR_MAX < UINT64_MAX
	return KNELL_CALL5(pread64, fd, buffer, size, (uint32_t)offset,
		(uint32_t)(offset >> 32));
#else
	return KNELL_CALL4(pread64, fd, buffer, size, offset);
#endif
}

/* For offsets that fit a long on every machine. */
static inline long sys_lseek(int fd, long offset, int whence)
{
	return KNELL_CALL3(lseek, fd, offset, whence);
}

static inline long sys_statx(int dir, const char *path, int flags,
	unsigned mask, struct k_statx *ret_stat)
{
	return KNELL_CALL5(statx, dir, path, flags, mask, ret_stat);
}

static inline long sys_readlinkat(
	int dir, const char *path, char *buffer, size_t size)
{
	return KNELL_CALL4(readlinkat, dir, path, buffer, size);
}

static inline long sys_getdents64(int fd, void *entries, size_t size)
{
	return KNELL_CALL3(getdents64, fd, entries, size);
}

static inline long sys_fcntl(int fd, int command, unsigned long argument)
{
#if UINTPTR_MAX < UINT64_MAX
	return KNELL_CALL3(fcntl64, fd, command, argument);
#else
	return KNELL_CALL3(fcntl, fd, command, argument);
#endif
}

static inline long sys_ioctl(int fd, unsigned request, void *argument)
{
	return KNELL_CALL3(ioctl, fd, request, argument);
}

static inline long sys_pipe2(int fds[2], int flags)
{
	return KNELL_CALL2(pipe2, fds, flags);
}

/* ppoll, which every machine has; NULL: no time limit. */
static inline long sys_poll(struct k_pollfd *fds, unsigned long count,
	const struct k_timespec *timeout)
{
#if UINTPTR_MAX < UINT64_MAX
	return KNELL_CALL5(ppoll_time64, fds, count, timeout, 0, 0);
#else
	return KNELL_CALL5(ppoll, fds, count, timeout, 0, 0);
#endif
}

static inline long sys_dup3(int from, int to, int flags)
{
	return KNELL_CALL3(dup3, from, to, flags);
}

static inline long sys_memfd_create(const char *name, unsigned flags)
{
	return KNELL_CALL2(memfd_create, name, flags);
}

static inline long sys_mmap(void *address, size_t size, int protection,
	int flags, int fd, uint64_t offset)
{
#if UINTPTR_MAX < UINT64_MAX
	return KNELL_CALL6(mmap2, address, size, protection, flags, fd,
		(uint32_t)(offset >> 12));
#elif K_MMAP_BY_POINTER
	const long arguments[] = { (long)address, (long)size, protection, flags,
		fd, (long)offset };

	return KNELL_CALL1(mmap, arguments);
#else
	return KNELL_CALL6(mmap, address, size, protection, flags, fd, offset);
#endif
}

static inline long sys_munmap(void *address, size_t size)
{
	return KNELL_CALL2(munmap, address, size);
}

static inline long sys_mprotect(void *address, size_t size, int protection)
{
	return KNELL_CALL3(mprotect, address, size, protection);
}

/* Did mmap fail? Its results use the whole address space but the last page. */
static inline int sys_mmap_failed(long result)
{
	return (unsigned long)result > -4096UL;
}

#endif
