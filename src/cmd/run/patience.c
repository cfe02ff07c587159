/* SPDX-License-Identifier: MIT */
/*
 * Writing to standard error, of which nobody may read: what is written there
 * is waited for as long as nobody asks knell to end.
 */
#include "abi/errno.h"
#include "cmd/run/destination.h"
#include "knell/number.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/time.h"

enum { LOOK_NS = 50000000, PATIENCE_NS = 1000000000 };

/* They are blocked, and taken when the report is out. */
static bool is_asked_to_end(void)
{
	static const uint8_t signals[] = { KNELL_SIGHUP, KNELL_SIGINT,
		KNELL_SIGQUIT, KNELL_SIGTERM };
	struct k_sigset pending;

	if (sys_rt_sigpending(&pending))
		return false;
	for (size_t i = 0; i < sizeof(signals); i++)
		if (pending.words[0] & 1UL << (signals[i] - 1))
			return true;
	return false;
}

/* Return: false when it is time to give up. */
static bool wait_for_room(void)
{
	const struct k_timespec look = { .nsec = LOOK_NS };
	uint64_t asked_ns = 0;

	for (;;) {
		struct k_pollfd room = { .fd = 2, .events = K_POLLOUT };

		/* Of an error the write will tell. */
		if (sys_poll(&room, 1, &look))
			return true;
		if (!is_asked_to_end())
			continue;
		uint64_t now_ns = knell_clock_ns(K_CLOCK_MONOTONIC);

		if (!asked_ns)
			asked_ns = now_ns;
		if (now_ns - asked_ns > PATIENCE_NS)
			return false;
	}
}

/* A pipe or a socket: others end by themselves, or when a key is pressed. */
static bool has_reader(void)
{
	struct k_statx stat;
	unsigned type;

	if (sys_statx(2, "", K_AT_EMPTY_PATH, K_STATX_BASIC_STATS, &stat) < 0)
		return false;
	type = stat.mode & K_S_IFMT;
	return type == K_S_IFIFO || type == K_S_IFSOCK;
}

/* As much as there is room for, at once, that no other output comes between;
 * where the kernel cannot do that, what there surely is room for. */
static long put_some(const char *data, size_t size)
{
	struct k_iovec part = { (void *)(uintptr_t)data, size };
	long put = sys_pwritev2(2, &part, 1, -1, K_RWF_NOWAIT);

	if (put >= 0 || put == -EAGAIN)
		return put;
	return sys_write(2, data, size < K_PIPE_BUF ? size : K_PIPE_BUF);
}

void knell_destination_put(const char *data, size_t size)
{
	if (!has_reader()) {
		if (wait_for_room())
			knell_output_write(2, data, size);
		return;
	}
	while (size && wait_for_room()) {
		long put = put_some(data, size);

		if (put == -EINTR || put == -EAGAIN)
			continue;
		if (put <= 0)
			return;
		data += put;
		size -= (size_t)put;
	}
}
