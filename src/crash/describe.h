/* SPDX-License-Identifier: MIT */
/* What an address points at, in words. */
#ifndef KNELL_CRASH_DESCRIBE_H
#define KNELL_CRASH_DESCRIBE_H

#include "crash/module.h"

/*
 * What a register's or a stack word's value points at: a symbol, a module,
 * the stack of a thread, the heap, a short text. NULL: at nothing.
 */
char *knell_describe_address(struct knell_modules *modules, uint64_t value);

#endif
