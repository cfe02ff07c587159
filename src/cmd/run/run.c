/* SPDX-License-Identifier: MIT */
/* `knell run`: the options, and the order of things. */
#include "cmd/command.h"

static int run(const struct knell_invocation *invocation)
{
	(void)invocation;
	return KNELL_EXIT_FAILED;
}

const struct knell_command knell_command_run = {
	.name = "run",
	.summary = "run a program, and tell why it died if it does",
	.usage = "usage: knell run [OPTIONS] PROGRAM [ARGUMENTS]\n",
	.run = run,
};
