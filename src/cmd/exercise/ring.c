/* SPDX-License-Identifier: MIT */
/*
 * A sleep that the kernel interrupts for work of its own, and restarts: that of
 * an io_uring comes to its thread as a signal would, but runs no handler. It is
 * the only one that needs neither a stop nor another process. Source:
 * kernel/task_work.c, TWA_SIGNAL; io_uring/timeout.c.
 */
#include "cmd/exercise/ring.h"
#include "abi/errno.h"
#include "abi/time.h"
#include "base/memory.h"
#include "cmd/exercise/clock.h"
#include "knell/call.h"
#include "sys/file.h"

/* include/uapi/linux/io_uring.h */
enum { OP_TIMEOUT = 11, ENTER_GETEVENTS = 1, OFFSET_ENTRIES = 0x10000000 };

struct exercise_ring_request {
	uint8_t operation, flags;
	uint16_t priority;
	int32_t fd;
	uint64_t offset, address;
	uint32_t length, more;
	uint64_t data, rest[3];
};
_Static_assert(
	sizeof(struct exercise_ring_request) == 64, "uapi/linux/io_uring.h");

struct parameters {
	uint32_t sq_entries, cq_entries, flags, cpu, idle, features, wq_fd;
	uint32_t reserved[3];
	struct {
		uint32_t head, tail, ring_mask, ring_entries, flags, dropped;
		uint32_t array, reserved;
		uint64_t user;
	} sq;
	struct {
		uint32_t head, tail, ring_mask, ring_entries, overflow, cqes;
		uint32_t flags, reserved;
		uint64_t user;
	} cq;
};
_Static_assert(sizeof(struct parameters) == 120, "uapi/linux/io_uring.h");

enum {
	/* The sleep goes on long after what interrupts it. */
	TIMER_NS = 20000000,
	SLEEP_NS = 60000000,
	/* After this it might begin too late. */
	LATE_NS = 10000000,
	ATTEMPTS = 50,
};

static long call(long number, long a, long b, long c, long d)
{
	static const unsigned never = 0;
	const long arguments[6] = { a, b, c, d, 0, 0 };

	return knell_call_unless(&never, number, arguments);
}

static long map(const struct exercise_ring *ring, size_t size, uint64_t offset)
{
	return sys_mmap(NULL, size, K_PROT_READ | K_PROT_WRITE, K_MAP_SHARED,
		ring->fd, offset);
}

void exercise_ring_close(struct exercise_ring *ring)
{
	if (!ring->is_open)
		return;
	ring->is_open = false;
	if (ring->request)
		sys_munmap(ring->request, sizeof(*ring->request));
	if (ring->queue)
		sys_munmap(ring->queue, ring->queue_size);
	sys_close(ring->fd);
}

static long open_ring(struct exercise_ring *ring)
{
	struct parameters p;

	knell_memory_fill(&p, 0, sizeof(p));
	ring->call = "io_uring_setup";
	long fd = call(SYS_io_uring_setup, 1, (long)&p, 0, 0);

	if (fd < 0)
		return fd;
	/* Both queues are in one mapping since Linux 5.4. */
	size_t submitted = p.sq.array + p.sq_entries * sizeof(uint32_t);
	size_t completed = p.cq.cqes + p.cq_entries * 16;

	*ring = (struct exercise_ring){
		.is_open = true,
		.call = "mmap",
		.fd = (int)fd,
		.queue_size = submitted > completed ? submitted : completed,
		.submit_tail = p.sq.tail,
		.submit_array = p.sq.array,
		.completed_head = p.cq.head,
		.completed_tail = p.cq.tail,
	};
	long queue = map(ring, ring->queue_size, 0);
	long request = map(ring, sizeof(*ring->request), OFFSET_ENTRIES);

	if (!sys_mmap_failed(queue))
		ring->queue = (char *)queue;
	if (!sys_mmap_failed(request))
		ring->request = (struct exercise_ring_request *)request;
	if (ring->queue && ring->request)
		return 0;
	exercise_ring_close(ring);
	return -ENOMEM;
}

static uint32_t *word(const struct exercise_ring *ring, uint32_t offset)
{
	return (uint32_t *)(void *)(ring->queue + offset);
}

static long start_timer(struct exercise_ring *ring)
{
	static const struct k_timespec due = { 0, TIMER_NS };
	uint32_t *tail = word(ring, ring->submit_tail);

	*ring->request =
		(struct exercise_ring_request){ .operation = OP_TIMEOUT,
			.fd = -1,
			.address = (uintptr_t)&due,
			.length = 1 };
	*word(ring, ring->submit_array) = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	ring->call = "io_uring_enter";
	long got = call(SYS_io_uring_enter, ring->fd, 1, 0, 0);

	return got < 0 ? got : got == 1 ? 0 : -EIO;
}

/* Return: whether the timer has fired since it was asked last. */
static bool take_completion(const struct exercise_ring *ring)
{
	uint32_t *head = word(ring, ring->completed_head);
	uint32_t tail = __atomic_load_n(
		word(ring, ring->completed_tail), __ATOMIC_ACQUIRE);
	bool fired = *head != tail;

	__atomic_store_n(head, tail, __ATOMIC_RELEASE);
	return fired;
}

static long sleep_once(struct exercise_ring *ring, bool *ret_late)
{
	static const struct k_timespec time = { 0, SLEEP_NS };
	uint64_t began_ns = exercise_clock_ns();
	long error = start_timer(ring);

	*ret_late = false;
	if (error < 0)
		return error;
	if (exercise_clock_ns() - began_ns > LATE_NS) {
		*ret_late = true;
		error = call(
			SYS_io_uring_enter, ring->fd, 0, 1, ENTER_GETEVENTS);
		take_completion(ring);
		return error;
	}
	ring->call = "clock_nanosleep";
	error = call(
		EXERCISE_CLOCK_NANOSLEEP, K_CLOCK_MONOTONIC, 0, (long)&time, 0);
	return !error && !take_completion(ring) ? -ETIMEDOUT : error;
}

long exercise_ring_sleep(struct exercise_ring *ring)
{
	bool late = true;
	long error = ring->is_open ? 0 : open_ring(ring);

	for (unsigned i = 0; i < ATTEMPTS && late && error >= 0; i++)
		error = sleep_once(ring, &late);
	return late && error >= 0 ? -ETIMEDOUT : error;
}
