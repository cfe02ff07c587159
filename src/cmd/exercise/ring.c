/* SPDX-License-Identifier: MIT */
/*
 * A sleep that the kernel interrupts for work of its own, and restarts: that of
 * an io_uring comes to its thread as a signal would, but runs no handler. It is
 * the only one that needs neither a stop nor another process. Source:
 * kernel/task_work.c, TWA_SIGNAL; io_uring/timeout.c.
 */
#include "abi/errno.h"
#include "abi/time.h"
#include "base/memory.h"
#include "cmd/exercise/clock.h"
#include "cmd/exercise/exerciser.h"
#include "knell/call.h"
#include "sys/file.h"

/* include/uapi/linux/io_uring.h */
enum { OP_TIMEOUT = 11, ENTER_GETEVENTS = 1, OFFSET_ENTRIES = 0x10000000 };

struct request {
	uint8_t operation, flags;
	uint16_t priority;
	int32_t fd;
	uint64_t offset, address;
	uint32_t length, more;
	uint64_t data, rest[3];
};
_Static_assert(sizeof(struct request) == 64, "uapi/linux/io_uring.h");

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

struct ring {
	int fd;
	struct parameters parameters;
	char *queue;
	size_t queue_size;
	struct request *request;
};

static long call(long number, long a, long b, long c, long d)
{
	static const unsigned never = 0;
	const long arguments[6] = { a, b, c, d, 0, 0 };

	return knell_call_unless(&never, number, arguments);
}

static long map(const struct ring *ring, size_t size, uint64_t offset)
{
	return sys_mmap(NULL, size, K_PROT_READ | K_PROT_WRITE, K_MAP_SHARED,
		ring->fd, offset);
}

static void close_ring(const struct ring *ring)
{
	if (ring->request)
		sys_munmap(ring->request, sizeof(*ring->request));
	if (ring->queue)
		sys_munmap(ring->queue, ring->queue_size);
	sys_close(ring->fd);
}

static long open_ring(struct ring *ring)
{
	struct parameters *p = &ring->parameters;
	long fd = call(SYS_io_uring_setup, 1, (long)p, 0, 0);

	if (fd < 0)
		return fd;
	ring->fd = (int)fd;
	/* Both queues are in one mapping since Linux 5.4. */
	size_t submitted = p->sq.array + p->sq_entries * sizeof(uint32_t);
	size_t completed = p->cq.cqes + p->cq_entries * 16;

	ring->queue_size = submitted > completed ? submitted : completed;
	long queue = map(ring, ring->queue_size, 0);
	long request = map(ring, sizeof(struct request), OFFSET_ENTRIES);

	if (!sys_mmap_failed(queue))
		ring->queue = (char *)queue;
	if (!sys_mmap_failed(request))
		ring->request = (struct request *)request;
	if (ring->queue && ring->request)
		return 0;
	close_ring(ring);
	return -ENOMEM;
}

static uint32_t *word(const struct ring *ring, uint32_t offset)
{
	return (uint32_t *)(void *)(ring->queue + offset);
}

static long start_timer(struct ring *ring)
{
	static const struct k_timespec due = { 0, TIMER_NS };
	uint32_t *tail = word(ring, ring->parameters.sq.tail);

	*ring->request = (struct request){ .operation = OP_TIMEOUT,
		.fd = -1,
		.address = (uintptr_t)&due,
		.length = 1 };
	*word(ring, ring->parameters.sq.array) = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	long got = call(SYS_io_uring_enter, ring->fd, 1, 0, 0);

	return got < 0 ? got : got == 1 ? 0 : -EAGAIN;
}

/* Return: whether the timer has fired since it was asked last. */
static bool take_completion(const struct ring *ring)
{
	uint32_t *head = word(ring, ring->parameters.cq.head);
	uint32_t tail = __atomic_load_n(
		word(ring, ring->parameters.cq.tail), __ATOMIC_ACQUIRE);
	bool fired = *head != tail;

	__atomic_store_n(head, tail, __ATOMIC_RELEASE);
	return fired;
}

static long sleep_once(struct ring *ring, bool *ret_late)
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
	error = call(
		EXERCISE_CLOCK_NANOSLEEP, K_CLOCK_MONOTONIC, 0, (long)&time, 0);
	return !error && !take_completion(ring) ? -ETIMEDOUT : error;
}

long exercise_sleep_restarted(void)
{
	struct ring ring = { .fd = -1 };
	bool late = true;
	long error = open_ring(&ring);

	if (error < 0)
		return error;
	for (unsigned i = 0; i < ATTEMPTS && late && error >= 0; i++)
		error = sleep_once(&ring, &late);
	close_ring(&ring);
	return late && error >= 0 ? -ETIMEDOUT : error;
}
