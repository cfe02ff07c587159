/* SPDX-License-Identifier: MIT */
/* Where output goes: descriptors, terminals and their colour. */
#include "cmd/output.h"

#include "abi/errno.h"
#include "base/text.h"
#include "sys/file.h"

long knell_output_write(int fd, const void *data, size_t size)
{
	const char *from = data;

	while (size) {
		long put = sys_write(fd, from, size);

		if (put == -EINTR)
			continue;
		if (put == -EAGAIN) {
			/* A non-blocking terminal or pipe: wait for room. */
			struct k_pollfd poll = { .fd = fd,
				.events = K_POLLOUT };

			sys_poll(&poll, 1, NULL);
			continue;
		}
		if (put <= 0)
			return put ? put : -EIO;
		from += put;
		size -= (size_t)put;
	}
	return 0;
}

static int drain(struct knell_buffer *out)
{
	long error = knell_output_write(out->fd, out->data, out->used);

	out->used = 0;
	return (int)error;
}

void knell_output_open(
	struct knell_buffer *out, int fd, char *data, size_t size)
{
	*out = (struct knell_buffer){
		.data = data, .size = size, .drain = drain, .fd = fd
	};
}

bool knell_output_is_stdout(const char *path)
{
	return path && knell_text_equal(path, "-");
}

long knell_output_create(const char *path)
{
	long fd = knell_output_is_stdout(path)
			  ? sys_fcntl(1, K_F_DUPFD_CLOEXEC, 3)
			  : sys_openat(K_AT_FDCWD, path,
				    K_O_WRONLY | K_O_CREAT | K_O_TRUNC |
					    K_O_CLOEXEC | K_O_NOCTTY,
				    0666);

	if (fd < 0)
		knell_complain("cannot write", path, fd);
	return fd;
}

bool knell_output_is_terminal(int fd)
{
	/* struct termios, the kernel's: 36 bytes on all machines here. */
	char settings[64];

	return sys_ioctl(fd, K_TCGETS, settings) == 0;
}

bool knell_color_parse(const char *word, enum knell_color *ret_color)
{
	static const char *const words[] = { "auto", "always", "never" };

	for (int i = 0; i < 3; i++) {
		if (knell_text_equal(word, words[i])) {
			*ret_color = (enum knell_color)i;
			return true;
		}
	}
	return false;
}

bool knell_color_use(enum knell_color color, int fd,
	const struct knell_invocation *invocation)
{
	const char *no_color =
		knell_start_variable(invocation->start, "NO_COLOR");
	const char *term = knell_start_variable(invocation->start, "TERM");

	if (color != KNELL_COLOR_AUTO)
		return color == KNELL_COLOR_ALWAYS;
	if (no_color && *no_color)
		return false;
	if (term && knell_text_equal(term, "dumb"))
		return false;
	return knell_output_is_terminal(fd);
}
