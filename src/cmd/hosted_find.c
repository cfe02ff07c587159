/* SPDX-License-Identifier: MIT */
/* Where knell-report is: beside this program, or in PATH. */
#include "abi/errno.h"
#include "base/text.h"
#include "cmd/hosted_steps.h"
#include "sys/file.h"

static const char name[] = "/knell-report";

static bool is_program(const char *path)
{
	struct k_statx stat;

	return !sys_statx(K_AT_FDCWD, path, 0, K_STATX_BASIC_STATS, &stat) &&
	       (stat.mode & K_S_IFMT) == K_S_IFREG && stat.mode & 0111;
}

static bool try_directory(const char *directory, size_t length,
	char path[KNELL_HOSTED_PATH_BYTES])
{
	struct knell_buffer out = {
		.data = path, .size = KNELL_HOSTED_PATH_BYTES, .fd = -1
	};

	knell_put_bytes(&out, directory, length);
	knell_put_text(&out, name);
	return out.used < out.size && is_program(knell_buffer_text(&out));
}

static bool try_beside(char path[KNELL_HOSTED_PATH_BYTES])
{
	char self[KNELL_HOSTED_PATH_BYTES];
	long length = sys_readlinkat(
		K_AT_FDCWD, "/proc/self/exe", self, sizeof(self) - 1);

	if (length <= 0)
		return false;
	self[length] = '\0';
	const char *slash = knell_text_last(self, '/');

	return slash && try_directory(self, (size_t)(slash - self), path);
}

int knell_hosted_find(const struct knell_invocation *invocation,
	char path[KNELL_HOSTED_PATH_BYTES])
{
	const char *list = knell_start_variable(invocation->start, "PATH");

	if (try_beside(path))
		return 0;
	while (list && *list) {
		const char *colon = knell_text_find(list, ':');
		size_t length = colon ? (size_t)(colon - list)
				      : knell_text_length(list);

		/* Not by a relative name: the program's directory is its. */
		if (*list == '/' && try_directory(list, length, path))
			return 0;
		list = colon ? colon + 1 : NULL;
	}
	return -ENOENT;
}
