/* SPDX-License-Identifier: MIT */
/*
 * A chain of calls whose last faults, for tests that unwind from a handler
 * through the trampoline. The fault is the very first instruction of
 * knell_test_fault, so its address less one belongs to another function: an
 * unwinder that does not know the signal frame for one names that instead.
 */
#ifndef KNELL_TEST_TRAMPOLINE_H
#define KNELL_TEST_TRAMPOLINE_H

#include <signal.h>

#include "knell/action.h"
#include "signal/trampoline.h"

__asm__(".pushsection .text\n"
	".globl knell_test_before\n"
	".type knell_test_before, @function\n"
	"knell_test_before:\n"
	"	.cfi_startproc\n"
	"	ud2\n"
	"	.cfi_endproc\n"
	".size knell_test_before, . - knell_test_before\n"
	".globl knell_test_fault\n"
	".type knell_test_fault, @function\n"
	"knell_test_fault:\n"
	"	.cfi_startproc\n"
	"	ud2\n"
	"	ret\n"
	"	.cfi_endproc\n"
	".size knell_test_fault, . - knell_test_fault\n"
	".popsection\n");

void knell_test_fault(void);

/* Nothing of these may be inlined or be a tail call. */
static __attribute__((noinline)) void inner_caller(void)
{
	knell_test_fault();
	__asm__ volatile("");
}

static __attribute__((noinline)) void outer_caller(void)
{
	inner_caller();
	__asm__ volatile("");
}

/* To libknell's own trampoline, also where it is used without a vDSO only. */
static inline void handle_fault(unsigned long flags, void (*handler)(int))
{
	struct knell_action action = { .handler = handler,
		.flags = flags | KNELL_ACTION_RESTORER,
		.restorer = flags & KNELL_ACTION_SIGINFO ? K_TRAMPOLINE_INFO
							 : K_TRAMPOLINE_PLAIN };

	knell_action_set(SIGILL, &action, NULL);
}

static __attribute__((noinline, unused)) void fault_with(
	unsigned long flags, void (*handler)(int))
{
	handle_fault(flags, handler);
	outer_caller();
	__asm__ volatile("");
}

#endif
