/* SPDX-License-Identifier: MIT */
/* crasher NAME dies as NAME says; without a name it lists them. */
#include "crasher.h"

#include <stdio.h>
#include <string.h>

static const struct death *const lists[] = { memory_deaths, control_deaths,
	signal_deaths, thread_deaths, process_deaths };

__attribute__((noinline)) static int run_case(const char *name)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		for (const struct death *at = lists[i]; at->name; at++) {
			if (strcmp(at->name, name))
				continue;
			at->die();
			return 0;
		}
	}
	fprintf(stderr, "crasher: no such death: %s\n", name);
	return 2;
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		int status = run_case(argv[1]);

		NO_TAIL_CALL;
		return status;
	}
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (const struct death *at = lists[i]; at->name; at++)
			puts(at->name);
	return 0;
}
