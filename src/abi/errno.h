/* SPDX-License-Identifier: MIT */
/* Error numbers. Source: include/uapi/asm-generic/errno{-base,}.h. */
#ifndef KNELL_ABI_ERRNO_H
#define KNELL_ABI_ERRNO_H

#ifdef KNELL_HOSTED
#include <errno.h>
#else
#include "abi.h"

enum {
	EPERM = 1,
	ENOENT = 2,
	ESRCH = 3,
	EINTR = 4,
	EIO = 5,
	ENXIO = 6,
	E2BIG = 7,
	ENOEXEC = 8,
	EBADF = 9,
	ECHILD = 10,
	EAGAIN = 11,
	ENOMEM = 12,
	EACCES = 13,
	EFAULT = 14,
	EBUSY = 16,
	EEXIST = 17,
	ENODEV = 19,
	ENOTDIR = 20,
	EISDIR = 21,
	EINVAL = 22,
	ENFILE = 23,
	EMFILE = 24,
	ETXTBSY = 26,
	EFBIG = 27,
	ENOSPC = 28,
	ESPIPE = 29,
	EROFS = 30,
	EPIPE = 32,
	ERANGE = 34,
	K_ERRNO_ABOVE_34,
};
#endif

#endif
