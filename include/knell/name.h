/* SPDX-License-Identifier: MIT */
/* Names and meanings of signals and of si_code values. */
#ifndef KNELL_NAME_H
#define KNELL_NAME_H

#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	/* Room for any name that knell_signal_name writes. */
	KNELL_NAME_BYTES = 16
};

/* What the default action of a signal does to the process. */
enum knell_default {
	KNELL_DEFAULT_TERMINATE,
	/* Terminates with a core dump. */
	KNELL_DEFAULT_CORE,
	KNELL_DEFAULT_IGNORE,
	KNELL_DEFAULT_STOP,
	KNELL_DEFAULT_CONTINUE
};

/**
 * knell_signal_name - the name of a signal, as kill(1) spells it
 * @signal: its number
 * @ret_name: KNELL_NAME_BYTES of room, which the result may lie in
 *
 * Real-time signals are counted as programs see them, from the first that
 * glibc does not keep for itself: 34 is "SIGRTMIN", 35 "SIGRTMIN+1", the last
 * "SIGRTMAX". The kept ones are "SIG32" and "SIG33".
 *
 * Return: the name with "SIG"; "SIG" and the number where @signal is none.
 * Context: AS-Safe, MT-Safe.
 * Source: kill(1), signal(7), include/uapi/asm-generic/signal.h.
 */
KNELL_PUBLIC const char *knell_signal_name(
	int signal, char ret_name[KNELL_NAME_BYTES]);

/**
 * knell_signal_from_name - the number of a signal
 * @name: "TERM", "SIGTERM", "15", "SIG33", "RTMIN+3", "RT+3", "SIGRTMAX-1", in
 * capitals
 *
 * Return: the number, from 1 on; -EINVAL when @name is no signal.
 * Context: AS-Safe, MT-Safe.
 * Source: kill(1), signal(7).
 */
KNELL_PUBLIC int knell_signal_from_name(const char *name);

/**
 * knell_signal_describe - what a signal tells, in a few words
 * @signal: its number
 *
 * Return: such as "invalid memory access"; NULL when @signal is no signal.
 * Context: AS-Safe, MT-Safe.
 * Source: signal(7).
 */
KNELL_PUBLIC const char *knell_signal_describe(int signal);

/**
 * knell_signal_default - what the default action of a signal does
 * @signal: its number
 *
 * Return: one of enum knell_default; -EINVAL when @signal is no signal.
 * Context: AS-Safe, MT-Safe.
 * Source: signal(7), the kernel's include/linux/signal.h.
 */
KNELL_PUBLIC int knell_signal_default(int signal);

/**
 * knell_code_name - the name of an si_code
 * @signal: the signal that it came with, which decides what it means
 * @code: the si_code
 *
 * A signal without values of its own, such as a real-time one, has those of
 * SIGIO, which fcntl's F_SETSIG redirects.
 *
 * Return: such as "SEGV_MAPERR"; NULL when there is no name.
 * Context: AS-Safe, MT-Safe.
 * Source: include/uapi/asm-generic/siginfo.h, sigaction(2).
 */
KNELL_PUBLIC const char *knell_code_name(int signal, int code);

/**
 * knell_code_describe - what an si_code tells, in a few words
 * @signal: the signal that it came with, which decides what it means
 * @code: the si_code
 *
 * Return: such as "address not mapped"; NULL when there is no such value.
 * Context: AS-Safe, MT-Safe.
 * Source: include/uapi/asm-generic/siginfo.h, sigaction(2).
 */
KNELL_PUBLIC const char *knell_code_describe(int signal, int code);

#ifdef __cplusplus
}
#endif

#endif
