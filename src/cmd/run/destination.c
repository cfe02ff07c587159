/* SPDX-License-Identifier: MIT */
/* Where a finished report goes: a file by a pattern, or standard error. */
#include "cmd/run/destination.h"

#include "abi/errno.h"
#include "sys/file.h"

enum { PATH_SIZE = 4096, NS_PER_S = 1000000000 };

/* A command's name may hold a slash; a file's may not. */
static void put_command(struct knell_buffer *out, const char *command)
{
	for (; command && *command; command++)
		knell_put_char(out, *command == '/' ? '!' : *command);
}

static long expand(const char *pattern, const struct knell_record *record,
	struct knell_buffer *out)
{
	for (const char *at = pattern; *at; at++) {
		if (*at != '%') {
			knell_put_char(out, *at);
			continue;
		}
		switch (*++at) {
		case 'p':
			knell_put_decimal(out, (uint64_t)record->process.pid);
			break;
		case 'e': put_command(out, record->process.command); break;
		case 't':
			knell_put_decimal(
				out, record->system.time_ns / NS_PER_S);
			break;
		default: knell_put_char(out, '%'); break;
		}
	}
	return out->used < out->size ? 0 : -ENAMETOOLONG;
}

/* Reports hold memory of the program: they are for their owner's eyes. */
static long write_file(const char *path, const char *report, size_t size)
{
	/* Non-blocking: a FIFO that nobody reads must not hold a death up. */
	long fd = sys_openat(K_AT_FDCWD, path,
		K_O_WRONLY | K_O_CREAT | K_O_APPEND | K_O_CLOEXEC | K_O_NOCTTY |
			K_O_NONBLOCK,
		0600);

	if (fd < 0)
		return fd;
	long error = knell_output_write((int)fd, report, size);
	long close_error = sys_close((int)fd);

	return error ? error : close_error;
}

/* Where output is not post-processed (a program left the terminal raw),
 * lines need their carriage returns. */
static bool is_raw_terminal(int fd)
{
	uint32_t settings[16];

	return sys_ioctl(fd, K_TCGETS, settings) == 0 &&
	       !(settings[1] & K_OPOST);
}

static void write_stderr(const char *report, size_t size)
{
	if (!is_raw_terminal(2)) {
		knell_destination_put(report, size);
		return;
	}
	size_t start = 0;

	for (size_t i = 0; i < size; i++) {
		if (report[i] != '\n')
			continue;
		knell_destination_put(report + start, i - start);
		knell_destination_put("\r\n", 2);
		start = i + 1;
	}
	knell_destination_put(report + start, size - start);
}

void knell_destination_write(const struct knell_run *run,
	const struct knell_record *record, const char *report, size_t size)
{
	char path[PATH_SIZE];
	struct knell_buffer out = KNELL_BUFFER(path);
	long error;

	if (!run->options.output) {
		write_stderr(report, size);
		return;
	}
	error = expand(run->options.output, record, &out);
	if (!error)
		error = write_file(knell_buffer_text(&out), report, size);
	if (error) {
		knell_complain("the report follows, as it could not be "
			       "written to",
			knell_buffer_text(&out), error);
		write_stderr(report, size);
	}
}
