/* SPDX-License-Identifier: MIT */
/* Leaving a handler, or any function, for a place that was saved before. */
#ifndef KNELL_JUMP_H
#define KNELL_JUMP_H

#include <knell/arch.h>
#include <knell/public.h>
#include <knell/set.h>
#include <knell/stack.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is saved besides the registers, and put back by the jump. */
/* Which signals are blocked: one system call each way. */
#define KNELL_JUMP_MASK 1U
/*
 * The alternate stack: one system call each way. A handler that is entered on
 * a stack with KNELL_STACK_AUTODISARM has none until it returns: who jumps out
 * of one wants this.
 */
#define KNELL_JUMP_STACK 2U
/*
 * How floating-point numbers are rounded, which of their exceptions trap, how
 * subnormals count; not which exceptions were raised. A handler on x86 and
 * ppc64le starts with the defaults: who jumps out of one and has changed them
 * wants this.
 */
#define KNELL_JUMP_FLOAT 4U

/* A saved place. To be copied with care, and only as a whole. */
struct knell_jump {
	/* First what is saved, then the registers: arch/<arch>/jump.S. */
	unsigned long registers[KNELL_ARCH_JUMP_WORDS];
	uint64_t float_control;
	struct knell_set mask;
	struct knell_stack stack;
};

/**
 * knell_jump_save - save where the program is, for knell_jump_to
 * @ret_point: the place
 * @what: KNELL_JUMP_MASK, KNELL_JUMP_STACK, KNELL_JUMP_FLOAT, or 0: the
 * registers alone
 *
 * It returns a second time when knell_jump_to is called. The function that
 * called it must not have returned by then, and those of its local variables
 * that changed meanwhile must be volatile.
 *
 * All registers are saved that a function keeps for its caller, those for
 * floating-point numbers and vectors included.
 *
 * Return: 0 at first; the second time, the value that knell_jump_to was given;
 * -EINVAL when @what has other bits: then @ret_point must not be jumped to.
 * Context: AS-Safe, MT-Safe.
 * Source: setjmp(3), sigsetjmp(3), the psABI of each machine.
 */
KNELL_PUBLIC KNELL_TWICE int knell_jump_save(
	struct knell_jump *ret_point, unsigned what);

/**
 * knell_jump_to - go on where knell_jump_save was called
 * @point: the place, saved by the same thread
 * @value: what knell_jump_save returns there; a 0 arrives as 1
 *
 * It leaves handlers and alternate stacks. First it leaves the stack, then it
 * puts the alternate stack back and then the mask, so that a signal that is
 * unblocked finds both as they were. Without KNELL_JUMP_MASK in the saved
 * place, what a handler's start has blocked stays blocked.
 *
 * What was called in between does not come to its end: nothing is unlocked or
 * freed, and in C++ no destructor runs. The same holds for what a handler
 * interrupted: it may jump only where that is left as it should be.
 *
 * With a shadow stack (x86_64), its entries are passed over, if the library is
 * built for that: with -fcf-protection=return, which also marks it, so that
 * programs are started with one. A place on another shadow stack, or one that
 * has been returned from, ends the program with SIGILL or SIGSEGV instead.
 *
 * Context: AS-Safe, MT-Safe. Uses 512 bytes of the stack that it goes to.
 * Source: longjmp(3), siglongjmp(3), sigaltstack(2).
 */
KNELL_PUBLIC KNELL_NORETURN void knell_jump_to(
	const struct knell_jump *point, int value);

#ifdef __cplusplus
}
#endif

#endif
