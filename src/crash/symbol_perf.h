/* SPDX-License-Identifier: MIT */
/* Names of code that a program made itself, from its perf map file. */
#ifndef KNELL_CRASH_SYMBOL_PERF_H
#define KNELL_CRASH_SYMBOL_PERF_H

#include "crash/symbol.h"

/*
 * Names those of the lookups, sorted by run-time address, that lie in no
 * image but in executable memory; each text goes to the arena and to
 * texts[i]. Source: tools/perf/Documentation/jit-interface.txt.
 */
void knell_perf_name(struct knell_modules *modules,
	struct knell_lookup *lookups, char **texts, size_t count);

#endif
