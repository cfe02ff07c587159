/* SPDX-License-Identifier: MIT */
/*
 * Files as the kernel sees them. Sources: include/uapi/linux/{stat,fcntl}.h,
 * asm-generic/{fcntl,mman-common}.h.
 */
#ifndef KNELL_ABI_FILE_H
#define KNELL_ABI_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "abi.h"

enum {
	K_AT_FDCWD = -100,
	K_AT_EMPTY_PATH = 0x1000,
	K_AT_SYMLINK_NOFOLLOW = 0x100,

	K_O_RDONLY = 0,
	K_O_WRONLY = 1,
	K_O_RDWR = 2,
	K_O_CLOEXEC = 02000000,
	K_O_PATH = 010000000,
	K_RESOLVE_IN_ROOT = 0x10,

	K_F_DUPFD = 0,
	K_F_GETFD = 1,
	K_F_SETFD = 2,
	K_F_SETFL = 4,
	K_F_DUPFD_CLOEXEC = 1030,
	K_FD_CLOEXEC = 1,
	K_MFD_CLOEXEC = 1,

	K_PROT_NONE = 0,
	/* include/uapi/linux/mount.h */
	K_FSOPEN_CLOEXEC = 1,
	K_FSCONFIG_CMD_CREATE = 6,
	K_FSMOUNT_CLOEXEC = 1,

	K_PROT_READ = 1,
	K_PROT_WRITE = 2,
	K_PROT_EXEC = 4,
	K_MAP_SHARED = 1,
	K_MAP_PRIVATE = 2,
	K_MAP_FIXED = 0x10,

	K_STATX_BASIC_STATS = 0x7ff,
	K_S_IFMT = 0170000,
	K_S_IFIFO = 0010000,
	K_S_IFCHR = 0020000,
	K_S_IFDIR = 0040000,
	K_S_IFBLK = 0060000,
	K_S_IFREG = 0100000,
	K_S_IFSOCK = 0140000,
	K_S_ISUID = 04000,
	K_S_ISGID = 02000,

	K_SEEK_SET = 0,

	K_POLLIN = 1,
	K_POLLOUT = 4,

	K_RWF_NOWAIT = 8,  /* include/uapi/linux/fs.h */
	K_PIPE_BUF = 4096, /* include/uapi/linux/limits.h */

	K_OPOST = 1, /* in c_oflag, the second word */
};

/* include/uapi/linux/openat2.h */
struct k_open_how {
	uint64_t flags, mode, resolve;
};
_Static_assert(sizeof(struct k_open_how) == 24, "uapi/linux/openat2.h");

struct k_statx_timestamp {
	int64_t sec;
	uint32_t nsec;
	int32_t reserved;
};

/* include/uapi/linux/stat.h */
struct k_statx {
	uint32_t mask;
	uint32_t blksize;
	uint64_t attributes;
	uint32_t nlink;
	uint32_t uid;
	uint32_t gid;
	uint16_t mode;
	uint16_t spare0;
	uint64_t ino;
	uint64_t size;
	uint64_t blocks;
	uint64_t attributes_mask;
	struct k_statx_timestamp atime, btime, ctime, mtime;
	uint32_t rdev_major;
	uint32_t rdev_minor;
	uint32_t dev_major;
	uint32_t dev_minor;
	uint64_t spare2[14];
};
_Static_assert(sizeof(struct k_statx) == 256, "uapi/linux/stat.h");
_Static_assert(offsetof(struct k_statx, size) == 40, "uapi/linux/stat.h");
_Static_assert(offsetof(struct k_statx, dev_major) == 136, "linux/stat.h");

/* include/uapi/asm-generic/ioctls.h: TIOCGWINSZ */
struct k_winsize {
	uint16_t rows, columns, x_pixels, y_pixels;
};
_Static_assert(sizeof(struct k_winsize) == 8, "uapi/asm-generic/termios.h");

/* include/uapi/asm-generic/poll.h */
struct k_pollfd {
	int32_t fd;
	int16_t events, revents;
};
_Static_assert(sizeof(struct k_pollfd) == 8, "uapi/asm-generic/poll.h");

#endif
