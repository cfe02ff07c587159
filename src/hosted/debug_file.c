/* SPDX-License-Identifier: MIT */
/* The file of a module, and the debug information that belongs to it. */
#include "hosted/debug_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hosted/module_file.h"

enum { BUILD_ID_MAX = 64, PATH_BYTES = 192, NS_PER_S = 1000000000 };

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

/* elfutils asks for a debug file: by name, of debuginfod. */
static int find_debug_info(Dwfl_Module *handle, void **user, const char *name,
	Dwarf_Addr base, const char *file_name, const char *link, GElf_Word crc,
	char **ret_name)
{
	struct knell_debug_file *file = *user;

	if (file)
		limit_debuginfod(file->session);
	return dwfl_standard_find_debuginfo(
		handle, user, name, base, file_name, link, crc, ret_name);
}

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = find_debug_info,
};

/* By build ID, where distributions install it. elfutils would find it too,
 * but open it at once: before it could be unpacked. */
static int open_installed(const char *id, char path[PATH_BYTES])
{
	struct knell_elf elf;
	char found[65];

	if (!id || strlen(id) < 3 ||
		strspn(id, "0123456789abcdef") < strlen(id))
		return -1;
	snprintf(path, PATH_BYTES, "/usr/lib/debug/.build-id/%.2s/%s.debug", id,
		id + 2);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (!knell_elf_map(&elf, fd)) {
		bool same =
			knell_elf_build_id(&elf, found) && !strcmp(found, id);

		knell_elf_close(&elf);
		if (same)
			return fd;
	}
	close(fd);
	return -1;
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

/* Asks debuginfod for the debug file of a program that is not at hand. */
static int download(struct knell_session *session, const char *hex)
{
	unsigned char id[BUILD_ID_MAX];
	size_t size = hex ? parse_build_id(hex, id) : 0;
	Dwfl *dwfl = size ? dwfl_begin(&callbacks) : NULL;
	Dwfl_Module *handle;
	char *name = NULL;
	int fd = -1;

	if (!dwfl)
		return -1;
	limit_debuginfod(session);
	dwfl_report_begin(dwfl);
	handle = dwfl_report_module(dwfl, "", 0, 1);
	if (handle && !dwfl_module_report_build_id(handle, id, size, 0) &&
		!dwfl_report_end(dwfl, NULL, NULL))
		fd = dwfl_standard_find_debuginfo(
			handle, NULL, NULL, 0, NULL, NULL, 0, &name);
	free(name);
	dwfl_end(dwfl);
	return fd;
}

/* From memory elfutils takes files only where it decides their addresses. */
static Dwfl_Module *report_to(
	struct knell_debug_file *file, int fd, const char *path)
{
	struct knell_unpacked *unpacked = &file->unpacked;
	Dwfl_Module *handle;

	dwfl_report_begin(file->dwfl);
	if (!knell_inflate(fd, unpacked)) {
		handle = dwfl_report_elf(
			file->dwfl, "module", path, fd, 0, true);
		if (!handle)
			close(fd);
		return handle;
	}
	close(fd);
	return dwfl_report_offline_memory(
		file->dwfl, "module", path, unpacked->data, unpacked->size);
}

/* Makes a file known to elfutils, and takes the descriptor. Debug files by
 * name are looked for beside the path. */
static bool report(struct knell_debug_file *file, int fd, const char *path)
{
	void **user;

	file->dwfl = dwfl_begin(&callbacks);
	if (!file->dwfl) {
		close(fd);
		return false;
	}
	file->handle = report_to(file, fd, path ? path : "");
	if (!file->handle || dwfl_report_end(file->dwfl, NULL, NULL) ||
		!dwfl_module_getelf(file->handle, &file->base))
		return false;
	dwfl_module_info(
		file->handle, &user, NULL, NULL, NULL, NULL, NULL, NULL);
	*user = file;
	return true;
}

/*
 * Of the file that ran and the debug file of the same build the one is opened
 * that has the debug information; the other has nothing that it has not.
 */
static bool open_best(
	struct knell_debug_file *file, uint32_t module, const char **ret_reason)
{
	const char *id = file->module->build_id;
	char path[PATH_BYTES];
	struct knell_section section;
	struct knell_elf elf;
	bool complete = false;
	int fd = knell_module_map(file->session, module, &elf, ret_reason);

	if (fd >= 0) {
		complete =
			knell_elf_find_section(&elf, ".debug_info", &section);
		knell_elf_close(&elf);
	}
	int debug = complete ? -1 : open_installed(id, path);

	if (fd < 0 && debug < 0) {
		debug = download(file->session, id);
		*path = '\0';
	}
	if (debug < 0)
		return fd >= 0 && report(file, fd, file->module->path);
	if (fd >= 0)
		close(fd);
	*ret_reason = NULL;
	return report(file, debug, path);
}

bool knell_debug_file_open(struct knell_debug_file *file,
	struct knell_session *session, uint32_t module)
{
	const char *reason;

	*file = (struct knell_debug_file){
		.session = session,
		.module = &session->record->modules[module],
	};
	if (open_best(file, module, &reason))
		return true;
	if (reason) {
		const char *const words[] = { "no lines for ",
			file->module->path, ": ", reason, NULL };

		knell_session_note(session, words);
	}
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
	knell_inflate_free(&file->unpacked);
}
