/* SPDX-License-Identifier: MIT */
/* The command: a table of subcommands. */
#include "base/text.h"
#include "cmd/command.h"
#include "sys/process.h"

_Noreturn void knell_start(unsigned long *stack);

_Noreturn void knell_start(unsigned long *stack)
{
	(void)stack;
	sys_exit_group(0);
}
