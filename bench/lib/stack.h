/* SPDX-License-Identifier: MIT */
/*
 * A stack to unwind, the same for every unwinder that is measured: 50
 * functions in the shapes that compilers make of them.
 */
#ifndef KNELL_BENCH_STACK_H
#define KNELL_BENCH_STACK_H

/* Calls `unwind` at the bottom of the stack. */
void bench_on_stack(unsigned (*unwind)(void));

/*
 * What each peer's main does: times `unwind`, which returns how many frames
 * it saw, and prints the frames of a trace, nanoseconds a frame and
 * nanoseconds of the process's first trace. Return: main's exit status.
 */
int bench_unwinder(unsigned (*unwind)(void));

#endif
