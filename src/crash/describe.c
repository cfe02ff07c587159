/* SPDX-License-Identifier: MIT */
/* What an address points at, in words. */
#include "crash/describe.h"

#include "crash/symbol.h"

char *knell_describe_address(struct knell_modules *modules, uint64_t value)
{
	return knell_symbols_describe(modules, value);
}
