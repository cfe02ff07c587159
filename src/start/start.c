/* SPDX-License-Identifier: MIT */
/* From _start to the program: not part of libknell, but of knell-start.o. */
#include "knell/start.h"
#include "sys/process.h"

/* The stack as the kernel laid it out: see exec.c and binfmt_elf.c there. */
_Noreturn void knell_start(unsigned long *stack);

_Noreturn void knell_start(unsigned long *stack)
{
	struct knell_start start = {
		.argc = (int)stack[0],
		.argv = (char **)(stack + 1),
	};

	start.environment = start.argv + start.argc + 1;
	char **end = start.environment;

	while (*end)
		end++;
	start.auxv = (unsigned long *)(end + 1);
	sys_exit_group(knell_main(&start));
}
