/* SPDX-License-Identifier: MIT */
/* A /proc that can be believed. */
#include "sys/proc.h"

#include "abi/errno.h"
#include "base/buffer.h"
#include "base/text.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/slurp.h"

enum { PATH_SIZE = 64 };

/* /proc/self is a link to our own number, in the namespace of that /proc. */
static bool is_ours(int proc_fd)
{
	char link[16];
	uint64_t pid;
	const char *at = link;
	long length = sys_readlinkat(proc_fd, "self", link, sizeof(link) - 1);

	if (length < 0)
		return false;
	link[length] = '\0';
	return knell_text_decimal(&at, &pid) && (long)pid == sys_getpid();
}

/* Mounted nowhere; it goes with its descriptor. Takes CAP_SYS_ADMIN. */
static int make_own(void)
{
	long context = sys_fsopen("proc", K_FSOPEN_CLOEXEC);

	if (context < 0)
		return (int)context;
	long fd = sys_fsconfig(
		(int)context, K_FSCONFIG_CMD_CREATE, NULL, NULL, 0);

	if (fd >= 0)
		fd = sys_fsmount((int)context, K_FSMOUNT_CLOEXEC, 0);
	sys_close((int)context);
	return (int)fd;
}

int knell_proc_open(void)
{
	int fd =
		(int)sys_openat(K_AT_FDCWD, "/proc", K_O_PATH | K_O_CLOEXEC, 0);

	if (fd >= 0 && is_ours(fd))
		return fd;
	if (fd >= 0)
		sys_close(fd);
	fd = make_own();
	if (fd >= 0 && is_ours(fd))
		return fd;
	if (fd >= 0)
		sys_close(fd);
	return -ENOENT;
}

long knell_proc_read(
	int proc_fd, int32_t pid, const char *name, char *buffer, size_t size)
{
	char path[PATH_SIZE];
	struct knell_buffer out = KNELL_BUFFER(path);

	knell_put_decimal(&out, (uint64_t)pid);
	knell_put_char(&out, '/');
	knell_put_text(&out, name);
	return knell_slurp_into(proc_fd, knell_buffer_text(&out), buffer, size);
}
