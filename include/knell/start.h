/* SPDX-License-Identifier: MIT */
/*
 * Programs without a libc. They are linked with knell-start.o, which has
 * `_start`, and begin with knell_main, which they define:
 *
 *	cc -nostdlib -static -ffreestanding -fno-stack-protector program.c \
 *		$(pkg-config --cflags knell) \
 *		$(pkg-config --variable=start knell) \
 *		$(pkg-config --libs knell)
 *
 * There are no constructors and destructors, and nothing is done at the exit.
 * Nobody relocates the program: it must not be linked with -static-pie.
 *
 * knell-start.o also has memcpy, memmove, memset and memcmp, which compilers
 * call by themselves; they are weak, and the program may define its own. What
 * else compilers call, such as the division of 64-bit numbers by 32-bit
 * machines, is in libgcc: -lgcc.
 *
 * System calls that no header here has are made by knell_call_unless, with a
 * flag that stays 0.
 */
#ifndef KNELL_START_H
#define KNELL_START_H

#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the kernel gives to a program, in place: all may be changed. */
struct knell_start {
	int argc;
	/* Both end with NULL. */
	char **argv;
	char **environment;
	/* Types and values by turns; a type of 0 ends it. */
	unsigned long *auxv;
};

/*
 * The program's. What it returns is the exit status, of which the kernel keeps
 * the lower eight bits.
 */
int knell_main(const struct knell_start *start);

/**
 * knell_start_variable - look up an environment variable
 * @start: what knell_main was given
 * @name: its name
 *
 * Return: its value; NULL when there is none of the name.
 * Context: AS-Safe; MT-Safe as long as nobody changes the environment.
 * Source: environ(7).
 */
KNELL_PUBLIC char *knell_start_variable(
	const struct knell_start *start, const char *name);

/**
 * knell_start_value - look up a value of the auxiliary vector
 * @start: what knell_main was given
 * @type: AT_PAGESZ and so on, as getauxval(3) lists them
 * @ret_value: the value
 *
 * Return: 0; -ENOENT when the kernel does not give it; -EFAULT when @start or
 * @ret_value is NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: getauxval(3).
 */
KNELL_PUBLIC int knell_start_value(const struct knell_start *start,
	unsigned long type, unsigned long *ret_value);

/**
 * knell_start_exit - end the process
 * @status: the exit status, from 0 to 255
 *
 * All threads end with it.
 *
 * Context: AS-Safe, MT-Safe.
 * Source: exit_group(2).
 */
KNELL_PUBLIC KNELL_NORETURN void knell_start_exit(int status);

#ifdef __cplusplus
}
#endif

#endif
