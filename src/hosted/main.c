/* SPDX-License-Identifier: MIT */
/* knell-report: adds to a record what other people's libraries know. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "hosted/enrich.h"
#include "hosted/options.h"
#include "report/report.h"
#include "sys/file.h"
#include "sys/slurp.h"
#include "sys/time.h"

enum {
	EXIT_NO_RECORD = 2,
	/* Demangling recurses: see demangle.c. */
	STACK_SIZE = 64 << 20,
	NS_PER_S = 1000000000,
};

static int complain(const char *what, const char *name, const char *why)
{
	fprintf(stderr, "knell-report: %s %s: %s\n", what,
		name ? name : "standard input", why);
	return EXIT_FAILURE;
}

/* The stack of the main thread grows up to the limit of the moment. */
static void make_stack_room(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_STACK, &limit) || limit.rlim_cur >= STACK_SIZE)
		return;
	limit.rlim_cur =
		limit.rlim_max < STACK_SIZE ? limit.rlim_max : STACK_SIZE;
	setrlimit(RLIMIT_STACK, &limit);
}

/* Address space only: what is not used costs nothing. */
static bool open_arena(struct knell_arena *arena)
{
	size_t size = sizeof(size_t) > 4 ? (size_t)1 << 32 : (size_t)1 << 29;

	for (; size >= (size_t)1 << 20; size /= 2) {
		void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

		if (at == MAP_FAILED)
			continue;
		*arena = (struct knell_arena){ .data = at, .size = size };
		return true;
	}
	return false;
}

static long read_input(
	const char *name, struct knell_arena *arena, char **ret_text)
{
	long size = name ? knell_slurp_at(K_AT_FDCWD, name, arena, ret_text)
			 : knell_slurp(0, arena, ret_text);

	return size >= 0 && arena->exhausted ? -EFBIG : size;
}

static int drain(struct knell_buffer *out)
{
	size_t done = 0;

	while (done < out->used) {
		ssize_t put =
			write(out->fd, out->data + done, out->used - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return put < 0 ? -errno : -EIO;
		done += (size_t)put;
	}
	out->used = 0;
	return 0;
}

static void put_record(const struct knell_report_options *options,
	const struct knell_record *record, bool first, struct knell_buffer *out)
{
	const struct knell_text_options text = {
		.color = options->color,
		.columns = options->columns,
	};

	if (options->json) {
		knell_report_json(out, record);
		return;
	}
	if (!first) {
		knell_put_char(out, '\n');
		knell_put_repeat(out, '=', 80);
		knell_put_text(out, "\n\n");
	}
	knell_report_text(out, record, &text);
}

static int complain_record(const char *name, int error, size_t offset)
{
	char why[64];

	if (error != -EINVAL)
		snprintf(why, sizeof(why), "%s", strerror(-error));
	else
		snprintf(why, sizeof(why), "no crash record: wrong at byte %zu",
			offset);
	complain("cannot read", name, why);
	return EXIT_NO_RECORD;
}

static int report_all(const struct knell_report_options *options,
	struct knell_arena *arena, const char *text, size_t size,
	struct knell_buffer *out)
{
	size_t at = 0, used = arena->used;

	do {
		struct knell_record record;
		size_t end;
		struct knell_session session = {
			.record = &record,
			.arena = arena,
			.fds = options->fds,
			.fd_count = options->fd_count,
		};
		int error = knell_report_parse(
			text + at, size - at, arena, &record, &end);

		if (error)
			return complain_record(options->input, error, at + end);
		if (options->time_limit_s)
			session.deadline_ns =
				knell_clock_ns(K_CLOCK_MONOTONIC) +
				(uint64_t)options->time_limit_s * NS_PER_S;
		knell_enrich(&session);
		put_record(options, &record, at == 0, out);
		at += end;
		arena->used = used;
	} while (at < size && !out->error);
	return 0;
}

int main(int argc, char **argv)
{
	struct knell_report_options options = { .json = false };
	struct knell_arena arena;
	char data[65536], *text;
	struct knell_buffer out = {
		.data = data, .size = sizeof(data), .drain = drain, .fd = 1
	};
	int status;

	if (!knell_options_parse(&options, argc, argv, &status))
		return status;
	make_stack_room();
	if (!open_arena(&arena))
		return complain("cannot read", options.input, strerror(ENOMEM));
	long size = read_input(options.input, &arena, &text);

	if (size < 0)
		return complain(
			"cannot read", options.input, strerror((int)-size));
	status = report_all(&options, &arena, text, (size_t)size, &out);
	int error = knell_buffer_finish(&out);

	if (error < 0)
		return complain("cannot write", "the report", strerror(-error));
	return status;
}
