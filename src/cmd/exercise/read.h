/* SPDX-License-Identifier: MIT */
/* Values as tracers write them: numbers, names, structs. */
#ifndef KNELL_CMD_EXERCISE_READ_H
#define KNELL_CMD_EXERCISE_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "knell/set.h"

/* The number that a text begins with: 10, -1, 0x5e1f, 3<anon_inode:..>. */
bool exercise_read_number(const char *text, int64_t *ret_value);
/* SIGUSR1, USR1, SIGRT_2, RT_2, 10. Return: the number, or -1. */
int exercise_read_signal(const char *text);
/* [USR1 RT_2], ~[] for all. */
bool exercise_read_set(const char *text, struct knell_set *ret_set);
/* The value of `name=` in a struct. Return: false where there is none. */
bool exercise_read_member(
	const char *text, const char *name, char *ret_value, size_t size);
/* Whether flags or a constant are those of `name`, or their short forms. */
bool exercise_is_name(const char *text, const char *name);

#endif
