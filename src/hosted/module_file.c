/* SPDX-License-Identifier: MIT */
/* The file that a module of the record was loaded from. */
#include "hosted/module_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int open_module(const struct knell_session *session, uint32_t module)
{
	const char *path = session->record->modules[module].path;

	for (size_t i = 0; i < session->fd_count; i++)
		if (session->fds[i].module == module)
			return fcntl(session->fds[i].fd, F_DUPFD_CLOEXEC, 0);
	/* The vDSO and the like have no file. */
	if (!path || *path != '/') {
		errno = 0;
		return -1;
	}
	return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

/* What has no build ID is told by its name alone. */
static bool is_same_build(
	const struct knell_module *module, const struct knell_elf *elf)
{
	char found[65];

	if (!knell_elf_build_id(elf, found))
		return !module->build_id && !module->mismatch;
	return module->build_id && !strcmp(module->build_id, found);
}

int knell_module_map(const struct knell_session *session, uint32_t module,
	struct knell_elf *ret_elf, const char **ret_reason)
{
	int fd = open_module(session, module);

	*ret_reason = NULL;
	if (fd < 0) {
		if (errno)
			*ret_reason = strerror(errno);
	} else if (knell_elf_map(ret_elf, fd) < 0) {
		*ret_reason = "it is no ELF file now";
	} else if (!is_same_build(&session->record->modules[module], ret_elf)) {
		*ret_reason = "it is of another build now";
		knell_elf_close(ret_elf);
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}
