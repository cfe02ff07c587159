/* SPDX-License-Identifier: MIT */
/*
 * The target that is another process: its threads are held still by ptrace,
 * its memory is read by process_vm_readv or /proc/PID/mem.
 */
#ifndef KNELL_CRASH_PROCESS_H
#define KNELL_CRASH_PROCESS_H

#include "crash/target.h"

struct knell_process_target {
	struct knell_target target;
	int proc_fd;   /* /proc/TID, which tells the same as /proc/PID */
	int root_fd;   /* its root directory; outlives the process */
	int memory_fd; /* /proc/PID/mem; -1: not opened yet */
	bool no_vm_readv;
	bool has_info;
	uint8_t info[128];
};

/*
 * Opens process `pid`, whose thread `tid` crashed and is in a ptrace stop.
 * `info` is the raw siginfo, or NULL.
 * Return: 0; -ESRCH when it is gone; -ENOTSUP for an unknown machine.
 */
int knell_process_open(struct knell_process_target *process, int32_t pid,
	int32_t tid, const uint8_t info[128]);
void knell_process_close(struct knell_process_target *process);

#endif
