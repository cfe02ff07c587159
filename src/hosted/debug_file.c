/* SPDX-License-Identifier: MIT */
/* The file of a module, and the debug information that belongs to it. */
#include "hosted/debug_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hosted/inflate.h"
#include "hosted/module_file.h"

enum { BUILD_ID_MAX = 64, NS_PER_S = 1000000000 };

/*
 * debuginfod's own limit is 90 seconds without progress, for each file. With
 * a deadline it gets what is left; when nothing is, it is not asked.
 */
static void limit_debuginfod(struct knell_session *session)
{
	uint64_t left = knell_session_left_ns(session) / NS_PER_S;
	const char *own = getenv("DEBUGINFOD_MAXTIME");
	char text[24];

	if (!session->deadline_ns || !getenv("DEBUGINFOD_URLS"))
		return;
	if (!left) {
		const char *const words[] = { "debuginfod was not asked for "
					      "more: no time was left",
			NULL };

		unsetenv("DEBUGINFOD_URLS");
		knell_session_note(session, words);
		return;
	}
	if (own && strtoull(own, NULL, 10) - 1 < left)
		return;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)left);
	setenv("DEBUGINFOD_MAXTIME", text, 1);
}

static int find_debug_info(Dwfl_Module *handle, void **user, const char *name,
	Dwarf_Addr base, const char *file_name, const char *link, GElf_Word crc,
	char **ret_name);

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = find_debug_info,
};

/* What is known of a file whose debug information is separate. */
struct wanted {
	const unsigned char *id;
	size_t id_size; /* 0: it has no build ID */
	const char *file_name, *link;
	GElf_Word crc;
};

/*
 * A debug file by build ID, by name, of debuginfod. elfutils searches for a
 * module of its own here: one that it searches for it also opens.
 */
static int search(struct knell_session *session, const struct wanted *wanted,
	char **ret_name)
{
	Dwfl *dwfl = dwfl_begin(&callbacks);
	Dwfl_Module *handle;
	int fd = -1;

	if (!dwfl)
		return -1;
	limit_debuginfod(session);
	dwfl_report_begin(dwfl);
	handle = dwfl_report_module(dwfl, "", 0, 1);
	if (handle && wanted->id_size &&
		dwfl_module_report_build_id(
			handle, wanted->id, wanted->id_size, 0))
		handle = NULL;
	if (handle && !dwfl_report_end(dwfl, NULL, NULL))
		fd = dwfl_standard_find_debuginfo(handle, NULL, NULL, 0,
			wanted->file_name, wanted->link, wanted->crc, ret_name);
	dwfl_end(dwfl);
	return fd;
}

/* elfutils asks for a debug file. */
static int find_debug_info(Dwfl_Module *handle, void **user, const char *name,
	Dwarf_Addr base, const char *file_name, const char *link, GElf_Word crc,
	char **ret_name)
{
	struct knell_debug_file *file = *user;
	struct wanted wanted = {
		.file_name = file_name, .link = link, .crc = crc
	};
	GElf_Addr address;
	int length = dwfl_module_build_id(handle, &wanted.id, &address);

	(void)name;
	(void)base;
	wanted.id_size = length > 0 ? (size_t)length : 0;
	int fd = search(file->session, &wanted, ret_name);
	int copy = fd >= 0 ? knell_inflate(fd) : -1;

	if (copy < 0)
		return fd;
	close(fd);
	return copy;
}

static size_t parse_build_id(const char *hex, unsigned char id[BUILD_ID_MAX])
{
	size_t length = 0;
	unsigned byte;

	while (*hex && length < BUILD_ID_MAX &&
		sscanf(hex, "%2x", &byte) == 1 && hex[1]) {
		id[length++] = (unsigned char)byte;
		hex += 2;
	}
	return *hex ? 0 : length;
}

/* A debug file whose program is not at hand. */
static int find_by_build_id(struct knell_debug_file *file)
{
	const char *hex = file->module->build_id;
	unsigned char id[BUILD_ID_MAX];
	struct wanted wanted = { .id = id,
		.id_size = hex ? parse_build_id(hex, id) : 0 };
	char *name = NULL;
	int fd = wanted.id_size ? search(file->session, &wanted, &name) : -1;

	free(name);
	return fd;
}

/* Makes it known to elfutils, which takes the descriptor. */
static bool report(struct knell_debug_file *file, int fd)
{
	int copy = knell_inflate(fd);
	void **user;

	if (copy >= 0) {
		close(fd);
		fd = copy;
	}
	file->dwfl = dwfl_begin(&callbacks);
	if (file->dwfl) {
		/* Debug files are looked for beside this path. */
		const char *path = file->module->path;

		dwfl_report_begin(file->dwfl);
		file->handle = dwfl_report_elf(
			file->dwfl, "module", path ? path : "", fd, 0, true);
	}
	if (!file->handle || dwfl_report_end(file->dwfl, NULL, NULL)) {
		if (!file->handle)
			close(fd);
		return false;
	}
	dwfl_module_info(
		file->handle, &user, NULL, NULL, NULL, NULL, NULL, NULL);
	*user = file;
	return true;
}

bool knell_debug_file_open(struct knell_debug_file *file,
	struct knell_session *session, uint32_t module)
{
	*file = (struct knell_debug_file){
		.session = session,
		.module = &session->record->modules[module],
	};
	const char *reason;
	struct knell_elf elf;
	int fd = knell_module_map(session, module, &elf, &reason);

	if (fd >= 0)
		knell_elf_close(&elf);
	if (fd < 0)
		fd = find_by_build_id(file);
	if (fd < 0 && reason) {
		const char *const words[] = { "no lines for ",
			file->module->path, ": ", reason, NULL };

		knell_session_note(session, words);
	}
	if (fd >= 0 && report(file, fd))
		return true;
	knell_debug_file_close(file);
	return false;
}

bool knell_debug_file_load(struct knell_debug_file *file)
{
	file->units.dwarf = dwfl_module_getdwarf(file->handle, &file->bias);
	return file->units.dwarf;
}

void knell_debug_file_close(struct knell_debug_file *file)
{
	knell_units_close(&file->units);
	if (file->dwfl)
		dwfl_end(file->dwfl);
	file->dwfl = NULL;
}
