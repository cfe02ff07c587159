/* SPDX-License-Identifier: MIT */
/*
 * A /proc that can be believed. In a new PID namespace the one mounted may
 * still be the old one's, and show other processes under the same numbers.
 */
#ifndef KNELL_SYS_PROC_H
#define KNELL_SYS_PROC_H

#include <stddef.h>
#include <stdint.h>

/*
 * A descriptor of a /proc that shows the caller's own PID namespace: the one
 * that is mounted, or else one made for this, which nobody else sees.
 * Return: the descriptor; -ENOENT when neither is to be had.
 */
int knell_proc_open(void);
/*
 * Reads /proc/PID/NAME, up to size - 1 bytes, NUL-terminated.
 * Return: the length, or -Exxx.
 */
long knell_proc_read(
	int proc_fd, int32_t pid, const char *name, char *buffer, size_t size);

#endif
