/* SPDX-License-Identifier: MIT */
/* The names of system calls, by machine and number. */
#include "arch/machine.h"
#include "base/memory.h"

struct call_row {
	const char *name;
	/* By enum knell_call_column; -1: there is none. */
	int16_t numbers[KNELL_CALL_COLUMNS];
};

static const struct call_row calls[] = {
#define CALL(name, ...) { #name, { __VA_ARGS__ } },
#include "arch/calls.def"
#undef CALL
};

const char *knell_machine_call_name(
	const struct knell_machine *machine, uint64_t number)
{
	for (size_t i = 0; i < KNELL_COUNT(calls); i++) {
		int16_t row_number = calls[i].numbers[machine->call_column];

		if (row_number >= 0 && (uint64_t)row_number == number)
			return calls[i].name;
	}
	return NULL;
}
