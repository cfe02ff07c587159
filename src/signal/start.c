/* SPDX-License-Identifier: MIT */
/* What the kernel gives to a program, looked up; and its end. */
#include "knell/start.h"
#include "abi/auxv.h"
#include "abi/errno.h"
#include "base/text.h"
#include "sys/process.h"

char *knell_start_variable(const struct knell_start *start, const char *name)
{
	size_t length = knell_text_length(name);

	for (char **at = start->environment; *at; at++)
		if (knell_text_starts(*at, name) && (*at)[length] == '=')
			return *at + length + 1;
	return NULL;
}

int knell_start_value(const struct knell_start *start, unsigned long type,
	unsigned long *ret_value)
{
	if (!start || !ret_value)
		return -EFAULT;
	for (const unsigned long *at = start->auxv; at[0] != K_AT_NULL; at += 2)
		if (at[0] == type) {
			*ret_value = at[1];
			return 0;
		}
	return -ENOENT;
}

void knell_start_exit(int status)
{
	sys_exit_group(status);
}
