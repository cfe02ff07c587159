/* SPDX-License-Identifier: MIT */
/* Saying what went wrong, in one line, with what it means. */
#include "abi/errno.h"
#include "base/memory.h"
#include "base/options.h"
#include "base/text.h"
#include "cmd/command.h"
#include "sys/file.h"

static const struct {
	int error;
	const char *text;
} texts[] = {
	{ EPERM, "not permitted" },
	{ ENOENT, "no such file or directory" },
	{ ESRCH, "no such process" },
	{ EIO, "input/output error" },
	{ ENXIO, "there is no such device, or nobody reads the FIFO" },
	{ E2BIG, "the arguments are too long" },
	{ ENOEXEC, "not a format that this system can run" },
	{ EBADF, "not open" },
	{ EAGAIN, "a limit was reached or there is no memory" },
	{ ENOMEM, "out of memory" },
	{ EACCES, "permission denied" },
	{ EFAULT, "a bad address" },
	{ EEXIST, "it exists already" },
	{ ENOTDIR, "a part of the path is not a directory" },
	{ EISDIR, "it is a directory" },
	{ EINVAL, "not valid" },
	{ ENFILE, "too many open files in the system" },
	{ EMFILE, "too many open files" },
	{ ETXTBSY, "the file is open for writing" },
	{ EFBIG, "over the limit for a file's size" },
	{ ENOSPC, "no space left on the device" },
	{ EROFS, "the file system is read-only" },
	{ EPIPE, "nobody reads the pipe" },
	{ ENAMETOOLONG, "the name is too long" },
	{ ENOSYS, "the kernel has no such system call" },
	{ ELOOP, "too many symbolic links" },
	{ EPROTO, "of a version not known here" },
	{ EBADMSG, "damaged" },
	{ ENOTSUP, "not supported" },
	{ ETIMEDOUT, "it took too long" },
};

const char *knell_error_text(long error)
{
	for (size_t i = 0; i < KNELL_COUNT(texts); i++)
		if (texts[i].error == -error)
			return texts[i].text;
	return NULL;
}

void knell_complain(const char *text, const char *detail, long error)
{
	char line[1024];
	struct knell_buffer out = KNELL_BUFFER(line);

	/* Room for the end, however long the detail is. */
	out.size -= 64;
	knell_put_text(&out, "knell: ");
	knell_put_text(&out, text);
	if (detail) {
		knell_put_text(&out, " '");
		knell_put_printable(&out, detail);
	}
	out.size += 64;
	if (detail)
		knell_put_char(&out, '\'');
	if (error) {
		const char *meaning = knell_error_text(error);

		knell_put_text(&out, ": ");
		knell_put_text(&out, meaning ? meaning : "error ");
		if (!meaning)
			knell_put_signed(&out, -error);
	}
	knell_put_char(&out, '\n');
	sys_write(2, out.data, out.used);
}

int knell_complain_option(const char *command, int row, const char *argument)
{
	char text[80];
	struct knell_buffer out = KNELL_BUFFER(text);

	if (row == KNELL_OPTIONS_NO_VALUE) {
		knell_put_text(&out, "a value is missing after");
	} else if (row == KNELL_OPTIONS_NEEDLESS_VALUE) {
		knell_put_text(&out, "no value goes with");
	} else {
		knell_put_text(&out, "no such option (knell help ");
		knell_put_text(&out, command);
		knell_put_text(&out, " lists them):");
	}
	knell_complain(knell_buffer_text(&out), argument, 0);
	return KNELL_EXIT_USAGE;
}
