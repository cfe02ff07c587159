/* SPDX-License-Identifier: MIT */
/* The signals whose handlers are running, from their frames on the stack. */
#ifndef KNELL_CRASH_HANDLED_H
#define KNELL_CRASH_HANDLED_H

#include "crash/threads.h"

/*
 * Finds the first cause: where a handler for a fault was running and passed
 * it on, the fault becomes record->cause.signal and what killed the final
 * signal, and `crashed` gets the registers of the fault. Else the signal being
 * handled is noted.
 */
void knell_handled_capture(
	struct knell_modules *modules, struct knell_crashed_thread *crashed);

#endif
