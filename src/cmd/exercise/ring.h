/* SPDX-License-Identifier: MIT */
/* A sleep that the kernel interrupts for work of its own, and restarts. */
#ifndef KNELL_CMD_EXERCISE_RING_H
#define KNELL_CMD_EXERCISE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct exercise_ring {
	bool is_open;
	int fd;
	char *queue;
	size_t queue_size;
	struct exercise_ring_request *request;
	/* In the queue, of words. */
	uint32_t submit_tail, submit_array, completed_head, completed_tail;
	/* The call that was made last, which the result is of. */
	const char *call;
};

/*
 * Sleeps, which an io_uring of the thread's own interrupts; it stays open.
 * Return: 0; -ETIMEDOUT when it did not interrupt; -Exxx.
 */
long exercise_ring_sleep(struct exercise_ring *ring);
/*
 * When the thread has no more to wait for: the kernel clears up later, and
 * interrupts for that as well, which rt_sigtimedwait is not restarted after.
 */
void exercise_ring_close(struct exercise_ring *ring);

#endif
