/* SPDX-License-Identifier: MIT */
/* Threads without their memory: arch/<arch>/thread.S and one use of it. */
#ifndef KNELL_SIGNAL_THREAD_MACHINE_H
#define KNELL_SIGNAL_THREAD_MACHINE_H

#include <stdint.h>

/*
 * The system call clone, of a thread on another stack, which begins with the
 * address of a function and its argument. Return: the thread; -Exxx.
 */
long knell_thread_clone(long number, const long arguments[5]);

/* Of the calling thread. Return: 0; -Exxx. */
long knell_thread_set_pointer(void *pointer);

/*
 * Starts a thread with its stack below `top` (16 bytes aligned); `entry` does
 * not return. The kernel writes ret_tid, and 0 to *running after the end.
 * Return: 0; -Exxx.
 */
int knell_thread_clone_on(void *top, void (*entry)(void *), void *argument,
	int *ret_tid, uint32_t *running);

#endif
