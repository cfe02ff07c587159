/* SPDX-License-Identifier: MIT */
/* Real ELF files of this system, for tests to read, and tools that tell what
 * is in them. */
#ifndef KNELL_TEST_ELF_FILES_H
#define KNELL_TEST_ELF_FILES_H

#include <stdio.h>

#include "crash/elf.h"

/*
 * Opens up to `max` programs and libraries, the same ones in each run, and
 * calls `visit` with each. Return: how many there were.
 */
unsigned elf_files_visit(
	unsigned max, void (*visit)(const char *path, struct knell_elf *elf));
/* Opens one; false when it is no ELF file. */
bool elf_file_open(const char *path, struct knell_elf *ret_elf);
/* popen(3) of a format with one or two strings. */
FILE *elf_tool(const char *format, const char *one, const char *other);

#endif
