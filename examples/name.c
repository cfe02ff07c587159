/* SPDX-License-Identifier: MIT */
/* What the signals are called, what they tell and what they do. */
#include <knell.h>
#include <stdio.h>

int main(void)
{
	char name[KNELL_NAME_BYTES];

	for (int signal = 1; signal <= KNELL_SIGRTMIN; signal++)
		printf("%2d %-9s %s%s\n", signal,
			knell_signal_name(signal, name),
			knell_signal_describe(signal),
			knell_signal_default(signal) == KNELL_DEFAULT_CORE
				? ", with a core dump"
				: "");
	printf("%s: %s\n", knell_code_name(KNELL_SIGSEGV, KNELL_SEGV_MAPERR),
		knell_code_describe(KNELL_SIGSEGV, KNELL_SEGV_MAPERR));
	return knell_signal_from_name("TERM") != KNELL_SIGTERM;
}
