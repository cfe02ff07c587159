/* SPDX-License-Identifier: MIT */
/* The file that `knell report` is given: opened, told apart, read. */
#ifndef KNELL_CMD_REPORT_INPUT_H
#define KNELL_CMD_REPORT_INPUT_H

#include <stdbool.h>

#include "base/arena.h"

/* No text of records is longer: they are read as a whole. */
enum { KNELL_INPUT_TEXT_MAX = 1 << 29 };

/*
 * A descriptor to read from at any place; "-" is standard input. What comes
 * through a pipe is kept in memory first.
 * Return: the descriptor; -EFBIG when that is too long and no core; what a
 * system call returned.
 */
long knell_input_open(const char *path);
bool knell_input_is_elf(int fd);
/* All of it. Return: its size; -EFBIG when the arena is too small; what a
 * system call returned. */
long knell_input_read(int fd, struct knell_arena *arena, char **ret_text);

#endif
