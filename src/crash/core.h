/* SPDX-License-Identifier: MIT */
/* The target that is a core file, of any machine known here. */
#ifndef KNELL_CRASH_CORE_H
#define KNELL_CRASH_CORE_H

#include "crash/elf.h"
#include "crash/file_map.h"
#include "crash/target.h"

/* One thread's NT_PRSTATUS. */
struct knell_core_thread {
	int32_t tid;
	const uint8_t *registers;
	size_t registers_size;
};

/* A file that was mapped; by NT_FILE. */
struct knell_core_file {
	uint64_t start, end, offset;
	char *path;
	/* How many entries back the start of the same file is, if it is. */
	size_t from_first;
	bool has_first;
	/* Its bytes, for memory that was not dumped; once asked for. */
	struct knell_file_map bytes;
	bool opened;
};

struct knell_core_target {
	struct knell_target target;
	struct knell_elf elf;
	struct knell_arena *arena;
	const char *sysroot; /* "" for our own root directory */
	struct knell_core_thread *threads;
	size_t thread_count, thread_room;
	struct knell_core_file *files;
	size_t file_count;
	struct knell_bytes info, auxv, process;
	int32_t signal;
	/* Why knell_core_open returned -EILSEQ or -ENOTSUP, to be said before
	 * the file's name; or NULL. */
	const char *refused;
	/* Bytes that the program headers promise and the file lacks. */
	uint64_t missing;
};

/*
 * Opens the core file `fd`, which the caller closes. Files it names are looked
 * for below `sysroot` (NULL: in our own root directory).
 * Return: 0; -ENOEXEC when it is no core file; -EILSEQ for one of the other
 * byte order; -ENOTSUP for a machine not known, or with other numbers of
 * signals; -EBADMSG when it tells of no thread; -ENOMEM when the arena is too
 * small; what mapping it returned.
 */
int knell_core_open(struct knell_core_target *core, int fd,
	struct knell_arena *arena, const char *sysroot);
void knell_core_close(struct knell_core_target *core);

#endif
