/* SPDX-License-Identifier: MIT */
/* The threads of a target: registers, stack and trace of each. */
#ifndef KNELL_CRASH_THREADS_H
#define KNELL_CRASH_THREADS_H

#include "crash/module.h"
#include "crash/target.h"
#include "crash/unwind.h"

/* What a trace of the crashed thread met, beyond its frames. */
struct knell_crashed_thread {
	struct knell_registers registers;
	bool has_registers;
	/* Signals being handled, the latest first. */
	struct knell_unwind_signal signals[KNELL_UNWIND_SIGNALS_MAX];
	uint32_t signal_count;
};

/*
 * Fills record->threads, the crashed one first, from the live target.
 * Return: 0; -ENOMEM when there is no room for the list itself.
 */
int knell_threads_capture(struct knell_modules *modules, uint32_t frames_max,
	struct knell_crashed_thread *ret_crashed);

#endif
