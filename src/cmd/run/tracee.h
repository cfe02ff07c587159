/* SPDX-License-Identifier: MIT */
/* The threads that are traced: a hash table by thread id. */
#ifndef KNELL_CMD_RUN_TRACEE_H
#define KNELL_CMD_RUN_TRACEE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crash/process.h"

enum { KNELL_COMM_SIZE = 16, KNELL_TAKEN_MAX = 4 };

/* Who sent the last signal that could kill, as it was when it came. */
struct knell_last_signal {
	int32_t number; /* 0: none yet */
	int32_t code;
	int32_t sender_pid;
	uint32_t sender_uid;
	char sender_command[KNELL_COMM_SIZE + 1];
};

struct knell_tracee {
	int32_t tid;  /* 0: a free slot */
	int32_t tgid; /* its process; equal to tid for the leader */
	/* A stop that was reported while the thread was held; 0: none. */
	int32_t held_status;
	bool held;
	/* The latest signals it took that could have killed, the last first:
	 * one address can fault again and again. */
	struct knell_taken_signal taken[KNELL_TAKEN_MAX];
	/* These are the process's, kept with its leader. */
	int32_t reported_signal; /* a report was made for it; 0: none */
	struct knell_last_signal last_signal;
	char command[KNELL_COMM_SIZE + 1];
};

struct knell_tracees {
	struct knell_tracee *slots;
	size_t capacity; /* a power of two, or 0 */
	size_t count;
};

struct knell_tracee *knell_tracee_find(
	const struct knell_tracees *tracees, int32_t tid);
/*
 * Finds or adds. Pointers to other tracees are void afterwards.
 * Return: NULL when there is no memory.
 */
struct knell_tracee *knell_tracee_add(
	struct knell_tracees *tracees, int32_t tid, int32_t tgid);
void knell_tracee_remove(struct knell_tracees *tracees, int32_t tid);

#endif
