/* SPDX-License-Identifier: MIT */
/*
 * The target that is another process: its threads are held still by ptrace,
 * its memory is read by process_vm_readv or /proc/PID/mem.
 */
#ifndef KNELL_CRASH_PROCESS_H
#define KNELL_CRASH_PROCESS_H

#include "crash/target.h"

/* A signal that the thread took, and where. */
struct knell_taken_signal {
	uint64_t pc, sp;
	uint64_t call_number; /* what that register held, if there is one */
	uint8_t info[128];
};

struct knell_process_target {
	struct knell_target target;
	int system_fd; /* /proc; the caller's */
	int proc_fd;   /* /proc/TID, which tells the same as /proc/PID */
	int root_fd;   /* its root directory; outlives the process */
	int memory_fd; /* /proc/PID/mem; -1: not opened yet */
	bool no_vm_readv;
	bool has_info;
	uint8_t info[128];
	/* Each address that is described asks for some of it. */
	char auxv[1024];
	size_t auxv_size;
	/* The latest signals that the thread took, the last first; the
	 * caller's to set. */
	const struct knell_taken_signal *taken;
	size_t taken_count;
};

/*
 * Opens process `pid`, whose thread `tid` crashed and is in a ptrace stop.
 * `system_fd` is a descriptor of /proc, `info` the raw siginfo, or NULL.
 * Return: 0; -ESRCH when it is gone; -ENOTSUP for an unknown machine.
 */
int knell_process_open(struct knell_process_target *process, int system_fd,
	int32_t pid, int32_t tid, const uint8_t info[128]);
/*
 * The registers of a thread in a ptrace stop, and the machine that its code is
 * for. Return: NULL when it is gone or of a machine not known.
 */
const struct knell_machine *knell_process_read_registers(
	int32_t tid, struct knell_registers *ret_registers);
void knell_process_close(struct knell_process_target *process);

#endif
